import gzip
import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from documents.paths import Document, Path
from openphone.errors import EventError
from openphone.events.reading import read_event
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome
from processor.planning.plan import fail
from tests.builders import (
    ANN,
    BEN,
    OURS,
    at,
    call,
    entry,
    event,
    job,
    message,
    pushed,
    sent,
    transcript,
)
from tests.processor.memory import NOW, Memory, document, ids, run, store

EV1 = Path("webhook_events", "EV1")
BAD = event("message.received", {"id": "AC1", "text": 987654321})
ANNS_ENTRY = entry("EV1", "09:00:05", "CT1", ANN)
IGNORED = event("task.created", {"id": "TK1"})


def deep_jobs(depth: int) -> bytes:
    """Return a summary whose only job is a map in a map, to this depth."""
    thing = b'{"callId": "AC1", "jobs": [' + b'{"a": ' * depth + b"1" + b"}" * depth + b"]}"
    return b'{"id": "EV1", "type": "call.summary.completed", "data": {"object": ' + thing + b"}}"


def lines(count: int, letter: str = "x") -> list[dict[str, str]]:
    """Return the lines of a dialogue, each of a kilobyte."""
    return [{"content": letter * 994}] * count


def name_of(number: int) -> str:
    """Return a short name for a case with a long number."""
    return f"{number:+.0e}" if abs(number) < 10**300 else f"{len(str(number))}_digits"


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a value, the keys of maps included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def record(memory: Memory, name: str = "EV1") -> Document:
    return memory.documents[Path("webhook_events", name)]


def parts(memory: Memory) -> list[str]:
    return ids(memory, "activities/AC1/transcript_parts")


def test_an_event_of_an_activity_is_recorded_with_its_id() -> None:
    body = message("EV1", "09:00:05")
    found = record(store(body))
    assert found["payload"] == body.decode()
    assert (found["processed"], found["activity_id"]) == (True, "AC1")
    assert found["processed_at"] == NOW
    assert "ignored" not in found


def test_an_event_of_the_address_book_is_recorded_without_an_activity() -> None:
    found = record(store(ANNS_ENTRY))
    assert found["processed"] is True
    assert "activity_id" not in found


@pytest.mark.parametrize(
    ("body", "activity", "conversation"),
    [
        (message("EV1", "09:00:05"), "AC1", ANN),
        (message("EV1", "09:00:05", id="a/b"), "id-c14cddc033f64b9dea80ea675cf280a0", ANN),
        (call("EV1", "09:00:05"), "AC1", None),
        (ANNS_ENTRY, None, None),
        (IGNORED, None, None),
        (BAD, None, None),
    ],
)
def test_a_job_knows_the_documents_it_is_about(
    body: bytes, activity: str | None, conversation: str | None
) -> None:
    found = job(body)
    assert found.activity_path == (Path("activities", activity) if activity else None)
    assert found.conversation_path == (
        Path("conversations", conversation) if conversation else None
    )


def test_an_event_of_another_type_is_archived_and_marked_ignored() -> None:
    memory = Memory()
    assert memory.apply(job(IGNORED)) is Outcome.IGNORED
    assert list(memory.documents) == [EV1]
    found = record(memory)
    assert (found["processed"], found["ignored"]) == (True, True)
    assert found["payload"] == IGNORED.decode()


def test_an_event_that_cannot_be_understood_is_recorded_with_the_reason() -> None:
    memory = Memory()
    assert memory.apply(job(BAD)) is Outcome.FAILED
    assert list(memory.documents) == [EV1]
    found = record(memory)
    assert found["processed"] is False
    assert found["error_message"] == "data.object.text: Input should be a valid string"
    assert found["payload"] == BAD.decode()
    assert "ignored" not in found


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{" * 5000, b'{"a": ' * 5000])
def test_any_body_is_recorded(body: bytes) -> None:
    memory = Memory()
    assert memory.apply(job(PushedMessage("EV1", body))) is Outcome.FAILED
    assert record(memory)["error_message"].startswith("the body is ")


@pytest.mark.parametrize(
    "body",
    [
        message("EV1", "09:00:05"),
        ANNS_ENTRY,
        IGNORED,
        BAD,
    ],
)
@pytest.mark.parametrize("again", [message("EV1", "09:00:09", text="other"), BAD, IGNORED])
def test_a_known_event_id_changes_nothing(body: bytes, again: bytes) -> None:
    memory = Memory()
    memory.apply(job(body))
    kept = dict(memory.documents)
    for duplicate in (body, again):
        assert memory.apply(job(duplicate)) is Outcome.DUPLICATE
    assert memory.documents == kept


@pytest.mark.parametrize(
    "body",
    [message("EV1", "09:00:05"), event("contact.updated", {"id": "CT1"}), IGNORED],
)
def test_a_replay_does_not_touch_what_succeeded(body: bytes) -> None:
    memory = Memory()
    memory.apply(job(body))
    kept = dict(memory.documents)
    assert memory.apply(job(pushed(body, replay=True))) is Outcome.DUPLICATE
    assert memory.documents == kept


@pytest.mark.parametrize(
    "body",
    [
        message("EV1", "09:00:05", text="Hi"),
        ANNS_ENTRY,
        IGNORED,
    ],
)
def test_a_replay_replaces_what_failed_and_leaves_no_error(body: bytes) -> None:
    memory, fresh = Memory(), Memory()
    memory.apply(job(BAD))
    fresh.apply(job(body))
    memory.apply(job(pushed(body, replay=True)))
    assert memory.documents == fresh.documents
    assert "error_message" not in record(memory)
    assert record(memory)["processed"] is True


def test_a_replay_that_fails_again_replaces_the_reason() -> None:
    memory = Memory()
    memory.apply(job(BAD))
    worse = event("message.received", {"id": []})
    assert memory.apply(job(pushed(worse, replay=True))) is Outcome.FAILED
    assert record(memory)["error_message"].startswith("data.object.id: ")
    assert record(memory)["payload"] == worse.decode()


def test_a_replay_of_an_event_that_is_not_there_stores_it() -> None:
    memory = Memory()
    assert memory.apply(job(pushed(message("EV1", "09:00:05"), replay=True))) is Outcome.STORED


def test_a_failure_of_the_store_is_recorded_like_any_other() -> None:
    memory, refused = Memory(), job(message("EV1", "09:00:05"))
    planned = run(fail(refused, memory, NOW, "refused"))
    assert (planned.outcome, planned.error) == (Outcome.FAILED, "refused")
    [change] = planned.changes
    assert (change.path, change.after["error_message"]) == (EV1, "refused")
    memory.write(planned)
    assert run(fail(refused, memory, NOW, "refused")).outcome is Outcome.DUPLICATE


def test_a_large_payload_is_kept_in_parts_below_its_record() -> None:
    body = message("EV1", "09:00:05", text="Hi").ljust(1_000_000)
    memory = store(body)
    found = record(memory)
    names = [Path("webhook_events/EV1/payload_parts", name) for name in found["payload_parts"]]
    data = b"".join(memory.documents[path]["data"] for path in names)
    assert gzip.decompress(data) == body
    assert document(memory, "activities")["body"] == "Hi"


@pytest.mark.parametrize(
    "body",
    [
        message(
            "EV1", "09:00:05", to=",".join(f"+1555{n}" for n in range(101)), direction="outgoing"
        ),
        call("EV1", "09:00:05", participants=[OURS, *(f"+1555{n}" for n in range(101))]),
        entry("EV1", "09:00:05", "CT1", *(f"+1555{n}" for n in range(101))),
    ],
)
def test_an_event_with_more_than_a_hundred_outside_numbers_fails(body: bytes) -> None:
    memory = Memory()
    assert memory.apply(job(body)) is Outcome.FAILED
    assert record(memory)["error_message"] == "the event names more than 100 outside numbers"
    assert len(memory.documents) == 1


def test_an_entry_with_a_hundred_numbers_is_stored() -> None:
    numbers = [f"+1555{number}" for number in range(100)]
    memory = store(entry("EV1", "09:00:05", "CT1", *numbers))
    assert len(ids(memory, "contacts")) == 100


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            message("EV1", "09:00:05", text="canary" * 180_000),
            "the activity would be larger than a document can be",
        ),
        (
            entry("EV1", firstName="canary" * 180_000),
            "the address-book entry would be larger than a document can be",
        ),
        (
            transcript("EV1", "09:00:05", [{"content": "canary" * 180_000}]),
            "a line of the transcript is larger than a document can be",
        ),
    ],
)
def test_a_document_that_would_pass_a_mebibyte_fails_its_event(body: bytes, text: str) -> None:
    memory = Memory()
    assert memory.apply(job(body)) is Outcome.FAILED
    assert record(memory)["error_message"] == text
    assert ids(memory, "activities") == ids(memory, "openphone_contacts") == []


def test_an_event_that_would_make_a_document_too_large_leaves_it_as_it_was() -> None:
    memory = store(message("EV1", "09:00:05", text="x" * 600_000))
    kept = document(memory, "activities")
    media = [f"https://m/{'x' * 1000}/{number}" for number in range(500)]
    assert memory.apply(job(message("EV2", "09:00:06", media=media))) is Outcome.FAILED
    assert document(memory, "activities") == kept


def test_a_small_transcript_replaces_the_parts_of_an_older_one() -> None:
    bodies = (
        transcript("EV1", "09:00:05", lines(501)),
        transcript("EV2", "09:00:06", lines(1, "y")),
    )
    for order in permutations(bodies):
        memory = store(*order)
        assert document(memory, "activities")["ai_transcript"] == {
            "dialogue": [{"text": "y" * 994}]
        }
        assert parts(memory) == []


def test_parts_replace_a_small_older_transcript() -> None:
    bodies = (
        transcript("EV1", "09:00:05", lines(1, "y")),
        transcript("EV2", "09:00:06", lines(501)),
    )
    for order in permutations(bodies):
        memory = store(*order)
        shown = document(memory, "activities")["ai_transcript"]
        assert list(shown) == ["parts"]
        assert parts(memory) == shown["parts"]


def test_parts_replace_the_parts_of_an_older_transcript() -> None:
    bodies = (
        transcript("EV1", "09:00:05", lines(501, "y")),
        transcript("EV2", "09:00:06", lines(1401)),
    )
    for order in permutations(bodies):
        memory = store(*order)
        shown = document(memory, "activities")["ai_transcript"]["parts"]
        assert (len(shown), parts(memory)) == (3, sorted(shown))


def test_a_transcript_in_parts_survives_what_knows_nothing_of_it() -> None:
    memory = store(
        transcript("EV1", "09:00:05", lines(501)),
        transcript("EV2", "09:00:06", [], dialogue=None, status="failed"),
    )
    shown = document(memory, "activities")["ai_transcript"]
    assert (shown["status"], shown["parts"]) == ("failed", parts(memory))


def test_every_commit_of_a_linked_activity_changes_its_conversation() -> None:
    """So a commit that read the conversation before it fails, even if nothing visible changed."""
    memory = store(message("EV1", "09:00:05", text="Hi"))
    path = Path("conversations", ANN)
    before = memory.documents[path]
    public = document(memory, "conversations", ANN)
    memory.apply(job(message("EV2", "09:00:06", text="Hi", userId="US1")))
    assert memory.documents[path] != before
    assert document(memory, "conversations", ANN) == public


def test_every_commit_of_an_address_book_entry_changes_its_contacts() -> None:
    memory = store(ANNS_ENTRY)
    path = Path("contacts", ANN)
    before, public = memory.documents[path], document(memory, "contacts", ANN)
    memory.apply(job(entry("EV2", "09:00:05", "CT1", ANN)))
    assert memory.documents[path] != before
    assert document(memory, "contacts", ANN) == public


def test_documents_removed_by_hand_stay_away_until_an_event_names_them_again() -> None:
    memory = store(message("EV1", "09:00:05"))
    del memory.documents[Path("conversations", ANN)], memory.documents[Path("contacts", ANN)]
    status = event(
        "message.delivered", {"id": "AC1", "createdAt": sent("08:00:00")}, "EV2", "09:00:06"
    )
    memory.apply(job(status))
    assert document(memory, "activities")["occurred_at"] == at("08:00:00")
    assert ids(memory, "conversations") == ids(memory, "contacts") == []
    memory.apply(job(message("EV3", "09:00:07")))
    assert ids(memory, "conversations") == ids(memory, "contacts") == [ANN]
    assert document(memory, "conversations", ANN)["first_activity_at"] == at("08:00:00")


SURROGATE = "\ud800"
CONTEXT = {
    "senderIdentifier": SURROGATE,
    "recipientIdentifiers": [OURS, f"a{SURROGATE}"],
    "conversationId": SURROGATE,
    "phoneNumberId": SURROGATE,
    "userId": SURROGATE,
}


@pytest.mark.parametrize(
    ("event_type", "thing"),
    [
        ("message.received", {"id": SURROGATE, "text": SURROGATE, "media": [SURROGATE]}),
        ("call.completed", {"id": "AC1", "participants": [SURROGATE], "recordingUrl": SURROGATE}),
        ("call.voicemail.completed", {"callId": SURROGATE, "transcript": SURROGATE}),
        ("call.summary.completed", {"callId": "AC1", "jobs": [{SURROGATE: [[SURROGATE]]}]}),
        ("call.transcript.completed", {"callId": "AC1", "dialogue": [{"content": SURROGATE}]}),
        ("contact.updated", {"id": SURROGATE, "firstName": SURROGATE, "phoneNumbers": [SURROGATE]}),
        (SURROGATE, {}),
    ],
)
def test_no_lone_surrogate_reaches_any_document(event_type: str, thing: dict[str, Any]) -> None:
    body = event(event_type, thing, data={"resource": thing, "context": CONTEXT})
    memory = Memory()
    assert memory.apply(job(body)) in {Outcome.STORED, Outcome.IGNORED}
    for path, found in memory.documents.items():
        for text in (path.collection, path.id, *texts_in(found)):
            assert text.encode()


@pytest.mark.parametrize(
    "number", [2**63, -(2**63) - 1, 10**400, -(10**400), 10**3999], ids=name_of
)
def test_a_number_beyond_64_bits_is_stored_as_a_float(number: int) -> None:
    memory = store(call("EV1", "09:00:05", duration=number))
    assert isinstance(document(memory, "activities")["duration_seconds"], float)
    assert json.loads(record(memory)["payload"])["data"]["object"]["duration"] == number


def test_nesting_that_can_be_read_can_be_stored() -> None:
    """Both the reading and the writing of JSON recurse, from different depths of the stack."""
    deepest = 0
    for depth in range(1, 20_000):
        try:
            read_event(deep_jobs(depth))
        except EventError:
            break
        deepest = depth
    for depth in range(max(deepest - 100, 1), deepest + 20):
        memory = Memory()
        assert memory.apply(job(PushedMessage("EV1", deep_jobs(depth)))) in {
            Outcome.STORED,
            Outcome.FAILED,
        }


@pytest.mark.parametrize(
    "body",
    [
        event("message.received", {"id": "AC1", "from": ANN, "to": [OURS, 5]}),
        event("message.received", {"id": [ANN]}),
        event(
            "contact.updated",
            {"id": "CT1", "firstName": "Ann", "fields": [{"type": "phone", "value": {ANN: BEN}}]},
        ),
        event("call.completed", {"id": "AC1", "participants": {ANN: BEN}}),
        event("call.completed", {"id": "AC1", "createdAt": ANN}),
        event("call.completed", {"id": "AC1", "voicemail": ANN}),
        call("EV1", "09:00:05", participants=[OURS, *(f"{BEN}{number}" for number in range(200))]),
    ],
)
def test_an_error_message_never_says_a_value(body: bytes) -> None:
    memory = Memory()
    assert memory.apply(job(body)) is Outcome.FAILED
    text = record(memory)["error_message"]
    assert not [value for value in (ANN, BEN, OURS, "Ann", "5550") if value in text]

from collections.abc import Iterator

import pytest

from documents.paths import Document, Path
from processor.planning.changes import Outcome
from processor.planning.plan import fail
from tests.openphone.samples import ANN
from tests.processor.builders import call, event, ids, job, message, store
from tests.processor.memory import NOW, Memory, run

EV1 = Path("webhook_events", "EV1")
BAD = event("message.received", {"id": "AC1", "text": 987654321})
IGNORED = event("task.created", {"id": "TK1"})


def deep_jobs(depth: int) -> bytes:
    """A summary whose only job is a map in a map, to this depth."""
    thing = b'{"callId": "AC1", "jobs": [' + b'{"a": ' * depth + b"1" + b"}" * depth + b"]}"
    return b'{"id": "EV1", "type": "call.summary.completed", "data": {"object": ' + thing + b"}}"


def transcript(name: str, sent: str, size: int, text: str = "x") -> bytes:
    """A transcript with as many lines of a kilobyte as the size says."""
    lines = [{"content": text * 994}] * size
    return event("call.transcript.completed", {"callId": "AC1", "dialogue": lines}, name, sent)


def name_of(number: int) -> str:
    """A short name for a case with a long number."""
    return f"{number:+.0e}" if abs(number) < 10**300 else f"{len(str(number))}_digits"


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value, the keys of maps among them."""
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
    found = record(store(event("contact.updated", {"id": "CT1", "phoneNumbers": [ANN]})))
    assert found["processed"] is True
    assert "activity_id" not in found


@pytest.mark.parametrize(
    ("body", "activity", "conversation"),
    [
        (message("EV1", "09:00:05"), "AC1", ANN),
        (message("EV1", "09:00:05", id="a/b"), "id-c14cddc033f64b9dea80ea675cf280a0", ANN),
        (call("EV1", "09:00:05"), "AC1", None),
        (event("contact.updated", {"id": "CT1", "phoneNumbers": [ANN]}), None, None),
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
    assert memory.apply(job(body, name="EV1")) is Outcome.FAILED
    assert record(memory)["error_message"].startswith("the body is ")


@pytest.mark.parametrize(
    "body",
    [
        message("EV1", "09:00:05"),
        event("contact.updated", {"id": "CT1", "phoneNumbers": [ANN]}),
        IGNORED,
        BAD,
    ],
)
@pytest.mark.parametrize("again", [message("EV1", "09:00:09", text="other"), BAD, IGNORED])
def test_an_event_id_that_is_there_changes_nothing(body: bytes, again: bytes) -> None:
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
    assert memory.apply(job(body, replay=True)) is Outcome.DUPLICATE
    assert memory.documents == kept


@pytest.mark.parametrize(
    "body",
    [
        message("EV1", "09:00:05", text="Hi"),
        event("contact.updated", {"id": "CT1", "phoneNumbers": [ANN]}),
        IGNORED,
    ],
)
def test_a_replay_replaces_what_failed_and_leaves_no_error(body: bytes) -> None:
    memory, fresh = Memory(), Memory()
    memory.apply(job(BAD))
    fresh.apply(job(body))
    memory.apply(job(body, replay=True))
    assert memory.documents == fresh.documents
    assert "error_message" not in record(memory)
    assert record(memory)["processed"] is True


def test_a_replay_that_fails_again_replaces_the_reason() -> None:
    memory = Memory()
    memory.apply(job(BAD))
    worse = event("message.received", {"id": []})
    assert memory.apply(job(worse, replay=True)) is Outcome.FAILED
    assert record(memory)["error_message"].startswith("data.object.id: ")
    assert record(memory)["payload"] == worse.decode()


def test_a_replay_of_an_event_that_is_not_there_stores_it() -> None:
    memory = Memory()
    assert memory.apply(job(message("EV1", "09:00:05"), replay=True)) is Outcome.STORED


def test_a_failure_of_the_store_is_recorded_like_any_other() -> None:
    memory, refused = Memory(), job(message("EV1", "09:00:05"))
    planned = run(fail(refused, memory, NOW, "refused"))
    assert (planned.outcome, planned.error) == (Outcome.FAILED, "refused")
    [change] = planned.changes
    assert (change.path, change.after["error_message"]) == (EV1, "refused")
    memory.write(planned)
    assert run(fail(refused, memory, NOW, "refused")).outcome is Outcome.DUPLICATE

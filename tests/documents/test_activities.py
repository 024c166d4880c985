import copy
from itertools import permutations

import pytest

from documents.activities import ActivityDocument, merge_activity, named_contacts, own_time
from documents.parties import ExternalParties
from documents.paths import Document
from openphone.events.event import Activity, Parties
from openphone.events.fields import ActivityFields
from tests.builders import ANN, BEN, OURS, at, call, event, message, sent
from tests.processor.memory import document, store

CALL: ActivityFields = {"activity_type": "call"}


def activity(*bodies: bytes) -> Document:
    return document(store(*bodies), "activities")


def test_a_message_makes_one_activity() -> None:
    body = message("EV1", "09:00:05", text="Hi", status="received", conversationId="CN1")
    assert activity(body) == {
        "openphone_id": "AC1",
        "activity_type": "message",
        "direction": "incoming",
        "status": "received",
        "body": "Hi",
        "from_number": ANN,
        "to_numbers": [OURS],
        "contact_ids": [ANN],
        "conversation_id": ANN,
        "openphone_conversation_id": "CN1",
        "occurred_at": at("09:00:00"),
        "event_at": at("09:00:05"),
    }


def test_the_newest_known_value_wins_whatever_came_last() -> None:
    old = message("EV1", "09:00:05", text="Hi", status="queued", userId="US1")
    new = message("EV2", "09:00:06", text="", status="sent", userId=None)
    for bodies in ((old, new), (new, old)):
        found = activity(*bodies)
        assert (found["body"], found["status"], found["user_id"]) == ("Hi", "sent", "US1")
        assert found["event_at"] == at("09:00:06")


def test_of_two_events_of_one_time_the_greater_id_decides() -> None:
    first, second = message("EV1", "09:00:05", text="a"), message("EV2", "09:00:05", text="b")
    for bodies in ((first, second), (second, first)):
        assert activity(*bodies)["body"] == "b"


def test_an_event_without_a_time_ranks_below_all_others() -> None:
    timed = call("EV1", "09:00:05", status="completed")
    untimed = event(
        "call.completed", {"id": "AC1", "status": "ringing", "userId": "US1"}, "EV9", ""
    )
    found = activity(timed, untimed)
    assert (found["status"], found["user_id"]) == ("completed", "US1")
    alone = activity(untimed)
    assert "event_at" not in alone
    assert "occurred_at" not in alone


def test_a_list_is_merged_as_one_value() -> None:
    old = call("EV1", "09:00:05", participants=[ANN, BEN, OURS])
    new = call("EV2", "09:00:06", participants=[ANN, OURS])
    assert activity(old, new)["participants"] == [ANN, OURS]
    assert activity(new, old)["participants"] == [ANN, OURS]


def test_each_member_of_a_map_is_merged_by_itself() -> None:
    old = {"callId": "AC1", "summary": ["Old"], "nextSteps": ["Write"], "status": "in-progress"}
    new = {"callId": "AC1", "summary": ["New", "er"], "nextSteps": [], "status": None}
    bodies = (
        event("call.summary.completed", old, "EV1", "09:00:05"),
        event("call.summary.completed", new, "EV2", "09:00:06"),
    )
    for order in permutations(bodies):
        assert activity(*order)["ai_summary"] == {
            "text": "New\ner",
            "summary": ["New", "er"],
            "next_steps": ["Write"],
            "status": "in-progress",
        }


def test_a_voicemail_is_completed_by_what_other_events_know_of_it() -> None:
    with_call = call("EV1", "09:00:05", voicemail={"url": "https://v/1?a", "type": "audio/mpeg"})
    own = {"callId": "AC1", "voicemailId": "VM1", "recordingUrl": "https://v/1?b", "duration": 7}
    alone = event("call.voicemail.completed", own, "EV2", "09:00:06")
    for order in permutations((with_call, alone)):
        assert activity(*order)["voicemail"] == {
            "id": "VM1",
            "url": "https://v/1?b",
            "type": "audio/mpeg",
            "duration_seconds": 7,
        }


def test_recordings_are_joined_and_the_first_is_shown() -> None:
    later = {"url": "https://r/2", "startTime": sent("09:00:20")}
    bodies = (
        call("EV1", "09:00:05", recordingUrl="https://r/1?sig=a"),
        call("EV2", "09:00:06", recordings=[{"id": "CR1", "url": "https://r/1?sig=b"}, later]),
        event(
            "call.recording.completed",
            {"id": "CR9", "callId": "AC1", "url": "https://r/1?sig=c", "duration": 5, "size": 9},
            "EV3",
            "09:00:04",
        ),
    )
    for order in permutations(bodies):
        found = activity(*order)
        assert found["recordings"] == [
            {"url": "https://r/2", "started_at": at("09:00:20")},
            {"id": "CR1", "url": "https://r/1?sig=b", "duration_seconds": 5, "size_bytes": 9},
        ]
        assert found["recording_url"] == "https://r/2"


@pytest.mark.parametrize(
    ("times", "occurred"),
    [
        ([{"createdAt": sent("09:00:03")}], "09:00:03"),
        ([{"createdAt": sent("09:00:03")}, {"createdAt": sent("09:00:01")}], "09:00:01"),
        ([{"createdAt": sent("09:00:03")}, {"answeredAt": sent("09:00:01")}], "09:00:03"),
        ([{"answeredAt": sent("09:00:02"), "completedAt": sent("09:00:09")}], "09:00:02"),
        ([{"completedAt": sent("09:00:09")}, {"answeredAt": sent("09:00:02")}], "09:00:02"),
    ],
)
def test_an_activity_occurred_when_created_else_at_its_earliest_other_time(
    times: list[dict[str, object]], occurred: str
) -> None:
    bodies = [call(f"EV{number}", "09:00:05", **fields) for number, fields in enumerate(times)]
    for order in permutations(bodies):
        assert activity(*order)["occurred_at"] == at(occurred)


@pytest.mark.parametrize(
    "event_type",
    [
        "call.recording.completed",
        "call.summary.completed",
        "call.transcript.completed",
        "call.voicemail.completed",
    ],
)
def test_the_times_of_a_part_are_not_those_of_the_call(event_type: str) -> None:
    thing = {"callId": "AC1", "createdAt": sent("08:00:00"), "completedAt": sent("08:00:01")}
    assert "occurred_at" not in activity(event(event_type, thing))


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"answeredAt": sent("09:00:06"), "completedAt": sent("09:01:22")}, 76),
        ({"answeredAt": sent("09:00:06"), "completedAt": sent("09:00:06")}, 0),
        ({"answeredAt": sent("09:00:06"), "completedAt": sent("09:00:07.250")}, 1.25),
        ({"answeredAt": sent("09:00:06"), "completedAt": sent("09:00:05")}, None),
        ({"answeredAt": sent("09:00:06")}, None),
        ({"completedAt": sent("09:00:06")}, None),
        ({"duration": 5, "answeredAt": sent("09:00:06"), "completedAt": sent("09:01:22")}, 5),
        ({"duration": 0, "answeredAt": sent("09:00:06"), "completedAt": sent("09:01:22")}, 0),
    ],
)
def test_a_call_lasts_as_long_as_openphone_says_else_from_answer_to_end(
    fields: dict[str, object], seconds: float | None
) -> None:
    found = activity(call("EV1", "09:00:05", **fields)).get("duration_seconds")
    assert found == seconds
    assert type(found) is type(seconds)


def test_the_length_of_a_call_follows_from_the_merged_times() -> None:
    bodies = (
        call("EV1", "09:00:05", answeredAt=sent("09:00:06")),
        call("EV2", "09:00:06", completedAt=sent("09:00:10")),
        call("EV3", "09:00:07", answeredAt=sent("09:00:08")),
    )
    for order in permutations(bodies):
        assert activity(*order)["duration_seconds"] == 2
    assert activity(*bodies, call("EV0", "08:00:00", duration=99))["duration_seconds"] == 99


def test_a_length_that_no_longer_follows_is_withdrawn() -> None:
    bodies = (
        call("EV1", "09:00:05", answeredAt=sent("09:00:06"), completedAt=sent("09:00:10")),
        call("EV2", "09:00:06", answeredAt=sent("09:00:11")),
    )
    for order in permutations(bodies):
        assert "duration_seconds" not in activity(*order)


def test_the_duration_of_a_transcript_is_not_the_calls() -> None:
    thing = {"callId": "AC1", "duration": 90}
    assert activity(event("call.transcript.completed", thing)) == {
        "openphone_id": "AC1",
        "activity_type": "call",
        "ai_transcript": {"duration_seconds": 90},
        "event_at": at("09:00:05"),
    }


def test_an_event_that_names_nobody_leaves_the_link_as_it_is() -> None:
    bodies = (
        message("EV1", "09:00:05"),
        event("message.delivered", {"id": "AC1", "status": "delivered"}, "EV2", "09:00:06"),
    )
    for order in permutations(bodies):
        found = activity(*order)
        assert (found["conversation_id"], found["status"]) == (ANN, "delivered")
    alone = activity(bodies[1])
    assert "conversation_id" not in alone
    assert "contact_ids" not in alone


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        ({"from": ANN, "to": OURS, "direction": "incoming"}, {"participants": [BEN, OURS]}),
        ({"from": ANN, "to": OURS, "direction": "incoming"}, {"participants": [BEN]}),
        ({"participants": [ANN, OURS]}, {"participants": [BEN]}),
    ],
)
def test_a_surer_link_beats_a_newer_one(strong: dict[str, object], weak: dict[str, object]) -> None:
    bodies = (call("EV1", "09:00:05", **strong), call("EV2", "09:00:06", **weak))
    for order in permutations(bodies):
        assert activity(*order)["conversation_id"] == ANN
        assert activity(*order)["contact_ids"] == [ANN]


def test_of_two_equally_sure_links_the_newer_wins() -> None:
    bodies = (
        call("EV1", "09:00:06", participants=[ANN, OURS]),
        call("EV2", "09:00:05", participants=[BEN, OURS]),
    )
    for order in permutations(bodies):
        assert activity(*order)["conversation_id"] == ANN


def test_an_id_that_cannot_be_a_document_id_is_kept_beside_the_hashed_one() -> None:
    memory = store(message("EV1", "09:00:05", id="a/b"))
    # printf 'a/b' | sha256sum
    hashed = "id-c14cddc033f64b9dea80ea675cf280a0"
    assert document(memory, "activities", hashed)["openphone_id"] == "a/b"
    last = document(memory, "conversations", ANN)["last_activity"]
    assert last["id"] == hashed


def test_what_firestore_cannot_hold_is_replaced_in_every_field() -> None:
    bodies = (
        message("EV1", "09:00:05", text="a\ud800", userId="US\udfff"),
        event(
            "call.summary.completed",
            {"callId": "AC1", "jobs": [[1], {"": 1}, {"n": 2**63}], "sentiment": "\ud800"},
            "EV2",
        ),
        call("EV3", "09:00:05", recordingUrl="https://r/\ud800", duration=2**64),
    )
    found = activity(*bodies)
    assert (found["body"], found["user_id"]) == ("a\ufffd", "US\ufffd")
    assert found["ai_summary"] == {
        "jobs": ["[1]", '{"": 1}', {"n": 9223372036854775808.0}],
        "sentiment": "\ufffd",
    }
    assert found["recording_url"] == "https://r/\ufffd"
    assert found["duration_seconds"] == 18446744073709551616.0


@pytest.mark.parametrize("depth", [18, 19, 30])
def test_a_field_is_at_most_twenty_levels_deep(depth: int) -> None:
    jobs: object = "end"
    for _ in range(depth):
        jobs = {"a": jobs}
    found = activity(event("call.summary.completed", {"callId": "AC1", "jobs": [jobs]}))
    value, levels = found["ai_summary"], 0
    while not isinstance(value, str):
        value, levels = (
            value[next(iter(value))] if isinstance(value, dict) else value[0],
            levels + 1,
        )
    assert levels == min(depth + 2, 20)
    assert (value == "end") is (depth + 2 <= 20)


def merged(
    before: ActivityDocument | None, event_id: str, activity: Activity, *numbers: str
) -> ActivityDocument:
    external = ExternalParties(numbers, 2) if numbers else None
    return merge_activity(before, activity, external, None, event_id)


def test_the_document_before_is_left_as_it_was() -> None:
    def activity(**parts: object) -> Activity:
        return Activity("AC1", {**CALL, "status": "completed"}, Parties(), **parts)  # type: ignore[arg-type]

    first = activity(recordings=({"url": "https://r/1"},), ai_summary={"text": "a"})
    second = activity(recordings=({"url": "https://r/1?x"},), ai_summary={"text": "b"})
    before = merged(None, "EV1", first, ANN)
    kept = copy.deepcopy(before)
    merged(before, "EV2", second, ANN)
    assert before == kept


def test_an_activity_keeps_its_own_time_and_every_contact_ever_named() -> None:
    assert own_time(None) is None
    assert named_contacts(None) == frozenset()
    thing = Activity("AC1", CALL, Parties(), created_at=at("09:00:02"), other_at=at("09:00:01"))
    second = merged(merged(None, "EV1", thing, ANN, "a/b"), "EV2", thing, BEN)
    assert own_time(second) == at("09:00:01")
    hashed = "number-c14cddc033f64b9dea80ea675cf280a0"
    assert named_contacts(second) == {ANN, BEN, hashed}
    bare = merged(None, "EV1", Activity("AC1", CALL, Parties()))
    assert own_time(bare) is None
    assert named_contacts(bare) == frozenset()

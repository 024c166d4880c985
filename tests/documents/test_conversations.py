from itertools import permutations
from typing import Any

import pytest

from documents.paths import Document
from tests.builders import (
    ANN,
    BEN,
    CARA,
    OURS,
    at,
    call,
    event,
    message,
    sent,
)
from tests.processor.memory import document, ids, store

# printf '+15550107001,+15550107002' | sha256sum
GROUP = "group-15809f5125bdbbb6dbb211ad7331e91d"
INCOMING = {"from": ANN, "to": OURS, "direction": "incoming"}
OUTGOING = {"from": OURS, "to": ANN, "direction": "outgoing"}


def conversation(*bodies: bytes, with_: str = ANN) -> Document:
    return document(store(*bodies), "conversations", with_)


def last_activity(*bodies: bytes) -> Any:  # noqa: ANN401 - a map of a document
    return conversation(*bodies)["last_activity"]


def test_a_message_makes_a_conversation_with_its_external_party() -> None:
    ids_of_vendor = {"conversationId": "CN1", "phoneNumberId": "PN1"}
    body = message("EV1", "09:00:05", text="Hi", status="received", **ids_of_vendor)
    assert conversation(body) == {
        "contact_ids": [ANN],
        "participants": [ANN],
        "openphone_conversation_ids": ["CN1"],
        "phone_number_ids": ["PN1"],
        "first_activity_at": at("09:00:00"),
        "last_activity_at": at("09:00:00"),
        "last_incoming_at": at("09:00:00"),
        "last_activity": {
            "id": "AC1",
            "activity_type": "message",
            "direction": "incoming",
            "status": "received",
            "preview": "Hi",
        },
    }


def test_a_group_is_one_conversation_of_all_its_numbers() -> None:
    memory = store(message("EV1", "09:00:05", **{"from": BEN, "to": f"{OURS},{ANN}"}))
    assert ids(memory, "conversations") == [GROUP]
    found = document(memory, "conversations", GROUP)
    assert found["participants"] == [ANN, BEN]
    assert found["contact_ids"] == [ANN, BEN]
    assert ids(memory, "contacts") == [ANN, BEN]
    assert document(memory, "activities")["contact_ids"] == [ANN, BEN]


def test_a_number_that_cannot_be_a_document_id_is_hashed_but_shown() -> None:
    memory = store(message("EV1", "09:00:05", **{"from": "a/b"}))
    hashed = "number-c14cddc033f64b9dea80ea675cf280a0"
    assert ids(memory, "conversations") == ids(memory, "contacts") == [hashed]
    found = document(memory, "conversations", hashed)
    assert (found["participants"], found["contact_ids"]) == (["a/b"], [hashed])


def test_an_activity_without_a_time_of_its_own_is_not_counted() -> None:
    assert conversation(call("EV1", "09:00:05", **INCOMING)) == {
        "contact_ids": [ANN],
        "participants": [ANN],
    }


def test_firsts_and_lasts_are_those_of_all_activities() -> None:
    bodies = (
        message("EV1", "09:00:05", id="AC1", createdAt=sent("09:00:02")),
        call("EV2", "09:00:05", id="AC2", createdAt=sent("09:00:01"), **OUTGOING),
        message("EV3", "09:00:05", id="AC3", createdAt=sent("09:00:04"), **OUTGOING),
        call("EV4", "09:00:05", id="AC4", createdAt=sent("09:00:03"), **INCOMING),
        call("EV5", "09:00:05", id="AC5", createdAt=sent("09:00:09"), participants=[ANN, OURS]),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["first_activity_at"] == at("09:00:01")
        assert found["last_activity_at"] == at("09:00:09")
        assert found["last_incoming_at"] == at("09:00:03")
        assert found["last_outgoing_at"] == at("09:00:04")
        assert found["last_activity"] == {"id": "AC5", "activity_type": "call"}


def test_of_two_activities_at_one_time_the_one_of_the_greater_id_is_last() -> None:
    bodies = (message("EV1", "09:00:05", id="AC2"), message("EV2", "09:00:06", id="AC1"))
    for order in permutations(bodies):
        assert last_activity(*order)["id"] == "AC2"


def test_the_last_activity_is_shown_with_its_current_status() -> None:
    bodies = (
        message("EV1", "09:00:05", status="queued", text="Hi"),
        message("EV2", "09:00:06", status="delivered"),
    )
    for order in permutations(bodies):
        shown = last_activity(*order)
        assert (shown["status"], shown["preview"]) == ("delivered", "Hi")


@pytest.mark.parametrize(
    ("text", "preview"),
    [
        ("x" * 140, "x" * 140),
        ("x" * 141, "x" * 140),
        ("\N{GRINNING FACE}" * 141, "\N{GRINNING FACE}" * 140),
        ("a\nb", "a\nb"),
    ],
)
def test_a_preview_is_the_start_of_the_text(text: str, preview: str) -> None:
    assert last_activity(message("EV1", "09:00:05", text=text))["preview"] == preview


def test_a_message_without_a_text_has_no_preview_and_no_answer() -> None:
    assert last_activity(message("EV1", "09:00:05", media=["https://m/1"])) == {
        "id": "AC1",
        "activity_type": "message",
        "direction": "incoming",
    }


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ({"status": "answered"}, True),
        ({"status": "ai-handled"}, True),
        ({"status": "completed", "answeredAt": sent("09:00:06")}, True),
        ({"status": "completed", "answeredBy": "US1"}, True),
        ({"status": "completed", "answeredBy": "SY1"}, True),
        ({"status": "completed", "handledByAiAgent": True}, True),
        ({"status": "completed", "handledByAiAgent": False, "answeredAt": None}, False),
        ({"status": "no-answer"}, False),
        ({"status": "missed"}, False),
        ({"status": "ringing"}, False),
        ({"answeredAt": sent("09:00:06")}, True),
    ],
)
def test_a_call_was_answered_where_somebody_took_it(
    fields: dict[str, object],
    answered: bool,  # noqa: FBT001
) -> None:
    body = call("EV1", "09:00:05", createdAt=sent("09:00:00"), **INCOMING, **fields)
    assert last_activity(body)["answered"] is answered


def test_whether_a_call_was_answered_is_unknown_without_a_status() -> None:
    assert last_activity(call("EV1", "09:00:05", createdAt=sent("09:00:00"), **INCOMING)) == {
        "id": "AC1",
        "activity_type": "call",
        "direction": "incoming",
    }


def test_the_sets_of_a_conversation_grow_by_every_event_with_its_own_ids() -> None:
    bodies = (
        message("EV1", "09:00:05", conversationId="CN2", phoneNumberId="PN2"),
        message("EV2", "09:00:06", conversationId="CN1", phoneNumberId="PN1"),
        event("message.delivered", {"id": "AC1", "phoneNumberId": "PN9"}, "EV3", "09:00:07"),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["openphone_conversation_ids"] == ["CN1", "CN2"]
        assert found["phone_number_ids"] == ["PN1", "PN2"]


def test_a_link_that_loses_still_makes_its_conversation_and_contact() -> None:
    sure = call("EV1", "09:00:05", createdAt=sent("09:00:00"), **INCOMING)
    unsure = call("EV2", "09:00:06", participants=[BEN, OURS], phoneNumberId="PN1")
    for order in permutations((sure, unsure)):
        memory = store(*order)
        assert document(memory, "conversations", BEN) == {
            "contact_ids": [BEN],
            "participants": [BEN],
            "phone_number_ids": ["PN1"],
        }
        assert document(memory, "contacts", BEN)["first_seen_at"] == at("09:00:00")
        assert document(memory, "conversations", ANN)["last_activity"]["id"] == "AC1"


def test_an_activity_that_moves_to_another_conversation_is_counted_there_alone() -> None:
    moved = {"id": "AC2", "createdAt": sent("09:00:02")}
    bodies = (
        message("EV1", "09:00:05", id="AC1", createdAt=sent("09:00:01")),
        message("EV2", "09:00:05", id="AC3", createdAt=sent("09:00:03"), **OUTGOING),
        call("EV3", "09:00:05", **moved, participants=[ANN]),
        call("EV4", "09:00:06", **moved, participants=[BEN, OURS], direction="incoming"),
    )
    for order in permutations(bodies):
        memory = store(*order)
        left = document(memory, "conversations", ANN)
        assert left["first_activity_at"] == left["last_incoming_at"] == at("09:00:01")
        assert left["last_activity_at"] == left["last_outgoing_at"] == at("09:00:03")
        joined = document(memory, "conversations", BEN)
        assert joined["last_activity"]["id"] == "AC2"
        assert joined["first_activity_at"] == joined["last_incoming_at"] == at("09:00:02")


@pytest.mark.parametrize("time", ["09:00:00", "09:00:09"])
def test_a_conversation_that_loses_its_only_activity_shows_none(time: str) -> None:
    bodies = (
        call("EV1", "09:00:05", createdAt=sent(time), participants=[ANN], direction="incoming"),
        call("EV2", "09:00:06", participants=[BEN, OURS]),
    )
    assert conversation(*bodies) == {"contact_ids": [ANN], "participants": [ANN]}


def test_a_time_that_moves_later_changes_first_and_last() -> None:
    """The creation counts before an earlier answer, so that learning it moves the call."""
    bodies = (
        call("EV1", "09:00:05", answeredAt=sent("09:00:01"), **INCOMING),
        message("EV2", "09:00:05", id="AC2", createdAt=sent("09:00:03")),
        message("EV3", "09:00:05", id="AC3", createdAt=sent("09:00:02"), **OUTGOING),
        call("EV4", "09:00:06", createdAt=sent("09:00:04")),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["first_activity_at"] == at("09:00:02")
        assert found["last_activity_at"] == found["last_incoming_at"] == at("09:00:04")
        assert found["last_outgoing_at"] == at("09:00:02")
        assert found["last_activity"]["id"] == "AC1"


def test_a_time_that_moves_earlier_changes_first_and_last() -> None:
    bodies = (
        message("EV1", "09:00:05", createdAt=sent("09:00:09")),
        message("EV2", "09:00:05", id="AC2", createdAt=sent("09:00:03")),
        message("EV3", "09:00:06", createdAt=sent("09:00:01")),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["first_activity_at"] == at("09:00:01")
        assert found["last_activity_at"] == found["last_incoming_at"] == at("09:00:03")
        assert found["last_activity"]["id"] == "AC2"


def test_a_last_activity_without_a_direction_makes_way_when_it_moves() -> None:
    last = {"id": "AC3", "createdAt": sent("09:00:09")}
    bodies = (
        message("EV1", "09:00:05", id="AC1", createdAt=sent("09:00:01")),
        message("EV2", "09:00:05", id="AC2", createdAt=sent("09:00:02")),
        call("EV3", "09:00:05", **last, participants=[ANN]),
        call("EV4", "09:00:06", **last, participants=[BEN, OURS]),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["last_activity"]["id"] == "AC2"
        assert found["last_activity_at"] == at("09:00:02")


def test_a_changed_direction_changes_the_last_of_each_direction() -> None:
    first = {"createdAt": sent("09:00:05"), "participants": [ANN, OURS]}
    bodies = (
        message("EV1", "09:00:05", id="AC2", createdAt=sent("09:00:01")),
        call("EV2", "09:00:05", **first, direction="incoming"),
        call("EV3", "09:00:06", **first, direction="outgoing"),
    )
    for order in permutations(bodies):
        found = conversation(*order)
        assert found["last_incoming_at"] == at("09:00:01")
        assert found["last_outgoing_at"] == at("09:00:05")


def test_conversations_with_a_group_and_with_its_members_are_different_ones() -> None:
    memory = store(
        message("EV1", "09:00:05", id="AC1", to=f"{OURS},{BEN}"),
        message("EV2", "09:00:05", id="AC2"),
        message(
            "EV3", "09:00:05", id="AC3", **{"from": OURS, "to": [CARA], "direction": "outgoing"}
        ),
    )
    assert ids(memory, "conversations") == [ANN, CARA, GROUP]

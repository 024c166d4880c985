"""Items of the REST API as events: ids, times, and what each says."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from openphone.errors import EventError
from openphone.events.reading import read_event
from openphone.fetched import parts, v1, v2026
from tests.openphone.fetched_items import (
    CONVERSATION,
    CURRENT_CALL,
    CURRENT_MESSAGE,
    LINES,
    RECORDING,
    SUMMARY,
    V1_CALL,
    V1_MESSAGE,
    VOICEMAIL,
    activity,
    current_call,
    v1_call,
)
from tests.openphone.samples import ANN, BEN, OURS


def test_a_message_of_v1_is_the_v4_event_that_its_webhook_sends() -> None:
    event = v1.message(V1_MESSAGE, CONVERSATION)
    sent = json.loads(event.body)
    assert sent.pop("id") == event.event_id
    assert sent == {
        "object": "event",
        "apiVersion": "v4",
        "createdAt": "2026-04-02T09:00:00.000Z",
        "type": "message.received",
        "data": {
            "object": {
                "object": "message",
                "id": "AC1",
                "from": ANN,
                "to": [OURS],
                "direction": "incoming",
                "text": "hi",
                "status": "received",
                "createdAt": "2026-04-02T09:00:00.000Z",
                "phoneNumberId": "PN1",
                "userId": "US1",
            },
            "deepLink": "https://my.openphone.com/inbox/PN1/c/CN1?at=AC1",
        },
    }


def test_a_message_of_2026_is_the_event_that_its_webhook_sends() -> None:
    event = v2026.message(CURRENT_MESSAGE)
    sent = json.loads(event.body)
    assert sent.pop("id") == event.event_id
    assert sent == {
        "apiVersion": "2026-03-30",
        "createdAt": "2026-04-02T09:00:00.000Z",
        "type": "message.received",
        "data": {
            "resource": {
                "id": "AC1",
                "direction": "incoming",
                "text": "hi",
                "media": [{"url": "https://storage.example.com/a.jpg?sig=1", "type": "image/jpeg"}],
                "status": "received",
                "createdAt": "2026-04-02T09:00:00.000Z",
            },
            "context": {
                "conversationId": "CN1",
                "phoneNumberId": "PN1",
                "userId": "US1",
                "senderIdentifier": ANN,
                "recipientIdentifiers": [OURS],
            },
        },
    }


@pytest.mark.parametrize(
    ("status", "event_type", "stored"),
    [
        ("delivered", "message.delivered", "delivered"),
        ("sent", "message.delivered", "sent"),
        ("failed", "message.failed", "failed"),
        ("undelivered", "message.undelivered", "undelivered"),
    ],
)
def test_an_outgoing_message_keeps_its_status_and_the_time_of_it(
    status: str, event_type: str, stored: str
) -> None:
    item = {**V1_MESSAGE, "direction": "outgoing", "status": status}
    for event in (v1.message(item), v2026.message(item)):
        assert (event.event["type"], event.at) == (event_type, "2026-04-02T09:00:07.000Z")
        assert activity(event).fields["status"] == stored


def test_everything_that_v1_says_of_a_call_is_read() -> None:
    found = activity(v1_call())
    assert found.fields == {
        "activity_type": "call",
        "direction": "incoming",
        "status": "completed",
        "participants": [ANN, OURS],
        "openphone_conversation_id": "CN1",
        "phone_number_id": "PN1",
        "user_id": "US1",
        "answered_by": "US1",
        "duration_seconds": 55,
        "answered_at": datetime(2026, 4, 2, 10, 0, 5, tzinfo=UTC),
        "completed_at": datetime(2026, 4, 2, 10, 1, tzinfo=UTC),
    }
    assert found.created_at == datetime(2026, 4, 2, 10, tzinfo=UTC)


def test_everything_that_2026_says_of_a_call_is_read() -> None:
    found = activity(current_call())
    assert found.fields == {
        "activity_type": "call",
        "direction": "incoming",
        "status": "answered",
        "participants": [ANN, OURS],
        "phone_number_id": "PN1",
        "user_id": "US1",
        "answered_by": "US1",
        "duration_seconds": 55,
        "answered_at": datetime(2026, 4, 2, 10, 0, 5, tzinfo=UTC),
        "completed_at": datetime(2026, 4, 2, 10, 1, tzinfo=UTC),
    }
    assert found.parties.external == (ANN,)
    assert found.created_at == datetime(2026, 4, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([ANN], [ANN, OURS]),
        ([OURS, ANN], [ANN, OURS]),
        ([ANN, OURS], [ANN, OURS]),
        ([], [ANN, OURS]),
        (None, [ANN, OURS]),
        ([OURS], [OURS]),
    ],
)
def test_the_parties_of_a_v1_call_are_in_the_order_of_v4(given: object, expected: object) -> None:
    assert activity(v1_call(participants=given)).fields["participants"] == expected


def test_a_party_with_an_actor_is_ours_under_a_number_that_we_no_longer_have() -> None:
    found = activity(v2026.call(CURRENT_CALL, {}))
    assert found.parties.external == (ANN,)


def test_a_2026_call_among_numbers_that_nobody_knows_says_no_more_than_who_took_part() -> None:
    parties = [{"phoneNumber": ANN, "actorId": None}, {"phoneNumber": BEN, "actorId": None}]
    found = activity(current_call(participants=parties))
    assert found.parties.external == ()
    assert found.parties.participants == (ANN, BEN)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "completed"}, "answered"),
        ({"status": "completed", "aiHandled": "ai-agent"}, "ai-handled"),
        ({"status": "completed", "answeredAt": None}, "unanswered"),
        ({"status": "completed", "answeredAt": None, "forwardedTo": BEN}, "forwarded"),
        ({"status": "no-answer"}, "unanswered"),
        ({"status": "missed"}, "unanswered"),
        ({"status": "abandoned"}, "abandoned"),
        ({"status": "answered"}, "answered"),
        ({"status": None}, None),
    ],
)
def test_the_status_of_a_2026_call_is_in_the_words_of_its_webhooks(
    fields: Mapping[str, object], status: str | None
) -> None:
    assert activity(current_call(**fields)).fields.get("status") == status


def test_a_call_that_the_vendors_agent_took_is_known_as_such() -> None:
    assert activity(v1_call(aiHandled="ai-agent")).fields["handled_by_ai"] is True
    assert activity(current_call(aiHandled="ai-agent")).fields["handled_by_ai"] is True


def test_users_in_the_forwarding_of_a_2026_call_are_no_numbers() -> None:
    found = activity(current_call(forwardedFrom="US7", forwardedTo=BEN)).fields
    assert (found.get("forwarded_from"), found["forwarded_to"]) == (None, BEN)


@pytest.mark.parametrize(
    ("fields", "event_type", "at"),
    [
        ({}, "call.completed", "2026-04-02T10:01:00.000Z"),
        ({"status": "ringing"}, "call.completed", "2026-04-02T10:01:00.000Z"),
        (
            {"status": "ringing", "completedAt": None},
            "call.ringing",
            "2026-04-02T10:02:30.000Z",
        ),
        (
            {"status": "no-answer", "completedAt": None, "updatedAt": None},
            "call.completed",
            "2026-04-02T10:00:05.000Z",
        ),
        (
            {
                "status": "missed",
                **dict.fromkeys(("completedAt", "updatedAt", "answeredAt", "createdAt")),
            },
            "call.completed",
            "",
        ),
    ],
)
def test_a_call_has_the_time_of_its_end_whatever_was_updated_after_it(
    fields: Mapping[str, object], event_type: str, at: str
) -> None:
    for event in (v1_call(**fields), current_call(**fields)):
        assert (event.event["type"], event.at) == (event_type, at)


def test_an_item_may_lack_everything_but_its_id() -> None:
    for event in (
        v1.message({"id": "AC1"}),
        v1.call({"id": "AC1"}, {}),
        v2026.message({"id": "AC1"}),
        v2026.call({"id": "AC1", "participants": None}, {}),
    ):
        assert activity(event).id == "AC1"
        assert event.at == ""
    entry = read_event(v1.contact({"id": "CT1", "firstName": "Ann"}).body).entry
    assert entry is not None
    assert entry.fields == {"first_name": "Ann", "deleted": False}


def test_a_contact_is_read_whole() -> None:
    event = v1.contact(
        {
            "id": "CT1",
            "externalId": None,
            "defaultFields": {
                "firstName": "Ann",
                "lastName": "Example",
                "company": "Example Ltd",
                "role": "Owner",
                "emails": [{"name": "work", "value": "ann@example.com", "id": "1"}],
                "phoneNumbers": [{"name": "mobile", "value": ANN, "id": "2"}],
            },
            "customFields": [],
            "createdAt": "2026-04-01T09:00:00.000Z",
            "updatedAt": "2026-04-02T09:00:00.000Z",
        }
    )
    found = read_event(event.body)
    assert event.event["type"] == "contact.updated"
    assert found.at == datetime(2026, 4, 2, 9, tzinfo=UTC)
    assert found.entry is not None
    assert (found.entry.id, found.entry.fields) == (
        "CT1",
        {
            "first_name": "Ann",
            "last_name": "Example",
            "company": "Example Ltd",
            "role": "Owner",
            "emails": ["ann@example.com"],
            "phone_numbers": [ANN],
            "deleted": False,
        },
    )


def test_the_same_item_is_the_same_event_whatever_the_order_of_its_fields() -> None:
    turned = dict(reversed(list(V1_MESSAGE.items())))
    assert v1.message(turned) == v1.message(V1_MESSAGE)
    assert v1.message(turned).body == v1.message(V1_MESSAGE).body


def test_a_signed_address_that_changes_at_every_fetch_makes_no_new_event() -> None:
    later = [{"url": "https://storage.example.com/a.jpg?sig=2", "type": "image/jpeg"}]
    first, second = (
        v2026.message({**CURRENT_MESSAGE, "media": media})
        for media in (CURRENT_MESSAGE["media"], later)
    )
    assert first.event_id == second.event_id
    for make, item, field in (
        (parts.recording, RECORDING, "url"),
        (parts.voicemail, VOICEMAIL, "recordingUrl"),
    ):
        made = make(v1_call(), item)
        again = make(v1_call(), {**item, field: f"{item[field]}&more=1"})
        other = make(v1_call(), {**item, field: "https://storage.example.com/other.mp3"})
        assert made is not None
        assert again is not None
        assert other is not None
        assert made.event_id == again.event_id != other.event_id


def test_what_the_vendor_adds_to_an_item_is_in_its_event() -> None:
    added = {"newField": ["x"], "unknown": None}
    for event, key in (
        (v1.message({**V1_MESSAGE, **added}), "object"),
        (v2026.message({**CURRENT_MESSAGE, **added}), "resource"),
        (v1_call(**added), "object"),
        (current_call(**added), "resource"),
    ):
        thing = event.event["data"][key]
        assert thing["newField"] == ["x"]
        assert "unknown" not in thing


def test_what_is_put_otherwise_or_is_an_event_of_its_own_is_not_in_that_of_a_2026_call() -> None:
    sections = {"summary": SUMMARY, "voicemail": VOICEMAIL, "recordings": [RECORDING]}
    assert current_call(**sections) == current_call()
    assert current_call().event["data"]["resource"].keys() == {
        *("id", "direction", "status", "duration", "callRoute", "answeredByUserId"),
        *("createdAt", "answeredAt", "completedAt"),
    }


def test_an_update_of_nothing_that_is_said_makes_no_new_event_of_a_call() -> None:
    later = {"updatedAt": "2026-04-03T00:00:00.000Z"}
    assert v1_call(**later) == v1_call()
    assert current_call(**later) == current_call()


def test_a_question_mark_in_a_text_is_part_of_the_text() -> None:
    asked = v1.message({**V1_MESSAGE, "text": "Today? At ten?"})
    assert asked.event_id != v1.message({**V1_MESSAGE, "text": "Today? No"}).event_id


def test_a_changed_item_is_another_event() -> None:
    changed = v1.message({**V1_MESSAGE, "direction": "outgoing", "status": "sent"})
    later = v1.message({**V1_MESSAGE, "direction": "outgoing", "status": "delivered"})
    assert changed.event_id != later.event_id
    assert v1_call(duration=56).event_id != v1_call().event_id


def test_a_recording_is_the_same_event_when_its_call_has_changed() -> None:
    one = parts.recording(v1_call(), RECORDING)
    other = parts.recording(v1_call(status="missed"), RECORDING)
    assert one is not None
    assert other is not None
    assert one.event_id == other.event_id


@pytest.mark.parametrize("name", ["AC1", "a/b", "x" * 500, "\ud83d", "__x__"])
def test_event_ids_can_be_stored_and_sort_before_all_others(name: str) -> None:
    event = v1.message({**V1_MESSAGE, "id": name})
    assert event.event_id < min("EV1", "sha256-0", "1")
    assert "/" not in event.event_id
    assert len(event.event_id.encode()) <= 200


def test_event_ids_name_kind_and_id() -> None:
    assert v1.message(V1_MESSAGE).event_id.startswith("0backfill-message-AC1-")


def test_an_event_as_of_a_moment_says_the_same_at_that_time_under_an_id_of_its_own() -> None:
    event = parts.summary(v1_call(), SUMMARY)
    assert event is not None
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    later, again = event.as_of(moment), event.as_of(moment)
    other = event.as_of(moment.replace(day=2))
    assert len({event.event_id, later.event_id, other.event_id}) == 3
    assert later.event_id == again.event_id
    assert later.event_id.startswith("0backfill-summary-AC2-")
    assert later.at == "2026-05-01T00:00:00.000Z"
    assert activity(later) == activity(event)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: v1.message({**V1_MESSAGE, "id": None}), "id: missing"),
        (lambda: v1.message({**V1_MESSAGE, "id": 7}), "id: missing"),
        (lambda: v1_call(participants="x"), "participants: should be a list"),
        (lambda: v1_call(participants=[{"phoneNumber": ANN}]), "participants: should hold texts"),
        (lambda: current_call(participants=[{}]), "participants: should hold phone numbers"),
        (lambda: current_call(participants=[7]), "participants: should hold phone numbers"),
        (
            lambda: parts.transcript(v1_call(), [{"dialogue": ["Hi"]}]),
            "dialogue: should hold objects",
        ),
        (
            lambda: v1.call({**V1_CALL, "duration": float("nan")}, LINES),
            "the item holds a number that JSON has not",
        ),
    ],
)
def test_an_odd_shape_is_refused_by_the_name_of_its_field(make: Any, problem: str) -> None:  # noqa: ANN401 - a function
    with pytest.raises(EventError) as caught:
        make()
    assert str(caught.value) == problem


def test_a_field_of_a_wrong_type_is_refused_when_the_event_is_read() -> None:
    with pytest.raises(EventError, match=r"data\.object\.text: "):
        read_event(v1.message({**V1_MESSAGE, "text": 7}).body)

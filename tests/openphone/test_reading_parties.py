"""Which message or call an event is of, who took part, and what its type says of it."""

import pytest

from openphone.events.event import Parties
from tests.openphone.samples import ANN, BEN, OURS, activity, current


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"id": "AC1"}, "AC1"),
        ({"id": "CR1", "callId": "AC1"}, "AC1"),
        ({"callId": "AC1"}, "AC1"),
        ({"id": "AC1", "callId": None}, "AC1"),
        ({"id": "AC1", "callId": ""}, "AC1"),
    ],
)
@pytest.mark.parametrize(
    "event_type",
    [
        "message.delivered",
        "call.completed",
        "call.recording.completed",
        "call.voicemail.completed",
        "call.summary.completed",
        "call.transcript.completed",
    ],
)
def test_the_activity_is_the_call_that_is_named_else_the_object_itself(
    event_type: str, thing: dict[str, object], expected: str
) -> None:
    assert activity(event_type, thing).id == expected


@pytest.mark.parametrize(
    ("event_type", "direction", "status"),
    [
        ("message.received", "incoming", None),
        ("message.delivered", "outgoing", "delivered"),
        ("message.failed", "outgoing", "failed"),
        ("message.undelivered", "outgoing", "undelivered"),
        ("call.ringing", None, "ringing"),
        ("call.answered", None, "answered"),
        ("call.missed", "incoming", "missed"),
        ("call.forwarded", None, "forwarded"),
        ("call.menu.selected", None, None),
        ("call.completed", None, None),
        ("call.recording.completed", None, None),
        ("call.voicemail.completed", "incoming", None),
        ("call.summary.completed", None, None),
        ("call.transcript.completed", None, None),
    ],
)
def test_a_type_says_what_its_event_does_not(
    event_type: str, direction: str | None, status: str | None
) -> None:
    kind = event_type.partition(".")[0]
    known = {"activity_type": kind, "direction": direction, "status": status}
    expected = {name: value for name, value in known.items() if value}
    assert activity(event_type, {"id": "AC1"}).fields == expected
    unsaid = {"id": "AC1", "direction": "", "status": None}
    assert activity(event_type, unsaid).fields == expected


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_a_direction_that_is_given_goes_before_the_types(direction: str) -> None:
    for event_type in ("message.received", "message.delivered", "call.missed"):
        found = activity(event_type, {"id": "AC1", "direction": direction})
        assert found.fields["direction"] == direction
        assert found.parties.direction == direction


@pytest.mark.parametrize("direction", ["internal", "INCOMING", "unavailable", " incoming"])
def test_a_direction_that_is_not_known_is_as_none(direction: str) -> None:
    received = activity("message.received", {"id": "AC1", "direction": direction})
    assert received.fields["direction"] == "incoming"
    completed = activity("call.completed", {"id": "AC1", "direction": direction})
    assert "direction" not in completed.fields


def test_a_status_that_is_given_goes_before_the_types() -> None:
    found = activity("call.missed", {"id": "AC1", "status": "no-answer"})
    assert found.fields["status"] == "no-answer"


def test_a_status_of_unavailable_is_unknown() -> None:
    assert "status" not in activity("call.completed", {"id": "A", "status": "unavailable"}).fields
    found = activity("call.ringing", {"id": "AC1", "status": "unavailable"})
    assert found.fields["status"] == "ringing"


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (OURS, (OURS,)),
        ([OURS], (OURS,)),
        (f"{OURS},{BEN}", (OURS, BEN)),
        (f" {OURS} , {BEN} ", (OURS, BEN)),
        (f"{OURS},,{BEN},", (OURS, BEN)),
        ([f" {OURS} ", "", BEN], (OURS, BEN)),
        # The same group however it is written: its conversation's id joins the numbers by commas.
        ([f"{OURS},{BEN}"], (OURS, BEN)),
        ("", ()),
        ([], ()),
        (None, ()),
        ("32665", ("32665",)),
        ("anonymous", ("anonymous",)),
    ],
)
def test_recipients_are_a_number_a_list_or_a_group_joined_by_commas(
    to: object, expected: tuple[str, ...]
) -> None:
    found = activity("message.received", {"id": "AC1", "from": ANN, "to": to})
    assert found.parties == Parties(ANN, expected, "incoming")
    assert found.fields.get("to_numbers", []) == list(expected)


@pytest.mark.parametrize("number", [f" {ANN}\n", ANN])
def test_a_number_is_kept_as_sent_but_trimmed(number: str) -> None:
    found = activity("call.completed", {"id": "AC1", "from": number, "participants": [number]})
    assert found.fields["from_number"] == ANN
    assert found.fields["participants"] == [ANN]


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_sender_is_unknown(empty: str | None) -> None:
    found = activity("message.received", {"id": "AC1", "from": empty})
    assert found.parties.sender == ""
    assert "from_number" not in found.fields


def test_a_current_event_has_sender_and_recipients_in_its_context() -> None:
    context = {
        "senderIdentifier": f" {OURS}",
        "recipientIdentifiers": [ANN, f"{BEN} "],
        "phoneNumberId": "PN1",
        "userId": "US1",
        "conversationId": "CN1",
    }
    found = current("message.delivered", {"id": "AC1"}, context)
    assert found.parties == Parties(OURS, (ANN, BEN), "outgoing")
    assert found.fields == {
        "activity_type": "message",
        "direction": "outgoing",
        "status": "delivered",
        "from_number": OURS,
        "to_numbers": [ANN, BEN],
        "phone_number_id": "PN1",
        "user_id": "US1",
        "openphone_conversation_id": "CN1",
    }


@pytest.mark.parametrize("empty", [None, "", [], [""], " , "])
def test_an_empty_field_of_the_resource_hides_nothing_of_the_context(empty: object) -> None:
    found = current(
        "call.completed",
        {"id": "AC1", "to": empty, "participants": empty},
        {"recipientIdentifiers": [OURS], "participants": {"external": [ANN]}},
    )
    assert found.parties.recipients == (OURS,)
    assert found.fields["participants"] == [ANN]


def test_participants_of_a_current_call_are_the_outside_first() -> None:
    participants = {"workspace": [OURS], "external": [ANN, BEN], "resolution": "available"}
    found = current("call.completed", {"id": "AC1"}, {"participants": participants})
    assert found.parties == Parties(external=(ANN, BEN))
    assert found.fields["participants"] == [ANN, BEN, OURS]


def test_participants_of_a_resolution_unavailable_are_unknown() -> None:
    participants = {"workspace": [OURS], "external": [ANN], "resolution": "unavailable"}
    found = current("call.completed", {"id": "AC1"}, {"participants": participants})
    assert found.parties == Parties()
    assert "participants" not in found.fields


@pytest.mark.parametrize(
    "participants", [None, {}, {"external": [], "workspace": None}, {"external": [""]}]
)
def test_participants_that_name_nobody_are_unknown(participants: object) -> None:
    found = current("call.completed", {"id": "AC1"}, {"participants": participants})
    assert found.parties == Parties()
    assert "participants" not in found.fields


@pytest.mark.parametrize("participants", [[], None, [""], ""])
def test_empty_participants_are_unknown(participants: object) -> None:
    found = activity("call.completed", {"id": "AC1", "participants": participants})
    assert found.parties == Parties()
    assert "participants" not in found.fields


def test_participants_of_a_v4_call_are_kept_in_their_order() -> None:
    found = activity("call.completed", {"id": "AC1", "participants": [BEN, OURS, ANN]})
    assert found.parties == Parties(participants=(BEN, OURS, ANN))
    assert found.fields["participants"] == [BEN, OURS, ANN]


@pytest.mark.parametrize("event_type", ["call.summary.completed", "call.transcript.completed"])
def test_what_an_ai_made_of_a_call_has_no_sender_of_its_own(event_type: str) -> None:
    found = activity(
        event_type, {"callId": "AC1", "from": ANN, "to": OURS, "direction": "incoming"}
    )
    assert found.parties == Parties()


def test_a_voicemail_says_who_left_it_for_whom() -> None:
    context = {"senderIdentifier": ANN, "recipientIdentifiers": [OURS]}
    found = current("call.voicemail.completed", {"callId": "AC1"}, context)
    assert found.parties == Parties(ANN, (OURS,), "incoming")


def test_any_part_of_a_call_may_name_its_participants() -> None:
    for event_type in (
        "call.summary.completed",
        "call.transcript.completed",
        "call.recording.completed",
    ):
        found = current(event_type, {"callId": "AC1"}, {"participants": {"external": [ANN]}})
        assert found.parties == Parties(external=(ANN,))


def test_the_vendors_contact_ids_are_not_taken_from_messages_and_calls() -> None:
    thing = {"id": "AC1", "contactIds": ["CT1"]}
    context = {"contacts": {"ids": ["CT1"], "lookupStatus": "unavailable"}}
    assert "contact_ids" not in activity("call.completed", thing).fields
    assert current("call.completed", {"id": "AC1"}, context).fields == {"activity_type": "call"}


@pytest.mark.parametrize(
    ("thing", "answered_by", "handled_by_ai"),
    [
        ({}, None, None),
        ({"answeredBy": "US1"}, "US1", None),
        ({"answeredBy": "SY1"}, "SY1", True),
        ({"answeredByUserId": "US1"}, "US1", None),
        ({"answeredByUserId": "SY1"}, "SY1", True),
        ({"answeredBy": "", "answeredByUserId": "US1"}, "US1", None),
        ({"answeredBy": "sy1"}, "sy1", None),
        ({"answeredBy": "USSY1"}, "USSY1", None),
        ({"handledByAiAgent": True}, None, True),
        ({"handledByAiAgent": False}, None, False),
        ({"handledByAiAgent": None}, None, None),
        ({"handledByAiAgent": False, "answeredBy": "SY1"}, "SY1", True),
        ({"handledByAiAgent": False, "status": "ai-handled"}, None, True),
        ({"status": "ai-handled"}, None, True),
        ({"status": "answered", "handledByAiAgent": False}, None, False),
    ],
)
def test_a_call_is_handled_by_ai_where_an_agent_answered_or_the_event_says_so(
    thing: dict[str, object],
    answered_by: str | None,
    handled_by_ai: bool | None,  # noqa: FBT001 - a table's column
) -> None:
    fields = activity("call.completed", {"id": "AC1", **thing}).fields
    assert fields.get("answered_by") == answered_by
    assert fields.get("handled_by_ai") is handled_by_ai


def test_the_status_of_a_part_does_not_say_who_handled_the_call() -> None:
    found = activity("call.summary.completed", {"callId": "AC1", "status": "ai-handled"})
    assert found.fields == {"activity_type": "call"}

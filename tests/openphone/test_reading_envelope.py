"""What stands around the object: shapes, types, times, and what is not an event at all."""

import json

import pytest

from openphone.errors import EventError, OpenPhoneError
from openphone.events.envelope import load
from openphone.events.event import Event, Parties
from openphone.events.reading import read_event
from tests.openphone.samples import ANN, OURS, SENT_AT, activity, at, current, delivery, read

CREATED = "2026-04-02T09:00:00.000Z"
LINK = "https://my.example.com/inbox/PN1/c/CN1?at=AC1"
COMMON = {
    "id": "AC1",
    "from": ANN,
    "direction": "incoming",
    "status": "received",
    "createdAt": CREATED,
    "phoneNumberId": "PN1",
}
V3 = delivery(
    "message.received",
    {**COMMON, "to": OURS, "body": "Hi", "conversationId": "CN1"},
    object="event",
)
SHAPES = {
    "guide": delivery(
        "message.received", {**COMMON, "to": [OURS], "text": "Hi", "conversationId": "CN1"}
    ),
    "v3": V3,
    "wrapped v3": b'{"object": ' + V3 + b"}",
    "v4": delivery(
        "message.received", {**COMMON, "to": OURS, "text": "Hi"}, deep_link=LINK, object="event"
    ),
    "2026-03-30": delivery(
        "message.received",
        {
            "id": "AC1",
            "direction": "incoming",
            "text": "Hi",
            "status": "received",
            "createdAt": CREATED,
        },
        key="resource",
        context={
            "phoneNumberId": "PN1",
            "conversationId": "CN1",
            "senderIdentifier": ANN,
            "recipientIdentifiers": [OURS],
            "contacts": {"ids": ["CT1"], "lookupStatus": "matched"},
        },
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_message_is_the_same_in_every_shape(shape: str) -> None:
    event = read_event(SHAPES[shape])
    assert (event.type, event.at, event.entry) == ("message.received", at("09:00:05"), None)
    assert event.activity is not None
    assert event.activity.id == "AC1"
    assert event.activity.fields == {
        "activity_type": "message",
        "direction": "incoming",
        "status": "received",
        "body": "Hi",
        "from_number": ANN,
        "to_numbers": [OURS],
        "openphone_conversation_id": "CN1",
        "phone_number_id": "PN1",
    }
    assert event.activity.parties == Parties(ANN, (OURS,), "incoming")
    assert event.activity.created_at == at("09:00:00")
    assert event.activity.other_at is None


@pytest.mark.parametrize(
    ("named", "event_type"),
    [
        ("call.summary.completed", "call.summary.completed"),
        ("callSummary", "callSummary"),
        ("call.transcript.completed", "call.transcript.completed"),
        ("callTranscript", "callTranscript"),
    ],
)
def test_the_documented_and_the_live_names_of_ai_events_are_read(
    named: str, event_type: str
) -> None:
    event = read(named, {"callId": "AC1"})
    assert event.type == event_type
    assert event.activity is not None
    assert event.activity.fields == {"activity_type": "call"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": "task.created"}',
        b'{"type": "integration.connected", "id": [1], "createdAt": 5, "data": "x"}',
        b'{"type": "message.RECEIVED", "data": null}',
    ],
)
def test_an_event_of_an_unknown_type_is_not_looked_into(body: bytes) -> None:
    assert read_event(body) == Event(type=json.loads(body)["type"])


@pytest.mark.parametrize("body", [b"{}", b'{"type": null}', b'{"type": ""}'])
def test_an_event_without_a_type_is_of_an_unknown_type(body: bytes) -> None:
    assert read_event(body) == Event(type="")


@pytest.mark.parametrize("wrong", [5, True, 1.5, ["call.ringing"], {"a": 1}])
def test_a_type_that_is_no_text_is_an_error(wrong: object) -> None:
    with pytest.raises(EventError, match=r"^type: should be a text$"):
        read(wrong, {})


@pytest.mark.parametrize("wrong", [0, False, [], {}])
def test_a_type_that_is_no_text_is_an_error_even_where_it_is_empty(wrong: object) -> None:
    with pytest.raises(EventError, match=r"^type: should be a text$"):
        read(wrong, {})


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"[]", "the body is not a JSON object"),
        (b'{"type": "call.ringing"}', "data: missing"),
        (b'{"type": "call.ringing", "data": null}', "data: missing"),
        (b'{"type": "call.ringing", "data": []}', "data: should be an object"),
        (b'{"type": "call.ringing", "data": "AC1"}', "data: should be an object"),
        (b'{"type": "call.ringing", "data": {}}', "data.object: missing"),
        (b'{"type": "call.ringing", "data": {"object": null}}', "data.object: missing"),
        (b'{"type": "call.ringing", "data": {"object": [1]}}', "data.object: should be an object"),
        (
            b'{"type": "call.ringing", "data": {"resource": 1}}',
            "data.resource: should be an object",
        ),
        (b'{"type": "call.ringing", "data": {"object": {}}}', "data.object.id: missing"),
        (b'{"type": "call.ringing", "data": {"object": {"id": null}}}', "data.object.id: missing"),
        (b'{"type": "call.ringing", "data": {"object": {"id": ""}}}', "data.object.id: missing"),
        (b'{"type": "call.ringing", "data": {"resource": {}}}', "data.resource.id: missing"),
        (b'{"type": "contact.updated", "data": {"object": {}}}', "data.object.id: missing"),
    ],
)
def test_what_is_no_event_is_an_error_that_says_where(body: bytes, text: str) -> None:
    with pytest.raises(EventError) as caught:
        read_event(body)
    assert str(caught.value) == text


def test_every_error_of_the_package_is_of_one_kind() -> None:
    assert issubclass(EventError, OpenPhoneError)


@pytest.mark.parametrize("context", [None, {}])
def test_a_resource_needs_no_context(context: object) -> None:
    assert current("message.received", {"id": "AC1"}, context).id == "AC1"


@pytest.mark.parametrize(
    ("thing", "created_at", "expected"),
    [
        ({"updatedAt": "2026-04-02T08:00:00Z", "createdAt": "2026-04-02T07:00:00Z"}, SENT_AT, "08"),
        ({"createdAt": "2026-04-02T07:00:00Z"}, "2026-04-02T11:00:00Z", "11"),
        (
            {"createdAt": "2026-04-02T07:00:00Z", "completedAt": "2026-04-02T12:00:00Z"},
            None,
            "12",
        ),
        (
            {"updatedAt": "", "createdAt": "2026-04-02T07:00:00Z"},
            "2026-04-02T11:00:00Z",
            "11",
        ),
        ({"updatedAt": None, "createdAt": "2026-04-02T07:00:00Z"}, "", "07"),
        ({"createdAt": "2026-04-02T07:00:00Z", "routedAt": "2026-04-02T13:00:00Z"}, None, "13"),
    ],
)
def test_the_event_time_is_updated_at_else_the_envelopes_else_the_latest(
    thing: dict[str, object], created_at: str | None, expected: str
) -> None:
    event = read("call.completed", {"id": "AC1", **thing}, createdAt=created_at)
    assert event.at == at(f"{expected}:00:00")


def test_an_event_without_any_time_has_none() -> None:
    event = read("call.completed", {"id": "AC1"}, createdAt=None)
    assert event.at is None
    assert event.activity is not None
    assert (event.activity.created_at, event.activity.other_at) == (None, None)


def test_the_event_time_of_a_recording_may_be_its_own() -> None:
    thing = {"callId": "AC1", "createdAt": "2026-04-02T07:00:00Z"}
    assert read("call.recording.completed", thing, createdAt=None).at == at("07:00:00")


def test_an_address_book_entry_has_an_event_time_too() -> None:
    thing = {"id": "CT1", "updatedAt": "2026-04-02T07:00:00Z"}
    assert read("contact.updated", thing).at == at("07:00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-04-02T07:00:00Z", "07:00:00"),
        ("2026-04-02T07:00:00.25Z", "07:00:00.250000"),
        ("2026-04-02T07:00:00.123456789Z", "07:00:00.123456"),
        ("2026-04-02T07:00:00+02:00", "05:00:00"),
        ("2026-04-02T07:00:00-05:30", "12:30:00"),
        ("2026-04-02T07:00:00", "07:00:00"),
        ("2026-04-02", "00:00:00"),
    ],
)
def test_a_time_is_read_as_utc(text: str, expected: str) -> None:
    assert activity("call.ringing", {"id": "AC1", "createdAt": text}).created_at == at(expected)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "09:00", "1775120400", "0001-01-01T00:00:00+10:00", "9999-12-31T23:00:00-10:00"],
)
def test_a_text_that_is_no_time_is_an_error(text: str) -> None:
    with pytest.raises(EventError) as caught:
        read("call.ringing", {"id": "AC1", "createdAt": text})
    assert str(caught.value) == "data.object.createdAt: should be an RFC 3339 time"


@pytest.mark.parametrize("unknown", [None, "", "  "])
def test_an_empty_time_is_unknown(unknown: object) -> None:
    assert activity("call.ringing", {"id": "AC1", "createdAt": unknown}).created_at is None


def test_times_that_the_vendor_may_add_count_as_other_times() -> None:
    thing = {
        "id": "AC1",
        "answeredAt": "2026-04-02T09:00:03Z",
        "routedAt": "2026-04-02T09:00:01Z",
        "ratedAt": "not a time",
        "seenAt": 5,
        "At": "2026-04-02T01:00:00Z",
        "Format": "2026-04-02T01:00:00Z",
        "format": "2026-04-02T01:00:00Z",
    }
    found = activity("call.completed", thing)
    assert (found.created_at, found.other_at) == (None, at("09:00:01"))


def test_fields_that_the_vendor_may_add_are_ignored_everywhere() -> None:
    new = {"new": {"list": [[1]]}, "newer": 5}
    found = current(
        "call.completed",
        {"id": "AC1", "recordings": [{"url": "https://r/1", **new}], **new},
        {"participants": {"external": [ANN], **new}, **new},
    )
    assert found.recordings == ({"url": "https://r/1"},)
    assert found.parties.external == (ANN,)
    plain = read("message.received", {"id": "AC1"})
    assert read("message.received", {"id": "AC1", **new}, **new) == plain


def test_a_field_in_snake_case_is_not_the_vendors() -> None:
    found = activity("call.completed", {"id": "AC1", "call_id": "AC2", "answered_by": 5})
    assert found.id == "AC1"
    assert found.fields == {"activity_type": "call"}


@pytest.mark.parametrize("link", ["https://my.example.com/inbox/PN1", "", "/c/"])
def test_a_deep_link_without_a_conversation_names_none(link: str) -> None:
    found = activity("message.received", {"id": "AC1"}, deep_link=link)
    assert "openphone_conversation_id" not in found.fields


def test_a_conversation_that_is_named_outright_goes_before_the_deep_link() -> None:
    found = activity("message.received", {"id": "AC1", "conversationId": "CN7"}, deep_link=LINK)
    assert found.fields["openphone_conversation_id"] == "CN7"


@pytest.mark.parametrize("tail", ["", "/", "?at=AC1", "#top"])
def test_the_conversation_in_a_deep_link_ends_where_its_part_of_the_path_does(tail: str) -> None:
    found = activity("message.received", {"id": "AC1"}, deep_link=f"https://x/c/CN1{tail}")
    assert found.fields["openphone_conversation_id"] == "CN1"


def test_a_deep_link_that_is_no_text_is_an_error() -> None:
    with pytest.raises(EventError, match=r"^data\.deepLink: "):
        read("message.received", {"id": "AC1"}, deep_link=5)


def test_the_wrapper_may_hold_any_shape() -> None:
    inner = load(SHAPES["2026-03-30"])
    wrapped = json.dumps({"object": inner}).encode()
    assert read_event(wrapped) == read_event(SHAPES["2026-03-30"])


def test_a_resource_that_is_null_does_not_hide_the_object() -> None:
    body = {"type": "message.received", "data": {"resource": None, "object": {"id": "AC1"}}}
    found = read_event(json.dumps(body).encode()).activity
    assert found is not None
    assert found.id == "AC1"

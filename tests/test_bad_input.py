"""Odd and broken events that are authentic: accepted, never lost, and no service fails on them."""

import hashlib
import json
import math
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import ANN, OURS, sent
from tests.processor.pushes import push
from tests.stack import Stack


def digest(text: str) -> str:
    """Return the digest that replaces what cannot be an id."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Case:
    """An event, and what must become of it.

    `raw` replaces the text HOLE in its JSON, for what `json.dumps` would not write. `fails` is the
    beginning of the reason if the event cannot be understood; `activity` holds fields that the
    activity must have, `without` names those that it must not have.
    """

    name: str
    event: dict[str, Any]
    raw: str = ""
    fails: str = ""
    ignored: bool = False
    own_id: bool = True
    activity_id: str = ""
    activity: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The body as OpenPhone would send it."""
        return json.dumps(self.event).replace('"HOLE"', self.raw).encode()


def fresh() -> str:
    """Return an id that no other event has."""
    return uuid.uuid4().hex


def message_case(name: str, more: dict[str, Any] | None = None, **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Return the case of an incoming message; `more` adds members to its object."""
    resource = {
        "id": f"AC{fresh()}",
        "from": ANN,
        "to": OURS,
        "direction": "incoming",
        "body": "Hello",
        "createdAt": sent("09:00"),
        **(more or {}),
    }
    return event_case(name, "message.received", {"object": resource}, **outcome)


def call_case(name: str, event_type: str, more: dict[str, Any], **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Return the case of a call event."""
    return event_case(name, event_type, {"object": {"id": f"AC{fresh()}", **more}}, **outcome)


def event_case(name: str, event_type: object, data: object, **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Return the case of any event; `envelope` adds members to the usual ones."""
    usual = {
        "id": f"EV{fresh()}",
        "apiVersion": "v3",
        "createdAt": sent("09:00:01"),
        "type": event_type,
        "data": data,
    }
    return Case(name, {**usual, **outcome.pop("envelope", {})}, **outcome)


def nested(depth: int) -> str:
    """Return the JSON text of lists and maps nested this deep."""
    return '{"a":[' * (depth // 2) + "1" + "]}" * (depth // 2)


DIGITS_400, DIGITS_5000 = "7" * 400, "7" * 5000

CASES = [
    # Event ids
    message_case("an event id with a slash", envelope={"id": "EV/1"}, own_id=False),
    message_case("an event id of 2,000 characters", envelope={"id": "E" * 2000}, own_id=False),
    message_case("an event id of 201 bytes", envelope={"id": "é" * 100 + "E"}, own_id=False),
    message_case("an event id of 200 bytes", envelope={"id": "é" * 84 + fresh()}),
    message_case("an event id with a lone surrogate", envelope={"id": "EV\ud800"}, own_id=False),
    message_case("an event id that is reserved", envelope={"id": "__id__"}, own_id=False),
    message_case("an event id of dots", envelope={"id": ".."}, own_id=False),
    message_case("an empty event id", envelope={"id": ""}, own_id=False),
    message_case("no event id", envelope={"id": None}, own_id=False),
    message_case("a number as event id", envelope={"id": 7}, own_id=False),
    message_case("a list as event id", envelope={"id": ["EV"]}, own_id=False),
    message_case("400 digits as event id", envelope={"id": "HOLE"}, raw=DIGITS_400, own_id=False),
    # Activity ids
    message_case("an activity id with a slash", {"id": "AC/7"}, activity_id=f"id-{digest('AC/7')}"),
    message_case(
        "an activity id of 2,000 characters",
        {"id": "A" * 2000},
        activity_id=f"id-{digest('A' * 2000)}",
        activity={"openphone_id": "A" * 2000},
    ),
    message_case("a list as activity id", {"id": ["AC"]}, fails="data.object.id: "),
    message_case("no activity id", {"id": None}, fails="data.object.id: "),
    # Texts
    message_case("NUL in the text", {"body": "a\x00b"}, activity={"body": "a\x00b"}),
    message_case("a lone surrogate", {"body": "a\ud800b"}, activity={"body": "a\ufffdb"}),
    message_case(
        "another lone surrogate", {"body": "\udc00\ud800"}, activity={"body": "\ufffd\ufffd"}
    ),
    message_case("a pair of surrogates", {"body": "\U0001f600"}, activity={"body": "\U0001f600"}),
    message_case("an empty text", {"body": ""}, without=("body",)),
    message_case("a number as text", {"body": 7}, fails="data.object.body: "),
    message_case("a map as text", {"text": {"a": 1}}, fails="data.object.text: "),
    # Numbers of many digits
    message_case(
        "400 digits in an unknown field", {"new": "HOLE"}, raw=DIGITS_400, without=("new",)
    ),
    message_case("5,000 digits in an unknown field", {"new": "HOLE"}, raw=DIGITS_5000),
    message_case(
        "400 digits as text", {"body": "HOLE"}, raw=DIGITS_400, fails="data.object.body: "
    ),
    message_case(
        "5,000 digits as text", {"body": "HOLE"}, raw=DIGITS_5000, fails="data.object.body: "
    ),
    call_case(
        "20 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw="1" + "0" * 20,
        activity={"duration_seconds": 1e20},
    ),
    call_case(
        "400 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw=DIGITS_400,
        activity={"duration_seconds": math.inf},
    ),
    call_case(
        "400 digits below zero as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw="-" + DIGITS_400,
        activity={"duration_seconds": -math.inf},
    ),
    call_case(
        "5,000 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw=DIGITS_5000,
        activity={"duration_seconds": math.inf},
    ),
    call_case(
        "400 digits inside jobs",
        "call.summary.completed",
        {"jobs": ["HOLE", {"n": "HOLE"}]},
        raw=DIGITS_400,
        activity={"ai_summary": {"jobs": [math.inf, {"n": math.inf}]}},
    ),
    # Numbers that are not E.164
    message_case(
        "a short code",
        {"from": "32665"},
        activity={"from_number": "32665", "conversation_id": "32665", "contact_ids": ["32665"]},
    ),
    message_case("anonymous", {"from": "anonymous"}, activity={"conversation_id": "anonymous"}),
    message_case(
        "a number with a slash",
        {"from": "a/b"},
        activity={
            "from_number": "a/b",
            "conversation_id": f"number-{digest('a/b')}",
            "contact_ids": [f"number-{digest('a/b')}"],
        },
    ),
    message_case(
        "a number of 2,000 characters",
        {"from": "5" * 2000},
        activity={"conversation_id": f"number-{digest('5' * 2000)}"},
    ),
    message_case(
        "a number that is reserved",
        {"from": "__5__"},
        activity={"conversation_id": f"number-{digest('__5__')}"},
    ),
    message_case(
        "a number with spaces around", {"from": f" {ANN} "}, activity={"conversation_id": ANN}
    ),
    message_case(
        "a number with a lone surrogate",
        {"from": "+1\udfff"},
        activity={
            "from_number": "+1\ufffd",
            "contact_ids": ["+1\ufffd"],
            "conversation_id": "+1\ufffd",
        },
    ),
    message_case(
        "lone surrogates in the ids of OpenPhone",
        {"conversationId": "CN\ud800", "phoneNumberId": "PN\ud800", "userId": "US\ud800"},
        activity={
            "openphone_conversation_id": "CN\ufffd",
            "phone_number_id": "PN\ufffd",
            "user_id": "US\ufffd",
        },
    ),
    call_case(
        "lone surrogates everywhere in a call",
        "call.completed",
        {
            "from": "\ud800",
            "to": [OURS, "\ud801"],
            "direction": "incoming",
            "recordingUrl": "https://x/\ud800",
            "voicemail": {"url": "\ud800"},
            "status": "\ud800",
        },
        activity={"recording_url": "https://x/\ufffd", "status": "\ufffd"},
    ),
    message_case("an empty number", {"from": ""}, without=("conversation_id", "from_number")),
    message_case("a number as number", {"from": 15550107001}, fails="data.object.from: "),
    message_case("a list of numbers as numbers", {"to": [15550107001]}, fails="data.object.to.0: "),
    # Types
    event_case("an unknown type", "task.assigned", {"resource": {"id": 7}}, ignored=True),
    event_case("an empty type", "", {}, ignored=True),
    event_case("no type", None, {}, ignored=True),
    event_case("a number as type", 7, {}, fails="type: "),
    event_case("a type too long to be an attribute", "t" * 2000, {}, ignored=True),
    event_case("a type with a lone surrogate", "t\ud800", {}, ignored=True),
    # Fields
    message_case(
        "unknown extra fields",
        {"new": {"a": [1]}, "newAt": "soon"},
        envelope={"new": 1, "apiVersion": "v9"},
        activity={"body": "Hello"},
        without=("new", "new_at"),
    ),
    event_case("no data", "message.received", None, fails="data: "),
    event_case("a list as data", "message.received", [], fails="data: "),
    event_case("no object", "message.received", {}, fails="data.object: "),
    event_case(
        "a text as resource", "message.received", {"resource": "x"}, fails="data.resource: "
    ),
    message_case("a number as time", {"createdAt": 7}, fails="data.object.createdAt: "),
    message_case("a time that is none", {"createdAt": "soon"}, fails="data.object.createdAt: "),
    message_case(
        "a time out of range",
        {"createdAt": "0001-01-01T00:00:00+14:00"},
        fails="data.object.createdAt: ",
    ),
    message_case("a wrong envelope time", envelope={"createdAt": []}, fails="createdAt: "),
    message_case("a map as media", {"media": {}}, fails="data.object.media: "),
    message_case("a number as media", {"media": [7]}, fails="data.object.media.0: "),
    call_case(
        "a text as duration", "call.completed", {"duration": "long"}, fails="data.object.duration: "
    ),
    call_case(
        "true as duration", "call.completed", {"duration": True}, fails="data.object.duration: "
    ),
    call_case(
        "a text as dialogue",
        "call.transcript.completed",
        {"dialogue": "x"},
        fails="data.object.dialogue: ",
    ),
    call_case(
        "a text as line",
        "call.transcript.completed",
        {"dialogue": [{}, "x"]},
        fails="data.object.dialogue.1: ",
    ),
    event_case(
        "a text as context",
        "message.received",
        {"resource": {}, "context": "x"},
        fails="data.context: ",
    ),
    # Nesting
    call_case(
        "jobs of 10 levels",
        "call.summary.completed",
        {"jobs": ["HOLE"]},
        raw=nested(10),
        activity={"ai_summary": {"jobs": [json.loads(nested(10))]}},
    ),
    *(
        call_case(
            f"jobs of {depth} levels",
            "call.summary.completed",
            {"jobs": ["HOLE"]},
            raw=nested(depth),
        )
        for depth in (30, 300, 700)
    ),
    call_case(
        "a list in a list in jobs",
        "call.summary.completed",
        {"jobs": [[1, [2]], {"__x__": 1}, {"": 1}]},
        activity={"ai_summary": {"jobs": ["[1, [2]]", '{"__x__": 1}', '{"": 1}']}},
    ),
]


def event_id(case: Case, body: bytes) -> str:
    """Return the id under which the event must be stored."""
    own: str = case.event["id"] if case.own_id else ""
    return own or f"sha256-{hashlib.sha256(body).hexdigest()[:32]}"


def record(case: Case, name: str) -> dict[str, Any]:
    """Return the record that the event must leave, without its times and its reason."""
    event_type, version = case.event["type"], case.event["apiVersion"]
    expected = {
        "event_id": name,
        "api_version": version,
        "signature_scheme": "hex",
        "payload": case.body.decode(),
        "processed": not case.fails,
    }
    if isinstance(event_type, str) and 0 < len(event_type) <= 1024 and event_type.isascii():
        expected["event_type"] = event_type
    if case.ignored:
        expected["ignored"] = True
    elif not case.fails:
        expected["activity_id"] = activity_id(case)
    return expected


def activity_id(case: Case) -> str:
    """Return the id of the activity that the event makes."""
    own: str = case.event["data"]["object"]["id"]
    return case.activity_id or own


def settled(found: dict[str, Any], reason: str) -> dict[str, Any]:
    """Return a record without its times and its reason, which are checked here."""
    assert found["expire_at"] - found["processed_at"] == timedelta(days=90)
    assert found["received_at"] <= found["processed_at"]
    assert found.get("error_message", "").startswith(reason)
    assert ("error_message" in found) == bool(reason)
    times = ("processed_at", "expire_at", "received_at", "error_message")
    return {name: value for name, value in found.items() if name not in times}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_accepted_event_is_recorded_whatever_it_holds(stack: Stack, case: Case) -> None:
    # First to the processor itself, whose answer Pub/Sub would hide.
    assert push(stack.processor, case.body, f"EV{fresh()}").status_code == 204
    answer = stack.post(case.body)
    name = event_id(case, case.body)
    assert (answer.status_code, answer.json()) == (200, {"status": "accepted", "event_id": name})
    found = stack.wait_for_event(name)
    assert settled(found, case.fails) == record(case, name)
    if case.fails or case.ignored:
        return
    activity = stack.document(f"activities/{activity_id(case)}")
    assert activity is not None
    assert {key: activity[key] for key in case.activity} == case.activity
    assert not activity.keys() & {*case.without}
    if "conversation_id" in activity:
        conversation = stack.document(f"conversations/{activity['conversation_id']}")
        assert conversation is not None
        assert conversation["contact_ids"] == activity["contact_ids"]
        for contact in activity["contact_ids"]:
            assert stack.document(f"contacts/{contact}") is not None


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_an_event_nested_beyond_reading_is_kept_and_says_so(stack: Stack, opening: str) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]
    deep = opening * 100_000 + "1" + closing * 100_000
    body = f'{{"id": "EV{fresh()}", "type": "message.received", "data": {deep}}}'.encode()
    answer = stack.post(body)
    name = f"sha256-{hashlib.sha256(body).hexdigest()[:32]}"
    assert (answer.status_code, answer.json()) == (200, {"status": "accepted", "event_id": name})
    found = stack.wait_for_event(name)
    assert settled(found, "the body is nested too deeply") == {
        "event_id": name,
        "signature_scheme": "hex",
        "processed": False,
        "payload": body.decode(),
    }


@pytest.mark.parametrize("depth", range(800, 1000, 20))
def test_an_event_nested_almost_beyond_reading_is_recorded(stack: Stack, depth: int) -> None:
    case = call_case("", "call.summary.completed", {"jobs": ["HOLE"]}, raw=nested(depth))
    name = f"EV{fresh()}"
    assert push(stack.processor, case.body, name).status_code == 204
    found = stack.document(f"webhook_events/{name}")
    assert found is not None
    assert found["payload"] == case.body.decode()
    assert found["processed"] or found["error_message"]

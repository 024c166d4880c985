"""Odd and broken events that are authentic: accepted, never lost, never a failure of a service."""

import hashlib
import json
import math
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.processor.pushes import push
from tests.stack import Stack

THEIRS, OURS = "+15550107001", "+15550100001"


def digest(text: str) -> str:
    """Give what stands in for an id that cannot be one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Case:
    """An event, and what is to become of it.

    `raw` stands in its JSON text where the text HOLE was, for what `json.dumps` would not write.
    `fails` is the beginning of the reason; `activity` are fields that the activity must have,
    `without` those that it must not have.
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
    """Give an id that no other event has."""
    return uuid.uuid4().hex


def message(name: str, more: dict[str, Any] | None = None, **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Give the case of an incoming message; `more` are members of its object."""
    resource = {
        "id": f"AC{fresh()}",
        "from": THEIRS,
        "to": OURS,
        "direction": "incoming",
        "body": "Hello",
        "createdAt": "2026-04-02T09:00:00.000Z",
        **(more or {}),
    }
    return event(name, "message.received", {"object": resource}, **outcome)


def call(name: str, kind: str, more: dict[str, Any], **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Give the case of an event of a call."""
    return event(name, kind, {"object": {"id": f"AC{fresh()}", **more}}, **outcome)


def event(name: str, kind: object, data: object, **outcome: Any) -> Case:  # noqa: ANN401 - members of Case
    """Give the case of any event; `envelope` are members of it beside the usual ones."""
    usual = {
        "id": f"EV{fresh()}",
        "apiVersion": "v3",
        "createdAt": "2026-04-02T09:00:01.000Z",
        "type": kind,
        "data": data,
    }
    return Case(name, {**usual, **outcome.pop("envelope", {})}, **outcome)


def nested(depth: int) -> str:
    """Give the JSON text of lists and maps in each other."""
    return '{"a":[' * (depth // 2) + "1" + "]}" * (depth // 2)


DIGITS_400, DIGITS_5000 = "7" * 400, "7" * 5000

CASES = [
    # Event ids
    message("an event id with a slash", envelope={"id": "EV/1"}, own_id=False),
    message("an event id of 2,000 characters", envelope={"id": "E" * 2000}, own_id=False),
    message("an event id of 201 bytes", envelope={"id": "é" * 100 + "E"}, own_id=False),
    message("an event id of 200 bytes", envelope={"id": "é" * 84 + fresh()}),
    message("an event id with a lone surrogate", envelope={"id": "EV\ud800"}, own_id=False),
    message("an event id that is reserved", envelope={"id": "__id__"}, own_id=False),
    message("an event id of dots", envelope={"id": ".."}, own_id=False),
    message("an empty event id", envelope={"id": ""}, own_id=False),
    message("no event id", envelope={"id": None}, own_id=False),
    message("a number as event id", envelope={"id": 7}, own_id=False),
    message("a list as event id", envelope={"id": ["EV"]}, own_id=False),
    message("400 digits as event id", envelope={"id": "HOLE"}, raw=DIGITS_400, own_id=False),
    # Activity ids
    message("an activity id with a slash", {"id": "AC/7"}, activity_id=f"id-{digest('AC/7')}"),
    message(
        "an activity id of 2,000 characters",
        {"id": "A" * 2000},
        activity_id=f"id-{digest('A' * 2000)}",
        activity={"openphone_id": "A" * 2000},
    ),
    message("a list as activity id", {"id": ["AC"]}, fails="data.object.id: "),
    message("no activity id", {"id": None}, fails="data.object.id: "),
    # Texts
    message("NUL in the text", {"body": "a\x00b"}, activity={"body": "a\x00b"}),
    message("a lone surrogate", {"body": "a\ud800b"}, activity={"body": "a\ufffdb"}),
    message("another lone surrogate", {"body": "\udc00\ud800"}, activity={"body": "\ufffd\ufffd"}),
    message("a pair of surrogates", {"body": "\U0001f600"}, activity={"body": "\U0001f600"}),
    message("an empty text", {"body": ""}, without=("body",)),
    message("a number as text", {"body": 7}, fails="data.object.body: "),
    message("a map as text", {"text": {"a": 1}}, fails="data.object.text: "),
    # Numbers of many digits
    message("400 digits in an unknown field", {"new": "HOLE"}, raw=DIGITS_400, without=("new",)),
    message("5,000 digits in an unknown field", {"new": "HOLE"}, raw=DIGITS_5000),
    message("400 digits as text", {"body": "HOLE"}, raw=DIGITS_400, fails="data.object.body: "),
    message("5,000 digits as text", {"body": "HOLE"}, raw=DIGITS_5000, fails="data.object.body: "),
    call(
        "20 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw="1" + "0" * 20,
        activity={"duration_seconds": 1e20},
    ),
    call(
        "400 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw=DIGITS_400,
        activity={"duration_seconds": math.inf},
    ),
    call(
        "400 digits below zero as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw="-" + DIGITS_400,
        activity={"duration_seconds": -math.inf},
    ),
    call(
        "5,000 digits as duration",
        "call.completed",
        {"duration": "HOLE"},
        raw=DIGITS_5000,
        activity={"duration_seconds": math.inf},
    ),
    call(
        "400 digits inside jobs",
        "call.summary.completed",
        {"jobs": ["HOLE", {"n": "HOLE"}]},
        raw=DIGITS_400,
        activity={"ai_summary": {"jobs": [math.inf, {"n": math.inf}]}},
    ),
    # Numbers that are not E.164
    message(
        "a short code",
        {"from": "32665"},
        activity={"from_number": "32665", "conversation_id": "32665", "contact_ids": ["32665"]},
    ),
    message("anonymous", {"from": "anonymous"}, activity={"conversation_id": "anonymous"}),
    message(
        "a number with a slash",
        {"from": "a/b"},
        activity={
            "from_number": "a/b",
            "conversation_id": f"number-{digest('a/b')}",
            "contact_ids": [f"number-{digest('a/b')}"],
        },
    ),
    message(
        "a number of 2,000 characters",
        {"from": "5" * 2000},
        activity={"conversation_id": f"number-{digest('5' * 2000)}"},
    ),
    message(
        "a number that is reserved",
        {"from": "__5__"},
        activity={"conversation_id": f"number-{digest('__5__')}"},
    ),
    message(
        "a number with spaces around", {"from": f" {THEIRS} "}, activity={"conversation_id": THEIRS}
    ),
    message(
        "a number with a lone surrogate",
        {"from": "+1\udfff"},
        activity={
            "from_number": "+1\ufffd",
            "contact_ids": ["+1\ufffd"],
            "conversation_id": "+1\ufffd",
        },
    ),
    message(
        "lone surrogates in the ids of OpenPhone",
        {"conversationId": "CN\ud800", "phoneNumberId": "PN\ud800", "userId": "US\ud800"},
        activity={
            "openphone_conversation_id": "CN\ufffd",
            "phone_number_id": "PN\ufffd",
            "user_id": "US\ufffd",
        },
    ),
    call(
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
    message("an empty number", {"from": ""}, without=("conversation_id", "from_number")),
    message("a number as number", {"from": 15550107001}, fails="data.object.from: "),
    message("a list of numbers as numbers", {"to": [15550107001]}, fails="data.object.to.0: "),
    # Types
    event("an unknown type", "task.assigned", {"resource": {"id": 7}}, ignored=True),
    event("an empty type", "", {}, ignored=True),
    event("no type", None, {}, ignored=True),
    event("a number as type", 7, {}, fails="type: "),
    event("a type too long to be an attribute", "t" * 2000, {}, ignored=True),
    event("a type with a lone surrogate", "t\ud800", {}, ignored=True),
    # Fields
    message(
        "unknown extra fields",
        {"new": {"a": [1]}, "newAt": "soon"},
        envelope={"new": 1, "apiVersion": "v9"},
        activity={"body": "Hello"},
        without=("new", "new_at"),
    ),
    event("no data", "message.received", None, fails="data: "),
    event("a list as data", "message.received", [], fails="data: "),
    event("no object", "message.received", {}, fails="data.object: "),
    event("a text as resource", "message.received", {"resource": "x"}, fails="data.resource: "),
    message("a number as time", {"createdAt": 7}, fails="data.object.createdAt: "),
    message("a time that is none", {"createdAt": "soon"}, fails="data.object.createdAt: "),
    message(
        "a time out of range",
        {"createdAt": "0001-01-01T00:00:00+14:00"},
        fails="data.object.createdAt: ",
    ),
    message("a wrong envelope time", envelope={"createdAt": []}, fails="createdAt: "),
    message("a map as media", {"media": {}}, fails="data.object.media: "),
    message("a number as media", {"media": [7]}, fails="data.object.media.0: "),
    call(
        "a text as duration", "call.completed", {"duration": "long"}, fails="data.object.duration: "
    ),
    call("true as duration", "call.completed", {"duration": True}, fails="data.object.duration: "),
    call(
        "a text as dialogue",
        "call.transcript.completed",
        {"dialogue": "x"},
        fails="data.object.dialogue: ",
    ),
    call(
        "a text as line",
        "call.transcript.completed",
        {"dialogue": [{}, "x"]},
        fails="data.object.dialogue.1: ",
    ),
    event(
        "a text as context",
        "message.received",
        {"resource": {}, "context": "x"},
        fails="data.context: ",
    ),
    # Nesting
    call(
        "jobs of 10 levels",
        "call.summary.completed",
        {"jobs": ["HOLE"]},
        raw=nested(10),
        activity={"ai_summary": {"jobs": [json.loads(nested(10))]}},
    ),
    *(
        call(
            f"jobs of {depth} levels",
            "call.summary.completed",
            {"jobs": ["HOLE"]},
            raw=nested(depth),
        )
        for depth in (30, 300, 700)
    ),
    call(
        "a list in a list in jobs",
        "call.summary.completed",
        {"jobs": [[1, [2]], {"__x__": 1}, {"": 1}]},
        activity={"ai_summary": {"jobs": ["[1, [2]]", '{"__x__": 1}', '{"": 1}']}},
    ),
]


def event_id(case: Case, body: bytes) -> str:
    """Give the id under which the event is to be stored."""
    own: str = case.event["id"] if case.own_id else ""
    return own or f"sha256-{hashlib.sha256(body).hexdigest()[:32]}"


def record(case: Case, name: str) -> dict[str, Any]:
    """Give the record that the event is to leave, without times and reason."""
    kind, version = case.event["type"], case.event["apiVersion"]
    expected = {
        "event_id": name,
        "api_version": version,
        "signature_scheme": "hex",
        "payload": case.body.decode(),
        "processed": not case.fails,
    }
    if isinstance(kind, str) and 0 < len(kind) <= 1024 and kind.isascii():
        expected["event_type"] = kind
    if case.ignored:
        expected["ignored"] = True
    elif not case.fails:
        expected["activity_id"] = activity_id(case)
    return expected


def activity_id(case: Case) -> str:
    """Give the id of the activity that the event makes."""
    own: str = case.event["data"]["object"]["id"]
    return case.activity_id or own


def settled(found: dict[str, Any], reason: str) -> dict[str, Any]:
    """Give a record without its times and its reason, after a look at these."""
    assert found["expire_at"] - found["processed_at"] == timedelta(days=90)
    assert found["received_at"] <= found["processed_at"]
    assert found.get("error_message", "").startswith(reason)
    assert ("error_message" in found) == bool(reason)
    times = ("processed_at", "expire_at", "received_at", "error_message")
    return {name: value for name, value in found.items() if name not in times}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_accepted_event_is_recorded_whatever_it_holds(stack: Stack, case: Case) -> None:
    # Directly first, where the answer of the processor is seen.
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
    case = call("", "call.summary.completed", {"jobs": ["HOLE"]}, raw=nested(depth))
    name = f"EV{fresh()}"
    assert push(stack.processor, case.body, name).status_code == 204
    found = stack.document(f"webhook_events/{name}")
    assert found is not None
    assert found["payload"] == case.body.decode()
    assert found["processed"] or found["error_message"]

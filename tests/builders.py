"""Events as OpenPhone sends them, written in one line each, and as Pub/Sub pushes them.

Everything happens on one day: a `clock` is `HH:MM` or `HH:MM:SS`, if need be with a fraction. Every
builder of a body takes the event's id as `name` and its time as `clock`; keyword arguments add
members to the message, call or entry, or replace them.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from openphone.events.envelope import load, text_field
from pipeline.ids import event_id
from pipeline.message import PushedMessage
from processor.planning.job import Job, Options, prepare

OURS, ALSO_OURS = "+15550100001", "+15550100002"
ANN, BEN, CARA = "+15550107001", "+15550107002", "+15550107003"


def at(clock: str) -> datetime:
    """Return the moment of this time of day, in UTC."""
    return datetime.fromisoformat(f"2026-04-02T{clock}+00:00").astimezone(UTC)


def sent(clock: str) -> str:
    """Return the same as OpenPhone writes it, to the millisecond."""
    return at(clock).isoformat(timespec="milliseconds").replace("+00:00", "Z")


RECEIVED_AT = at("23:59:59")


def event(
    event_type: object,
    thing: object,
    name: str = "EV1",
    clock: str = "09:00:05",
    /,
    **envelope: object,
) -> bytes:
    """Return the body of an event about `thing`, without an id or a time if that is empty.

    `envelope` adds top-level members, or replaces them.
    """
    given = {"id": name, "createdAt": clock and sent(clock)}
    head = {member: value for member, value in given.items() if value}
    content = {**head, "type": event_type, "data": {"object": thing}, **envelope}
    return json.dumps(content).encode()


# The shapes


def guide(event_type: str, thing: object, name: str = "", clock: str = "") -> bytes:
    """Return an event as in the guide's examples, by default without an id and a time."""
    return event(event_type, thing, name, clock)


def v3(event_type: str, thing: object, name: str = "EV1", clock: str = "09:00:05") -> bytes:
    """Return an event of a webhook that was made in the app."""
    return event(event_type, thing, name, clock, object="event", apiVersion="v3")


def wrapped(event_type: str, thing: object, name: str = "EV1", clock: str = "09:00:05") -> bytes:
    """Return the same in the undocumented wrapper."""
    return json.dumps({"object": json.loads(v3(event_type, thing, name, clock))}).encode()


def v4(event_type: str, thing: object, name: str = "EV1", clock: str = "09:00:05") -> bytes:
    """Return an event of a webhook that was made through the API."""
    return event(event_type, thing, name, clock, object="event", apiVersion="v4")


def current(
    event_type: str,
    thing: object,
    name: str = "EV1",
    clock: str = "09:00:05",
    context: object = None,
) -> bytes:
    """Return an event of API version 2026-03-30."""
    data = {"resource": thing, "context": context or {}, "links": {}}
    return event(event_type, thing, name, clock, apiVersion="2026-03-30", data=data)


def participants(external: Sequence[str], resolution: str = "available") -> dict[str, object]:
    """Return the context of a 2026-03-30 event that names the external parties."""
    named = {"workspace": [OURS], "external": external, "resolution": resolution}
    return {"participants": named}


# What happens


def message(
    name: str,
    clock: str = "09:00:05",
    activity: str = "AC1",
    sender: str = ANN,
    created: str = "09:00:00",
    /,
    **fields: object,
) -> bytes:
    """Return a message received from `sender`, created at the time `created`."""
    thing = {"id": activity, "from": sender, "to": OURS, "direction": "incoming"}
    return v3("message.received", {**thing, "createdAt": sent(created), **fields}, name, clock)


def outgoing(
    name: str,
    clock: str = "09:00:05",
    activity: str = "AC1",
    created: str = "09:00:00",
    /,
    **fields: object,
) -> bytes:
    """Return a message delivered to Ann, created at the time `created`."""
    thing = {"id": activity, "from": OURS, "to": ANN, "direction": "outgoing"}
    return v3("message.delivered", {**thing, "createdAt": sent(created), **fields}, name, clock)


def call(name: str, clock: str = "09:00:05", activity: str = "AC1", /, **fields: object) -> bytes:
    """Return a completed call of which only the fields are known."""
    return v4("call.completed", {"id": activity, **fields}, name, clock)


def transcript(
    name: str, clock: str, dialogue: Sequence[object], call_id: str = "AC1", /, **fields: object
) -> bytes:
    """Return the transcript of a call; a line of `dialogue` is as OpenPhone writes it."""
    thing = {"callId": call_id, "dialogue": dialogue, **fields}
    return v3("call.transcript.completed", thing, name, clock)


def entry(
    name: str, clock: str = "09:00:05", contact: str = "CT1", /, *numbers: str, **fields: object
) -> bytes:
    """Return the update of an address-book entry with these numbers."""
    phones = [{"value": number} for number in numbers]
    thing = {"id": contact, "phoneNumbers": phones, **fields}
    return current("contact.updated", thing, name, clock)


def deletion(
    name: str, clock: str = "09:00:05", contact: str = "CT1", /, **fields: object
) -> bytes:
    """Return the deletion of an address-book entry, by default without a number."""
    return v3("contact.deleted", {"id": contact, **fields}, name, clock)


# On the way through the processor


def pushed(body: bytes, *, replay: bool = False) -> PushedMessage:
    """Return an event as it is pushed, with the attributes that the receiver gives it."""
    read = load(body)
    return PushedMessage(
        event_id(body, read),
        body,
        event_type=text_field(read, "type"),
        api_version=text_field(read, "apiVersion"),
        signature_scheme="openphone",
        received_at=RECEIVED_AT,
        replay=replay,
    )


def job(given: bytes | PushedMessage, numbers: Iterable[str] = (OURS,)) -> Job:
    """Return an event ready to be planned, where `numbers` are known to be ours."""
    message = pushed(given) if isinstance(given, bytes) else given
    return prepare(message, Options(numbers=frozenset(numbers)))

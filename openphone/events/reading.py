"""Reads the body of a delivery, of any of the five shapes, into the one normalised event."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from openphone.errors import EventError
from openphone.events import calls, contacts, messages
from openphone.events.envelope import Json, load
from openphone.events.event import Activity, AddressBookEntry, Event
from openphone.events.models import Context, Data, Envelope
from openphone.events.normalize import Delivered
from openphone.times import parse_time

_OWN_TIME = re.compile(r"[a-z]\w*At")


@dataclass(frozen=True, slots=True)
class EventType:
    """How an event type is read, and what it says where the event itself does not."""

    read: Callable[[Delivered], Activity | AddressBookEntry]
    direction: str = ""
    status: str = ""


EVENT_TYPES: Mapping[str, EventType] = {
    "message.received": EventType(messages.read, direction="incoming"),
    "message.delivered": EventType(messages.read, direction="outgoing", status="delivered"),
    "message.failed": EventType(messages.read, direction="outgoing", status="failed"),
    "message.undelivered": EventType(messages.read, direction="outgoing", status="undelivered"),
    "call.ringing": EventType(calls.read_call, status="ringing"),
    "call.answered": EventType(calls.read_call, status="answered"),
    "call.missed": EventType(calls.read_call, direction="incoming", status="missed"),
    "call.forwarded": EventType(calls.read_call, status="forwarded"),
    "call.menu.selected": EventType(calls.read_call),
    "call.completed": EventType(calls.read_call),
    "call.recording.completed": EventType(calls.read_recording),
    "call.voicemail.completed": EventType(calls.read_voicemail, direction="incoming"),
    "call.summary.completed": EventType(calls.read_summary),
    "call.transcript.completed": EventType(calls.read_transcript),
    # The v4 documentation's names for the two above.
    "callSummary": EventType(calls.read_summary),
    "callTranscript": EventType(calls.read_transcript),
    "contact.updated": EventType(contacts.read),
    "contact.deleted": EventType(partial(contacts.read, deleted=True)),
}


def read_event(body: bytes) -> Event:
    """Read the raw body of a delivery.

    Raises EventError, with a text that names the field and never holds its value, for a body
    that is not an event or has a field of a wrong type.
    """
    event = load(body)
    name = "" if event.get("type") is None else event["type"]
    if not isinstance(name, str):
        raise EventError("type: should be a text")
    event_type = EVENT_TYPES.get(name)
    return Event(type=name) if event_type is None else _read(name, event_type, event)


def _read(name: str, event_type: EventType, event: Json) -> Event:
    envelope = Envelope.read(event, "")
    data = _object(event, "data", "data")
    key = "object" if data.get("resource") is None else "resource"
    where = f"data.{key}"
    raw = _object(data, key, where)
    beside = Data.read(data, "data")
    delivered = Delivered(
        raw=raw,
        where=where,
        context=beside.context or Context(),
        deep_link=beside.deep_link or "",
        times=_own_times(raw),
        direction=event_type.direction,
        status=event_type.status,
    )
    latest = max(delivered.times.values(), default=None)
    at = delivered.times.get("updatedAt") or envelope.created_at or latest
    found = event_type.read(delivered)
    if isinstance(found, Activity):
        return Event(type=name, at=at, activity=found)
    return Event(type=name, at=at, entry=found)


def _object(parent: Json, key: str, where: str) -> Json:
    value = parent.get(key)
    if value is None:
        raise EventError(f"{where}: missing")
    if not isinstance(value, dict):
        raise EventError(f"{where}: should be an object")
    return value


def _own_times(raw: Json) -> Mapping[str, datetime]:
    """The object's top-level times, also any that the vendor may add."""
    times = {}
    for key, value in raw.items():
        if isinstance(value, str) and value and _OWN_TIME.fullmatch(key):
            try:
                times[key] = parse_time(value)
            except ValueError:
                continue
    return times

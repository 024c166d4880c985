"""Reads a delivery of any of the five shapes into the one normalised event."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from openphone.errors import EventError
from openphone.events import calls, contacts, messages
from openphone.events.common import Delivered
from openphone.events.envelope import Json, load
from openphone.events.event import Activity, AddressBookEntry, Event
from openphone.events.fields import Wire
from openphone.events.models import Context, Envelope
from openphone.times import parse_time

_OWN_TIME = re.compile(r"[a-z]\w*At")
Model = TypeVar("Model", bound=Wire)


@dataclass(frozen=True, slots=True)
class _Type:
    """How an event type is read, and what it says where the event itself does not."""

    read: Callable[[Delivered], Activity | AddressBookEntry]
    direction: str = ""
    status: str = ""


_TYPES: Mapping[str, _Type] = {
    "message.received": _Type(messages.read, direction="incoming"),
    "message.delivered": _Type(messages.read, direction="outgoing", status="delivered"),
    "message.failed": _Type(messages.read, direction="outgoing", status="failed"),
    "message.undelivered": _Type(messages.read, direction="outgoing", status="undelivered"),
    "call.ringing": _Type(calls.read_call, status="ringing"),
    "call.answered": _Type(calls.read_call, status="answered"),
    "call.missed": _Type(calls.read_call, direction="incoming", status="missed"),
    "call.forwarded": _Type(calls.read_call, status="forwarded"),
    "call.menu.selected": _Type(calls.read_call),
    "call.completed": _Type(calls.read_call),
    "call.recording.completed": _Type(calls.read_recording),
    "call.voicemail.completed": _Type(calls.read_voicemail, direction="incoming"),
    "call.summary.completed": _Type(calls.read_summary),
    "call.transcript.completed": _Type(calls.read_transcript),
    # The v4 documentation's names for the two above.
    "callSummary": _Type(calls.read_summary),
    "callTranscript": _Type(calls.read_transcript),
    "contact.updated": _Type(contacts.read_updated),
    "contact.deleted": _Type(contacts.read_deleted),
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
    kind = _TYPES.get(name)
    return Event(type=name) if kind is None else _read(name, kind, event)


def _read(name: str, kind: _Type, event: Json) -> Event:
    envelope = _validate(Envelope, event, "")
    data = _object(event, "data", "data")
    key = "object" if data.get("resource") is None else "resource"
    raw = _object(data, key, f"data.{key}")
    context_raw = data.get("context")
    delivered = Delivered(
        parse=lambda model: _validate(model, raw, f"data.{key}."),
        context=_validate(Context, {} if context_raw is None else context_raw, "data.context."),
        deep_link=_deep_link(data),
        times=_own_times(raw),
        direction=kind.direction,
        status=kind.status,
        where=f"data.{key}",
    )
    latest = max(delivered.times.values(), default=None)
    at = delivered.times.get("updatedAt") or envelope.created_at or latest
    found = kind.read(delivered)
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


def _validate(model: type[Model], raw: object, prefix: str) -> Model:
    try:
        return model.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = prefix + ".".join(str(part) for part in first["loc"])
        raise EventError(f"{where.rstrip('.')}: {first['msg']}") from None


def _deep_link(data: Json) -> str:
    link = data.get("deepLink")
    if link is None:
        return ""
    if not isinstance(link, str):
        raise EventError("data.deepLink: should be a text")
    return link


def _own_times(raw: Json) -> Mapping[str, datetime]:
    """The object's top-level times, among them those that the vendor may add one day."""
    times = {}
    for key, value in raw.items():
        if isinstance(value, str) and value and _OWN_TIME.fullmatch(key):
            try:
                times[key] = parse_time(value)
            except ValueError:
                continue
    return times

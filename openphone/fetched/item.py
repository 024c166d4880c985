"""What all items of the REST API have in common as events: their ids and times. Pure.

Two rules make it safe to publish such an event over live traffic, any number of times:

- **Its id is made from its content**, so that the same thing fetched again is the same event and
  a changed one is another. Queries of addresses do not count: signed ones change at every fetch.
  The ids sort before the vendor's, so that at equal times the live event's values win.
- **Its time is the earliest at which what it says can have been true**, never the time of
  fetching: whatever a webhook said about the same state, or a newer one, stands. `as_of` is for
  the one exception, a summary or transcript that the documents are known to contradict.

docs/decisions/0005-backfill-as-events.md gives the reasons, resource by resource.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.times import rfc3339

MESSAGE, CALL, CONTACT = "message", "call", "contact"
RECORDING, SUMMARY, TRANSCRIPT, VOICEMAIL = "recording", "summary", "transcript", "voicemail"

# Sorts before every id that the vendor or the receiver makes.
_PREFIX = "0backfill"
# Ids of the vendor have this form; one of any other form is hashed.
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_ADDRESSES = ("url", "recordingUrl")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One thing that the API returned, as an event.

    `id` is its own id, for a summary or transcript that of its call; `subject` is the id of the
    activity or address-book entry that it belongs to; `at` is the event time as text, or empty.
    """

    item_type: str
    id: str
    subject: str
    event: Mapping[str, Any]

    @property
    def event_id(self) -> str:
        """The id under which the event is published and stored."""
        return str(self.event["id"])

    @property
    def at(self) -> str:
        """The event time, as the API wrote it; empty if it gave none."""
        return str(self.event.get("createdAt", ""))

    @property
    def body(self) -> bytes:
        """The event as canonical JSON: the body of a webhook."""
        return canonical(self.event)

    def as_of(self, moment: datetime) -> "Fetched":
        """Return the same as an event of this moment, which wins over what was said before.

        It has an id of its own, made from the content and the moment: under the same id it would
        be a duplicate if this one is stored already.
        """
        event = {**self.event, "createdAt": rfc3339(moment)}
        event_id = _event_id(self.item_type, self.id, canonical(event))
        return replace(self, event={**event, "id": event_id})


def fetched(  # noqa: PLR0913 - the parts of an event
    item_type: str,
    item_id: str,
    envelope: Json,
    *,
    at: str,
    subject: str = "",
    content: object = None,
) -> Fetched:
    """Put an event together from `type`, `apiVersion` and `data` in the envelope.

    The event id is made of `content`, or of `data` without one.

    Raises EventError where the item id is empty, or the content is nothing that JSON can hold.
    """
    if not item_id:
        raise EventError("id: missing")
    made_of = {"type": envelope["type"], "content": content or envelope["data"]}
    event_id = _event_id(item_type, item_id, canonical(_without_queries(made_of)))
    time = {"createdAt": at} if at else {}
    return Fetched(item_type, item_id, subject or item_id, {"id": event_id, **time, **envelope})


def canonical(value: object) -> bytes:
    """Return a value as JSON, in the one form that equal values share.

    Raises EventError for what JSON cannot hold, such as `NaN`.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:
        raise EventError("the item holds a number that JSON has not") from error


def given(item: Json, *names: str) -> dict[str, Any]:
    """Return those of the fields that the item has."""
    return {name: item[name] for name in names if item.get(name) is not None}


def all_but(item: Json, *withheld: str) -> dict[str, Any]:
    """Return the fields that the item has, but for those that are renamed or computed.

    `updatedAt` never passes: it would outrank the envelope's time, and make a new event whenever
    something around the item was touched.
    """
    return given(item, *(item.keys() - {"updatedAt", *withheld}))


def text(item: Json, name: str) -> str:
    """Return a field if it is text, else the empty string."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def first(item: Json, *names: str) -> str:
    """Return the first of the fields that is text and not empty."""
    return next((found for name in names if (found := text(item, name))), "")


def listed(item: Json, name: str) -> list[Any]:
    """Return a field that is a list; empty if absent. Raises EventError for another type."""
    value = item.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise EventError(f"{name}: should be a list")
    return value


def _event_id(item_type: str, item_id: str, content: bytes) -> str:
    if not _PLAIN_ID.fullmatch(item_id):
        item_id = _digest(item_id.encode("utf-8", "surrogatepass"))
    return f"{_PREFIX}-{item_type}-{item_id}-{_digest(content)}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _without_queries(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            name: item.partition("?")[0]
            if name in _ADDRESSES and isinstance(item, str)
            else _without_queries(item)
            for name, item in value.items()
        }
    return [_without_queries(item) for item in value] if isinstance(value, list) else value

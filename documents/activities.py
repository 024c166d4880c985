"""One message or call: how an event makes or completes its document. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents import merge
from documents.parties import ExternalParties
from documents.paths import MERGE, Document, conversation_id, number_id, touched
from documents.values import NESTING, storable
from openphone.events.event import Activity

_MAPS = ("voicemail", "ai_summary", "ai_transcript")
# A dialogue in the document and the parts that hold a large one are one value.
_OTHER_FORM = {"dialogue": "parts", "parts": "dialogue"}
_SLOT = {"parts": "dialogue"}


@dataclass(frozen=True, slots=True)
class Applied:
    """One event as the merge takes it: its activity, its rank, and who it says is outside."""

    event_id: str
    at: datetime | None
    activity: Activity
    outside: ExternalParties | None

    @property
    def stamp(self) -> merge.Stamp:
        """The rank of the event's values."""
        return merge.stamp(self.at, self.event_id)


def merge_activity(before: Document | None, event: Applied) -> Document:
    """Give the activity's document after the event; `before` is left as it was."""
    document = dict(before) if before else {"openphone_id": storable(event.activity.id)}
    book = document[MERGE] = deepcopy(document.get(MERGE, {}))
    stamps = merge.unpack(book.get("stamps", {}))
    merge.latest(document, stamps, _storable(event.activity.fields), event.stamp)
    for name in _MAPS:
        _merge_map(document, stamps, name, getattr(event.activity, name), event.stamp)
    _merge_recordings(document, book, event)
    _merge_times(document, book, event)
    _merge_link(document, book, event)
    _derive(document, stamps)
    book["stamps"] = merge.pack(stamps)
    book.update(touched(event.event_id))
    return document


def own_time(document: Document | None) -> datetime | None:
    """Give the earliest time of the message or call itself that any event gave."""
    book = document[MERGE] if document else {}
    times = [book[name] for name in ("created_at", "other_at") if name in book]
    return min(times, default=None)


def named_contacts(document: Document | None) -> frozenset[str]:
    """Give the ids of all contacts that any event of the activity named."""
    return frozenset(document[MERGE].get("named", ()) if document else ())


def _storable(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: storable(value) for name, value in fields.items()}


def _merge_map(
    document: Document, stamps: merge.Stamps, name: str, new: Mapping[str, Any], at: merge.Stamp
) -> None:
    values = dict(document.get(name, {}))
    for member, value in new.items():
        slot = f"{name}.{_SLOT.get(member, member)}"
        if at >= stamps.get(slot, ""):
            stamps[slot] = at
            values.pop(_OTHER_FORM.get(member), None)
            values[member] = storable(value, NESTING - 1)
    if values:
        document[name] = values


def _merge_recordings(document: Document, book: Document, event: Applied) -> None:
    entries, stamps = merge.recordings(
        document.get("recordings", []),
        book.get("recordings", []),
        [_storable(recording) for recording in event.activity.recordings],
        event.stamp,
    )
    if entries:
        document["recordings"], book["recordings"] = entries, stamps


def _merge_times(document: Document, book: Document, event: Applied) -> None:
    merge.earliest(book, "created_at", event.activity.created_at)
    merge.earliest(book, "other_at", event.activity.other_at)
    merge.greatest(document, "event_at", event.at)
    occurred_at = book.get("created_at") or book.get("other_at")
    if occurred_at:
        document["occurred_at"] = occurred_at


def _merge_link(document: Document, book: Document, event: Applied) -> None:
    if event.outside is None:
        return
    contacts = sorted(number_id(number) for number in event.outside.numbers)
    merge.union(book, "named", contacts)
    rank = f"{event.outside.strength} {event.stamp}"
    if rank >= book.get("link", ""):
        book["link"] = rank
        document["conversation_id"] = conversation_id(event.outside.numbers)
        document["contact_ids"] = contacts


def _derive(document: Document, stamps: merge.Stamps) -> None:
    """Fill in what follows from the merged fields alone."""
    if "recordings" in document:
        document["recording_url"] = document["recordings"][0]["url"]
    if "duration_seconds" not in stamps:
        document.pop("duration_seconds", None)
        document.update(_duration(document.get("answered_at"), document.get("completed_at")))


def _duration(answered: datetime | None, completed: datetime | None) -> Document:
    if answered is None or completed is None or completed < answered:
        return {}
    seconds = (completed - answered).total_seconds()
    return {"duration_seconds": int(seconds) if seconds.is_integer() else seconds}

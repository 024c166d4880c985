"""What is already stored of the things that a backfill has fetched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.events.records import Records
from documents.merge import recording_key
from documents.paths import ACTIVITIES, ENTRIES, Document, vendor_document_id
from documents.values import sanitize
from openphone.events.event import Activity, Event
from openphone.fetched.item import RECORDING, SUMMARY, TRANSCRIPT, VOICEMAIL, Fetched

_PARTS = ("recordings", "voicemail", "ai_summary", "ai_transcript")


@dataclass(frozen=True)
class Item:
    """Something fetched, and its event as it is read."""

    fetched: Fetched
    event: Event


@dataclass(frozen=True)
class Known:
    """What is stored of one item.

    `published`: its very event is stored; `failed`: its event is recorded as failed; `held`: the
    documents have the item, from whichever event; `contradicted`: they disagree with the item on
    what has no time of its own.
    """

    published: bool = False
    failed: bool = False
    held: bool = False
    contradicted: bool = False

    @property
    def settled(self) -> bool:
        """Whether publishing the item would change nothing."""
        return self.published and not self.contradicted


def look(records: Records, items: Sequence[Item]) -> dict[str, Known]:
    """Return what is stored of each, by event id. Raises GoogleError."""
    recorded = records.summaries(item.fetched.event_id for item in items)
    entries = [item.fetched.subject for item in items if item.event.entry]
    subjects = [item.fetched.subject for item in items if not item.event.entry]
    with_parts = any(item.fetched.item_type in _HELD for item in items)
    activities = _documents(records, ACTIVITIES, subjects, _PARTS if with_parts else ())
    held = _documents(records, ENTRIES, entries, ())
    found = {}
    for item in items:
        record = recorded.get(item.fetched.event_id)
        document = (held if item.event.entry else activities).get(item.fetched.subject)
        found[item.fetched.event_id] = Known(
            published=record is not None and record.processed,
            failed=record is not None and not record.processed,
            held=document is not None and is_held(item, document),
            contradicted=document is not None and is_contradicted(item, document),
        )
    return found


def _documents(
    records: Records, collection: str, subjects: Iterable[str], fields: Iterable[str]
) -> dict[str, Document]:
    """Return the documents that exist, by the vendor's id."""
    ids = {vendor_document_id(subject): subject for subject in subjects}
    found = records.documents(collection, ids, ["occurred_at", *fields])
    return {ids[name]: document for name, document in found.items()}


def is_held(item: Item, document: Mapping[str, Any]) -> bool:
    """Return whether a document has the item: the message or call itself, or the part of it."""
    if item.event.entry:
        return True
    has = _HELD.get(item.fetched.item_type)
    return has(item.event.activity, document) if has else "occurred_at" in document


def is_contradicted(item: Item, document: Mapping[str, Any]) -> bool:
    """Return whether the document disagrees with a fetched summary or transcript.

    These have no time that would say which is newer; what the API says now is.
    """
    name = {SUMMARY: "ai_summary", TRANSCRIPT: "ai_transcript"}
    slot = name.get(item.fetched.item_type, "")
    said = getattr(item.event.activity, slot, {}) if slot else {}
    stored = document.get(slot, {})
    return any(
        member in stored and stored[member] != sanitize(said[member])
        for member in ("status", "text", "dialogue")
        if member in said
    )


def _has_recording(activity: Activity | None, document: Mapping[str, Any]) -> bool:
    stored = {recording_key(entry["url"]) for entry in document.get("recordings", ())}
    fetched_now = activity.recordings if activity else ()
    return all(recording_key(entry["url"]) in stored for entry in fetched_now)


_HELD: Mapping[str, Callable[[Activity | None, Mapping[str, Any]], bool]] = {
    RECORDING: _has_recording,
    VOICEMAIL: lambda _, document: "url" in document.get("voicemail", {}),
    SUMMARY: lambda _, document: "text" in document.get("ai_summary", {}),
    TRANSCRIPT: lambda _, document: bool(
        {"dialogue", "parts"} & document.get("ai_transcript", {}).keys()
    ),
}

"""One message or call: how an event makes or completes its document. Pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, Required, cast

from documents import merge, schema
from documents.parties import ExternalParties
from documents.paths import MERGE, Bookkeeping, conversation_id, number_id
from documents.values import NESTING, sanitize
from openphone.events.event import Activity

_MAPS = ("voicemail", "ai_summary", "ai_transcript")
# A dialogue in the document and the parts that hold a large one are one value.
_OTHER_FORM = {"dialogue": "parts", "parts": "dialogue"}
_STAMPED_AS = {"parts": "dialogue"}


class ActivityBookkeeping(Bookkeeping, total=False):
    """What the merge of an activity must know and readers need not.

    `created_at` and `other_at` are times of the message or call itself, `named` the ids of all
    contacts that any event named, `link` the rank of its conversation, `recordings` the stamps of
    the recordings in their order.
    """

    stamps: merge.Packed
    recordings: list[merge.Packed]
    created_at: datetime
    other_at: datetime
    named: list[str]
    link: str


class ActivityDocument(schema.Activity, total=False):
    """An activity as it is stored."""

    _merge: Required[ActivityBookkeeping]


def merge_activity(
    before: ActivityDocument | None,
    activity: Activity,
    external: ExternalParties | None,
    at: datetime | None,
    event_id: str,
) -> ActivityDocument:
    """Return the document after an event of this id and time; `before` is left as it was."""
    document = _copy(before, activity.id)
    bookkeeping = document[MERGE]
    stamp = merge.stamp(at, event_id)
    stamps = merge.unpack(bookkeeping.get("stamps", {}))
    values = cast(merge.Values, document)
    merge.latest(values, stamps, _sanitized(activity.fields), stamp)
    for name in _MAPS:
        _merge_map(values, stamps, name, getattr(activity, name), stamp)
    _merge_recordings(document, activity.recordings, stamp)
    _merge_times(document, activity, at)
    if external is not None:
        _merge_link(document, external, stamp)
    _derive(document, stamps)
    bookkeeping["stamps"] = merge.pack(stamps)
    bookkeeping["event"] = event_id
    return document


def own_time(document: ActivityDocument | None) -> datetime | None:
    """Return the earliest time of the message or call itself that any event gave."""
    bookkeeping = document[MERGE] if document else {}
    return merge.earliest(bookkeeping.get("created_at"), bookkeeping.get("other_at"))


def named_contacts(document: ActivityDocument | None) -> frozenset[str]:
    """Return the ids of all contacts that any event of the activity named."""
    return frozenset(document[MERGE].get("named", ()) if document else ())


def _copy(before: ActivityDocument | None, activity_id: str) -> ActivityDocument:
    """Return a copy whose bookkeeping may be changed; a new document lacks what events add."""
    if before is None:
        return cast(ActivityDocument, {"openphone_id": sanitize(activity_id), MERGE: {}})
    document = before.copy()
    document[MERGE] = deepcopy(before[MERGE])
    return document


def _sanitized(fields: Mapping[str, object]) -> dict[str, Any]:
    return {name: sanitize(value) for name, value in fields.items()}


def _merge_map(
    document: merge.Values, stamps: merge.Stamps, name: str, new: Mapping[str, Any], at: merge.Stamp
) -> None:
    values = dict(document.get(name, {}))
    for member, value in new.items():
        stamped = f"{name}.{_STAMPED_AS.get(member, member)}"
        if at >= stamps.get(stamped, ""):
            stamps[stamped] = at
            values.pop(_OTHER_FORM.get(member), None)
            values[member] = sanitize(value, NESTING - 1)
    if values:
        document[name] = values


def _merge_recordings(
    document: ActivityDocument, new: Iterable[Mapping[str, Any]], at: merge.Stamp
) -> None:
    bookkeeping = document[MERGE]
    entries, stamps = merge.recordings(
        document.get("recordings", []),
        bookkeeping.get("recordings", []),
        [_sanitized(recording) for recording in new],
        at,
    )
    if entries:
        document["recordings"], bookkeeping["recordings"] = entries, stamps


def _merge_times(document: ActivityDocument, activity: Activity, at: datetime | None) -> None:
    bookkeeping = document[MERGE]
    if created := merge.earliest(bookkeeping.get("created_at"), activity.created_at):
        bookkeeping["created_at"] = created
    if other := merge.earliest(bookkeeping.get("other_at"), activity.other_at):
        bookkeeping["other_at"] = other
    if event_at := merge.newest(document.get("event_at"), at):
        document["event_at"] = event_at
    if occurred_at := created or other:
        document["occurred_at"] = occurred_at


def _merge_link(document: ActivityDocument, external: ExternalParties, stamp: merge.Stamp) -> None:
    bookkeeping = document[MERGE]
    contacts = sorted(number_id(number) for number in external.numbers)
    bookkeeping["named"] = merge.union(bookkeeping.get("named", ()), contacts)
    rank = f"{external.strength} {stamp}"
    if rank >= bookkeeping.get("link", ""):
        bookkeeping["link"] = rank
        document["conversation_id"] = conversation_id(external.numbers)
        document["contact_ids"] = contacts


def _derive(document: ActivityDocument, stamps: merge.Stamps) -> None:
    """Fill in what follows from the merged fields alone."""
    if "recordings" in document:
        document["recording_url"] = document["recordings"][0]["url"]
    if "duration_seconds" not in stamps:
        document.pop("duration_seconds", None)
        answered, completed = document.get("answered_at"), document.get("completed_at")
        if answered and completed and answered <= completed:
            seconds = (completed - answered).total_seconds()
            document["duration_seconds"] = int(seconds) if seconds.is_integer() else seconds

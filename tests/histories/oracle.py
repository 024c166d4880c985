"""What a set of events leaves, straight from the definition of the merge and from scratch.

It keeps no stamps and merges nothing: the events are sorted by (time, id) and retold one after the
other, and whatever spans activities is looked up in all of them. It shares with the product how
the fields of one event are read, and how documents are named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from documents.paths import (
    ACTIVITIES,
    CONTACTS,
    CONVERSATIONS,
    ENTRIES,
    Path,
    conversation_id,
    number_id,
    vendor_document_id,
)
from openphone.errors import EventError
from openphone.events.envelope import load
from openphone.events.event import Activity, Event
from openphone.events.reading import read_event
from pipeline.ids import event_id
from tests.histories.naming import ExternalParties, external_parties

Document = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_URL = re.compile(r"\w+://([^/?#]*)([^?#]*)")
Rank = tuple[datetime, str]


@dataclass(frozen=True)
class Told:
    """An event with its rank, and the external parties that it names."""

    rank: Rank
    event: Event
    external: ExternalParties | None


def documents(bodies: Iterable[bytes], ours: Iterable[str]) -> dict[Path, Document]:
    """Return the public documents after these events; a transcript always has its dialogue here."""
    told = _in_order(bodies, frozenset(ours))
    activities = [one for one in told if one.event.activity]
    entries = _entries([one for one in told if one.event.entry])
    by_activity = _grouped(activities)
    calls_and_messages = {path: _activity(some) for path, some in by_activity.items()}
    return {
        **calls_and_messages,
        **_conversations(activities, calls_and_messages),
        **_contacts(by_activity, entries, told),
        **{path: entry for path, (_, entry) in entries.items()},
    }


def _in_order(bodies: Iterable[bytes], ours: frozenset[str]) -> list[Told]:
    told = {}
    for body in bodies:
        raw = load(body)
        name = event_id(body, raw)
        try:
            event = read_event(body)
        except EventError:
            continue
        parties = external_parties(raw, ours) if event.activity else None
        told[name] = Told((event.at or _EPOCH, name), event, parties)
    return sorted(told.values(), key=lambda one: one.rank)


def _grouped(told: Iterable[Told]) -> dict[Path, list[Told]]:
    groups = defaultdict(list)
    for one in told:
        groups[Path(ACTIVITIES, vendor_document_id(_of(one).id))].append(one)
    return groups


def _of(told: Told) -> Activity:
    assert told.event.activity
    return told.event.activity


def _activity(told: Sequence[Told]) -> Document:
    document: Document = {"openphone_id": _of(told[0]).id}
    for name in ("voicemail", "ai_summary", "ai_transcript"):
        members: Document = {}
        for one in told:
            members |= _held(getattr(_of(one), name))
        if members:
            document[name] = members
    for one in told:
        document |= _held(_of(one).fields)
    document |= _recordings(told) | _times(told) | _link(told)
    answered, completed = document.get("answered_at"), document.get("completed_at")
    if "duration_seconds" not in document and answered and completed and answered <= completed:
        document["duration_seconds"] = (completed - answered).total_seconds()
    return document


def _recordings(told: Iterable[Told]) -> Document:
    found: dict[str, Document] = defaultdict(dict)
    for one in told:
        for recording in _of(one).recordings:
            found[_host_and_path(recording["url"])] |= recording
    if not found:
        return {}
    ordered = sorted(found.items(), key=lambda item: (item[1].get("started_at", _NEVER), item[0]))
    return {
        "recordings": [recording for _, recording in ordered],
        "recording_url": ordered[0][1]["url"],
    }


def _host_and_path(url: str) -> str:
    found = _URL.match(url)
    assert found
    return found[1] + found[2]


def _times(told: Iterable[Told]) -> Document:
    created, others, newest = [], [], []
    for one in told:
        created += [time for time in [_of(one).created_at] if time]
        others += [time for time in [_of(one).other_at] if time]
        newest += [time for time in [one.event.at] if time]
    occurred = min(created or others, default=None)
    return {
        **({"occurred_at": occurred} if occurred else {}),
        **({"event_at": max(newest)} if newest else {}),
    }


def _link(told: Iterable[Told]) -> Document:
    naming = [(one.external.strength, one.rank, one.external) for one in told if one.external]
    if not naming:
        return {}
    _, _, winner = max(naming, key=lambda one: one[:2])
    return {
        "conversation_id": conversation_id(winner.numbers),
        "contact_ids": sorted(map(number_id, winner.numbers)),
    }


def _conversations(told: Iterable[Told], activities: dict[Path, Document]) -> dict[Path, Document]:
    found: dict[Path, Document] = {}
    for one in told:
        if one.external:
            path = Path(CONVERSATIONS, conversation_id(one.external.numbers))
            document = found.setdefault(path, {})
            document["participants"] = sorted(set(one.external.numbers))
            document["contact_ids"] = sorted(map(number_id, document["participants"]))
            for name, one_of_them in (
                ("openphone_conversation_ids", "openphone_conversation_id"),
                ("phone_number_ids", "phone_number_id"),
            ):
                given = [id_ for id_ in [_of(one).fields.get(one_of_them)] if id_]
                if joined := sorted({*given, *document.get(name, ())}):
                    document[name] = joined
    for path, document in found.items():
        linked = [
            (activity["occurred_at"], at.id, activity)
            for at, activity in activities.items()
            if activity.get("conversation_id") == path.id and "occurred_at" in activity
        ]
        document.update(_firsts_and_lasts(sorted(linked, key=lambda one: one[:2])))
    return found


def _firsts_and_lasts(linked: Sequence[tuple[datetime, str, Document]]) -> Document:
    if not linked:
        return {}
    last_at, name, last = linked[-1]
    shown = {
        "first_activity_at": linked[0][0],
        "last_activity_at": last_at,
        "last_activity": {"id": name, **_preview(last)},
    }
    for direction in ("incoming", "outgoing"):
        times = [at for at, _, activity in linked if activity.get("direction") == direction]
        if times:
            shown[f"last_{direction}_at"] = max(times)
    return shown


def _preview(activity: Document) -> Document:
    names = ("activity_type", "direction", "status")
    shown = {name: activity[name] for name in names if name in activity}
    if activity["activity_type"] == "message":
        return shown | ({"preview": activity["body"][:140]} if "body" in activity else {})
    taken = (
        "answered_at" in activity
        or "answered_by" in activity
        or activity.get("handled_by_ai", False)
        or activity.get("status") in ("answered", "ai-handled")
    )
    return shown | ({"answered": taken} if taken or "status" in activity else {})


def _entries(told: Iterable[Told]) -> dict[Path, tuple[Rank, Document]]:
    found: dict[Path, tuple[Rank, Document]] = {}
    for one in told:
        assert one.event.entry
        path = Path(ENTRIES, vendor_document_id(one.event.entry.id))
        before = found[path][1] if path in found else {}
        found[path] = (one.rank, before | _held(one.event.entry.fields))
    return found


def _contacts(
    activities: dict[Path, list[Told]],
    entries: dict[Path, tuple[Rank, Document]],
    told: Iterable[Told],
) -> dict[Path, Document]:
    numbers: set[str] = set()
    seen: dict[str, list[datetime]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    for some in activities.values():
        times = [at for one in some for at in (_of(one).created_at, _of(one).other_at) if at]
        for number in {number for one in some if one.external for number in one.external.numbers}:
            numbers.add(number)
            seen[number] += times
    for one in told:
        entry = one.event.entry
        for number in _held(entry.fields).get("phone_numbers", ()) if entry else ():
            numbers.add(number)
            named[number].add(vendor_document_id(entry.id if entry else ""))
    return {
        Path(CONTACTS, number_id(number)): {
            "phone_number": number,
            **({"first_seen_at": min(seen[number])} if seen[number] else {}),
            **({"openphone_contact_ids": sorted(named[number])} if named[number] else {}),
            **_shown(number, entries.values()),
        }
        for number in numbers
    }


def _shown(number: str, entries: Iterable[tuple[Rank, Document]]) -> Document:
    holding: list[Any] = [one for one in entries if number in one[1].get("phone_numbers", ())]
    if not holding:
        return {}
    # Entries that are not deleted come first, then the greatest rank.
    # If all are deleted, one with a name comes first.
    _, shown = max(
        holding,
        key=lambda one: (not one[1]["deleted"], one[1]["deleted"] and bool(_name(one[1])), one[0]),
    )
    document = {name: value for name, value in shown.items() if name != "phone_numbers"}
    if display_name := _name(shown):
        document |= {"display_name": display_name, "name_key": display_name.casefold()}
    return document


def _name(entry: Document) -> str:
    names = [entry[name] for name in ("first_name", "last_name") if name in entry]
    return " ".join(names) or entry.get("company", "")


def _held(value: Any) -> Any:  # noqa: ANN401 - whatever an event holds
    """Return a value as Firestore can hold it: text without lone surrogates."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {name: _held(item) for name, item in value.items()}
    return [_held(item) for item in value] if isinstance(value, list) else value

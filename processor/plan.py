"""What one event changes, decided without I/O.

`plan` is a generator: it yields what it needs to read and is sent the answer, and its return
value is everything to write, in one commit. Whoever drives it does the reading and writing:
the store on Firestore, the property tests in memory.
"""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from openphone.errors import EventError
from openphone.events import AddressBookEntry, Event
from openphone.reading import read_event
from processor import activities, contacts, conversations, merge, transcripts
from processor.changes import Change, Edges, Get, Known, Outcome, Plan, Planning
from processor.documents import (
    ACTIVITIES,
    CONTACTS,
    CONVERSATIONS,
    ENTRIES,
    MERGE,
    Document,
    Path,
    conversation_id,
    number_id,
    vendor_document_id,
)
from processor.parties import MOST_OUTSIDE, outside
from processor.records import Incoming, is_duplicate, record
from processor.values import DOCUMENT_BYTES, document_size, storable


@dataclass(frozen=True, slots=True)
class Options:
    """Our own numbers, and how long records of events are kept."""

    numbers: frozenset[str] = frozenset()
    keep: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Job:
    """A pushed event that was read once, ready to be planned as often as contention asks.

    `applied` belongs to an event of a message or call, `entry` to one of the address book;
    `error` says why the event can never be understood; with none of them it is only archived.
    """

    incoming: Incoming
    options: Options
    at: datetime | None = None
    applied: activities.Applied | None = None
    entry: AddressBookEntry | None = None
    parts: Mapping[Path, Document] = field(default_factory=dict)
    error: str | None = None

    @property
    def activity_path(self) -> Path | None:
        """The document of the event's message or call."""
        if self.applied is None:
            return None
        return Path(ACTIVITIES, vendor_document_id(self.applied.activity.id))

    @property
    def conversation_path(self) -> Path | None:
        """The document of the conversation with the parties that the event names."""
        if self.applied is None or self.applied.outside is None:
            return None
        return Path(CONVERSATIONS, conversation_id(self.applied.outside.numbers))


def prepare(incoming: Incoming, options: Options) -> Job:
    """Read an event; one that can never be understood becomes a job that records the reason."""
    try:
        return _prepare(incoming, options, read_event(incoming.body))
    except EventError as error:
        return Job(incoming, options, error=str(error))


def plan(job: Job, now: datetime) -> Planning:
    """Decide what the event changes; see the module's text for how to drive it."""
    try:
        if job.applied is not None:
            return (yield from _ActivityPlan(job, job.applied, now).plan())
        if job.entry is not None:
            return (yield from _plan_entry(job, job.entry, now))
    except EventError as error:
        return (yield from _plan_record(job, now, str(error)))
    return (yield from _plan_record(job, now, job.error))


def fail(job: Job, now: datetime, error: str) -> Planning:
    """Decide to record that the event's documents were refused, and why."""
    return (yield from _plan_record(job, now, error))


def _prepare(incoming: Incoming, options: Options, event: Event) -> Job:
    if event.entry is not None:
        if len(contacts.numbers_of(event.entry.fields)) > MOST_OUTSIDE:
            raise EventError(f"the event names more than {MOST_OUTSIDE} outside numbers")
        return Job(incoming, options, event.at, entry=event.entry)
    if event.activity is None:
        return Job(incoming, options)
    activity, parts = transcripts.split(event.activity, incoming.event_id)
    named = outside(activity.parties, options.numbers)
    applied = activities.Applied(incoming.event_id, event.at, activity, named)
    return Job(incoming, options, event.at, applied, parts=parts)


def _plan_record(job: Job, now: datetime, error: str | None) -> Planning:
    known = yield from _get([job.incoming.path])
    if is_duplicate(known[job.incoming.path], job.incoming):
        return Plan(Outcome.DUPLICATE)
    change, parts = _record(job, known, now, ignored=error is None, error=error)
    return Plan(Outcome.IGNORED if error is None else Outcome.FAILED, (change,), (), parts, error)


def _record(
    job: Job,
    known: Known,
    now: datetime,
    **more: Any,  # noqa: ANN401 - members of the record
) -> tuple[Change, Mapping[Path, Document]]:
    document, parts = record(job.incoming, now=now, keep=job.options.keep, **more)
    return Change(job.incoming.path, known[job.incoming.path], document), parts


def _get(paths: Iterable[Path]) -> Generator[Get | Edges, Any, dict[Path, Document | None]]:
    known: Known = yield Get(tuple(sorted(set(paths))))
    return dict(known)


class _ActivityPlan:
    """The planning of one event of a message or call."""

    def __init__(self, job: Job, event: activities.Applied, now: datetime) -> None:
        self.job, self.event, self.now = job, event, now
        self.path = Path(ACTIVITIES, vendor_document_id(event.activity.id))
        self.numbers = {
            Path(CONTACTS, number_id(number)): number
            for number in (event.outside.numbers if event.outside else ())
        }
        self.known: dict[Path, Document | None] = {}
        self.before: Document | None = None
        self.after: Document = {}

    def plan(self) -> Planning:
        first = [self.job.incoming.path, self.path, self.job.conversation_path, *self.numbers]
        yield from self._read(path for path in first if path)
        if is_duplicate(self.known[self.job.incoming.path], self.job.incoming):
            return Plan(Outcome.DUPLICATE)
        self.before = self.known[self.path]
        self.after = activities.merge_activity(self.before, self.event)
        touched, seen = self._conversations(), self._contacts()
        yield from self._read([*touched, *seen])
        changes = [Change(self.path, self.before, self.after)]
        changes += [self._contact(path) for path in sorted(seen) if self._is_there(path)]
        for path in sorted(touched):
            if self._is_there(path):
                changes.append((yield from self._conversation(path)))
        return self._finish(changes)

    def _read(self, paths: Iterable[Path]) -> Generator[Get | Edges, Any, None]:
        missing = [path for path in paths if path not in self.known]
        if missing:
            self.known.update((yield from _get(missing)))

    def _is_there(self, path: Path) -> bool:
        """What was removed by hand stays away until an event names its parties again."""
        named = path in self.numbers or path == self.job.conversation_path
        return named or self.known[path] is not None

    def _conversations(self) -> set[Path]:
        ids = {(document or {}).get("conversation_id") for document in (self.before, self.after)}
        paths = {Path(CONVERSATIONS, found) for found in ids if found}
        return paths | ({self.job.conversation_path} if self.job.conversation_path else set())

    def _contacts(self) -> set[Path]:
        """Those that the event names, and all of the activity's when its own time moved."""
        if activities.own_time(self.before) == activities.own_time(self.after):
            return set(self.numbers)
        return {Path(CONTACTS, found) for found in activities.named_contacts(self.after)}

    def _contact(self, path: Path) -> Change:
        before = self.known[path]
        contact = contacts.name_contact(before, self.numbers.get(path, ""))
        return Change(path, before, contacts.see(contact, activities.own_time(self.after)))

    def _conversation(self, path: Path) -> Generator[Get | Edges, Any, Change]:
        before = self.known[path]
        document = self._named(path, before)
        old = conversations.linked(self.path.id, self.before, path.id)
        new = conversations.linked(self.path.id, self.after, path.id)
        edges = None
        if conversations.needs_edges(document, old, new):
            edges = yield Edges(path.id, without=self.path.id)
        document = conversations.count_activity(document, new, edges)
        if self.after != self.before:
            # A change by itself, so that a commit that saw the conversation without this one
            # fails: Firestore keeps the update time of a document that is written unchanged.
            document[MERGE] = {"event": self.event.event_id}
        return Change(path, before, document)

    def _named(self, path: Path, before: Document | None) -> Document:
        if path != self.job.conversation_path or self.event.outside is None:
            return dict(before or {})
        fields = self.event.activity.fields
        return conversations.name_conversation(
            before,
            self.event.outside,
            storable(fields.get("openphone_conversation_id")),
            storable(fields.get("phone_number_id")),
        )

    def _finish(self, changes: list[Change]) -> Plan:
        if document_size(ACTIVITIES, self.path.id, self.after) > DOCUMENT_BYTES:
            raise EventError("the activity would be larger than a document can be")
        change, parts = _record(self.job, self.known, self.now, activity_id=self.path.id)
        named = set(transcripts.part_ids(self.after))
        chosen = {path: part for path, part in self.job.parts.items() if path.id in named}
        gone = tuple(
            transcripts.part_path(self.path.id, part)
            for part in transcripts.part_ids(self.before)
            if part not in named
        )
        return Plan(Outcome.STORED, (change, *changes), gone, {**parts, **chosen})


def _plan_entry(job: Job, entry: AddressBookEntry, now: datetime) -> Planning:
    path = Path(ENTRIES, vendor_document_id(entry.id))
    named = contacts.numbers_of(entry.fields)
    known = yield from _get([job.incoming.path, path, *map(_contact_path, named)])
    if is_duplicate(known[job.incoming.path], job.incoming):
        return Plan(Outcome.DUPLICATE)
    after = contacts.merge_entry(known[path], entry, merge.stamp(job.at, job.incoming.event_id))
    if document_size(ENTRIES, path.id, after) > DOCUMENT_BYTES:
        raise EventError("the address-book entry would be larger than a document can be")
    numbers = named | contacts.numbers_of(known[path]) | contacts.numbers_of(after)
    known |= yield from _get(set(map(_contact_path, numbers)) - set(known))
    drafts = {
        number: contacts.name_contact(known[_contact_path(number)], number) for number in numbers
    }
    for number in named:
        merge.union(drafts[number], "openphone_contact_ids", [path.id])
    others = {
        Path(ENTRIES, other)
        for draft in drafts.values()
        for other in draft.get("openphone_contact_ids", ())
    }
    known |= yield from _get(others - set(known))
    entries = {other: known[other] for other in others} | {path: after}
    changes = [Change(path, known[path], after)]
    for number, draft in sorted(drafts.items()):
        shown = contacts.show_entry(draft, entries.values())
        shown[MERGE] = {"event": job.incoming.event_id}
        changes.append(Change(_contact_path(number), known[_contact_path(number)], shown))
    change, parts = _record(job, known, now)
    return Plan(Outcome.STORED, (change, *changes), (), parts)


def _contact_path(number: str) -> Path:
    return Path(CONTACTS, number_id(number))

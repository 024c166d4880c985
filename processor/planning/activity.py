"""What an event of a message or call changes: its activity, conversations and contacts. Pure."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from documents import activities, contacts, conversations, transcripts
from documents.paths import (
    ACTIVITIES,
    CONTACTS,
    CONVERSATIONS,
    MERGE,
    Document,
    Path,
    number_id,
    touched,
    vendor_document_id,
)
from documents.records import is_duplicate
from documents.values import DOCUMENT_BYTES, document_size, storable
from openphone.errors import EventError
from processor.planning.changes import Change, Edges, Get, Outcome, Plan, Planning
from processor.planning.job import Job
from processor.planning.steps import get, record_change


def plan_activity(job: Job, event: activities.Applied, now: datetime) -> Planning:
    """Decide what the event changes."""
    return (yield from _ActivityPlan(job, event, now).plan())


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
        first = [self.job.record_path, self.path, self.job.conversation_path, *self.numbers]
        self.known = yield from get(path for path in first if path)
        if is_duplicate(self.known[self.job.record_path], self.job.pushed):
            return Plan(Outcome.DUPLICATE)
        self.before = self.known[self.path]
        self.after = activities.merge_activity(self.before, self.event)
        linked, seen = self._conversations(), self._contacts()
        # Read after the activity, which says that they are there: that they are not is relied on.
        if missing := (linked | seen) - self.known.keys():
            self.known |= yield from get(missing, fresh=True)
        changes = [Change(self.path, self.before, self.after)]
        changes += [self._contact(path) for path in sorted(seen) if self._is_there(path)]
        for path in sorted(linked):
            if self._is_there(path):
                changes.append((yield from self._conversation(path)))
        return self._finish(changes)

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
        document[MERGE] = touched(self.event.event_id)
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
        change, parts = record_change(self.job, self.known, self.now, activity_id=self.path.id)
        named = set(transcripts.part_ids(self.after))
        chosen = {path: part for path, part in self.job.parts.items() if path.id in named}
        gone = tuple(
            transcripts.part_path(self.path.id, part)
            for part in transcripts.part_ids(self.before)
            if part not in named
        )
        return Plan(Outcome.STORED, (change, *changes), gone, {**parts, **chosen})

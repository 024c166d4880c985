"""What an event of a message or call changes: its activity, conversations and contacts."""

from datetime import datetime
from typing import cast

from documents import contacts, conversations, transcripts
from documents.activities import ActivityDocument, merge_activity, named_contacts, own_time
from documents.contacts import ContactDocument
from documents.conversations import ConversationDocument, timeline_entry
from documents.paths import (
    ACTIVITIES,
    CONTACTS,
    CONVERSATIONS,
    MERGE,
    Document,
    Path,
    vendor_document_id,
)
from documents.values import DOCUMENT_BYTES, document_size, sanitize
from openphone.errors import EventError
from openphone.events.event import Activity
from processor.planning.changes import Change, Outcome, Plan
from processor.planning.job import Job
from processor.planning.reader import Documents, Reader
from processor.planning.record import record_activity


async def plan_activity(
    job: Job, activity: Activity, known: Documents, reader: Reader, now: datetime
) -> Plan:
    """Decide what the event changes; `known` are the documents of `job.first_reads`.

    Raises EventError for an activity that would be too large.
    """
    path = Path(ACTIVITIES, vendor_document_id(activity.id))
    before = cast(ActivityDocument | None, known[path])
    after = merge_activity(before, activity, job.external, job.at, job.event_id)
    if document_size(ACTIVITIES, path.id, after) > DOCUMENT_BYTES:
        raise EventError("the activity would be larger than a document can be")
    return await _ActivityPlan(job, dict(known), path, before, after).finish(reader, now)


class _ActivityPlan:
    """The documents that the change of one activity reaches."""

    def __init__(
        self,
        job: Job,
        known: dict[Path, Document | None],
        path: Path,
        before: ActivityDocument | None,
        after: ActivityDocument,
    ) -> None:
        self.job, self.known, self.named = job, known, frozenset(known)
        self.path, self.before, self.after = path, before, after

    async def finish(self, reader: Reader, now: datetime) -> Plan:
        linked, seen = self._linked(), self._seen()
        # Read after the activity, which says that they exist: the plan relies on one that does not.
        if missing := (linked | seen) - self.known.keys():
            self.known |= await reader.get_fresh(missing)
        stored = self.known[self.job.record_path]
        change, parts = record_activity(self.job, stored, now, self.path.id)
        changes = [change, Change(self.path, self.before, self.after)]
        changes += [self._contact(path) for path in sorted(seen) if self._exists(path)]
        for path in sorted(linked):
            if self._exists(path):
                changes.append(await self._conversation(path, reader))
        named = set(transcripts.part_ids(self.after))
        chosen = {path: part for path, part in self.job.parts.items() if path.id in named}
        gone = tuple(
            transcripts.part_path(self.path.id, part)
            for part in transcripts.part_ids(self.before)
            if part not in named
        )
        return Plan(Outcome.STORED, tuple(changes), gone, {**parts, **chosen})

    def _exists(self, path: Path) -> bool:
        """A document removed by hand stays away until an event names its parties again."""
        return path in self.named or self.known[path] is not None

    def _linked(self) -> set[Path]:
        """The activity's conversations before and after, and the one that the event names."""
        both = [document for document in (self.before, self.after) if document]
        ids = {document.get("conversation_id") for document in both}
        paths = {Path(CONVERSATIONS, found) for found in ids if found}
        return paths | ({self.job.conversation_path} if self.job.conversation_path else set())

    def _seen(self) -> set[Path]:
        """The contacts that the event names, and all of the activity's when its own time moved."""
        if own_time(self.before) == own_time(self.after):
            return set(self.job.contacts)
        return {Path(CONTACTS, found) for found in named_contacts(self.after)}

    def _contact(self, path: Path) -> Change:
        before = cast(ContactDocument | None, self.known[path])
        contact = contacts.contact_of(before, self.job.contacts.get(path, ""))
        return Change(path, before, contacts.see_contact(contact, own_time(self.after)))

    async def _conversation(self, path: Path, reader: Reader) -> Change:
        before = self.known[path]
        document = self._named(path, cast(ConversationDocument | None, before))
        old = timeline_entry(self.path.id, self.before, path.id)
        new = timeline_entry(self.path.id, self.after, path.id)
        edges = None
        if conversations.needs_edges(document, old, new):
            edges = await reader.edges(path.id, self.path.id)
        document = conversations.update_timeline(document, new, edges, self.job.event_id)
        return Change(path, before, document)

    def _named(self, path: Path, before: ConversationDocument | None) -> ConversationDocument:
        external, activity = self.job.external, self.job.activity
        if path != self.job.conversation_path or external is None or activity is None:
            return before or cast(ConversationDocument, {MERGE: {}})
        return conversations.add_parties(
            before,
            external,
            sanitize(activity.fields.get("openphone_conversation_id")),
            sanitize(activity.fields.get("phone_number_id")),
        )

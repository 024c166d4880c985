"""What an event of the address book changes: the entry, and the contacts it names."""

from datetime import datetime
from typing import cast

from documents import contacts, merge
from documents.contacts import ContactDocument, EntryDocument
from documents.paths import ENTRIES, Path, contact_path, vendor_document_id
from documents.values import DOCUMENT_BYTES, document_size
from openphone.errors import EventError
from openphone.events.event import AddressBookEntry
from processor.planning.changes import Change, Outcome, Plan
from processor.planning.job import Job
from processor.planning.reader import Documents, Reader
from processor.planning.record import record_activity


async def plan_entry(
    job: Job, entry: AddressBookEntry, known: Documents, reader: Reader, now: datetime
) -> Plan:
    """Decide what the event changes; `known` are the documents of `job.first_reads`.

    Raises EventError for an entry that is too large.
    """
    path = Path(ENTRIES, vendor_document_id(entry.id))
    before = cast(EntryDocument | None, known[path])
    after = contacts.merge_entry(before, entry, job.at, job.event_id)
    if document_size(ENTRIES, path.id, after) > DOCUMENT_BYTES:
        raise EventError("the address-book entry would be larger than a document can be")
    named = contacts.numbers_of(entry.fields)
    numbers = named | contacts.numbers_of(before) | contacts.numbers_of(after)
    known = {
        **known,
        **await reader.get({contact_path(number) for number in numbers} - known.keys()),
    }
    drafts: dict[Path, ContactDocument] = {}
    for number in sorted(numbers):
        stored = cast(ContactDocument | None, known[contact_path(number)])
        draft = drafts[contact_path(number)] = contacts.contact_of(stored, number)
        if number in named:
            ids = draft.get("openphone_contact_ids", ())
            draft["openphone_contact_ids"] = merge.union(ids, [path.id])
    others = {
        Path(ENTRIES, other)
        for draft in drafts.values()
        for other in draft.get("openphone_contact_ids", ())
    }
    entries = [after, *(await reader.get_fresh(others - {path})).values()]
    shown = cast(list[EntryDocument | None], entries)
    change, parts = record_activity(job, known[job.record_path], now)
    changes = [change, Change(path, before, after)]
    for at, draft in drafts.items():
        changes.append(Change(at, known[at], contacts.show_entry(draft, shown, job.event_id)))
    return Plan(Outcome.STORED, tuple(changes), (), parts)

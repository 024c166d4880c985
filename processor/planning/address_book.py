"""What an event of the address book changes: the entry, and the contacts it names. Pure."""

from datetime import datetime

from documents import contacts, merge
from documents.paths import CONTACTS, ENTRIES, MERGE, Path, number_id, touched, vendor_document_id
from documents.records import is_duplicate
from documents.values import DOCUMENT_BYTES, document_size
from openphone.errors import EventError
from openphone.events.event import AddressBookEntry
from processor.planning.changes import Change, Outcome, Plan, Planning
from processor.planning.job import Job
from processor.planning.steps import get, record_change


def plan_entry(job: Job, entry: AddressBookEntry, now: datetime) -> Planning:
    """Decide what the event changes."""
    path = Path(ENTRIES, vendor_document_id(entry.id))
    named, event_id = contacts.numbers_of(entry.fields), job.pushed.event_id
    known = yield from get([job.record_path, path, *map(_contact_path, named)])
    if is_duplicate(known[job.record_path], job.pushed):
        return Plan(Outcome.DUPLICATE)
    after = contacts.merge_entry(known[path], entry, merge.stamp(job.at, event_id), event_id)
    if document_size(ENTRIES, path.id, after) > DOCUMENT_BYTES:
        raise EventError("the address-book entry would be larger than a document can be")
    numbers = named | contacts.numbers_of(known[path]) | contacts.numbers_of(after)
    known |= yield from get(set(map(_contact_path, numbers)) - set(known))
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
    entries = (yield from get(others - {path}, fresh=True)) | {path: after}
    changes = [Change(path, known[path], after)]
    for number, draft in sorted(drafts.items()):
        shown = contacts.show_entry(draft, entries.values())
        shown[MERGE] = touched(event_id)
        changes.append(Change(_contact_path(number), known[_contact_path(number)], shown))
    change, parts = record_change(job, known, now)
    return Plan(Outcome.STORED, (change, *changes), (), parts)


def _contact_path(number: str) -> Path:
    return Path(CONTACTS, number_id(number))

"""One outside number, and the vendor's address-book entries that name it. Pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, Required, cast

from documents import merge, schema
from documents.paths import MERGE, Bookkeeping
from documents.values import sanitize
from openphone.events.event import AddressBookEntry

_NAMES = ("first_name", "last_name", "company", "role", "emails")
_FROM_ENTRY = ("display_name", "name_key", *_NAMES, "deleted")


class EntryBookkeeping(Bookkeeping, total=False):
    """The stamps of an entry's fields, and of its newest event."""

    stamps: merge.Packed
    stamp: merge.Stamp


class EntryDocument(schema.OpenPhoneContact, total=False):
    """An address-book entry as it is stored."""

    _merge: Required[EntryBookkeeping]


class ContactDocument(schema.Contact, total=False):
    """A contact as it is stored."""

    _merge: Required[Bookkeeping]


def merge_entry(
    before: EntryDocument | None, entry: AddressBookEntry, at: datetime | None, event_id: str
) -> EntryDocument:
    """Return the document after an event of this id and time; `before` is left as it was."""
    document = before.copy() if before else cast(EntryDocument, {MERGE: {}})
    bookkeeping = document[MERGE] = deepcopy(document[MERGE])
    stamp = merge.stamp(at, event_id)
    fields = {name: sanitize(value) for name, value in entry.fields.items()}
    stamps = merge.unpack(bookkeeping.get("stamps", {}))
    merge.latest(cast(merge.Values, document), stamps, fields, stamp)
    bookkeeping["stamps"] = merge.pack(stamps)
    bookkeeping["stamp"] = max(stamp, bookkeeping.get("stamp", ""))
    bookkeeping["event"] = event_id
    return document


def numbers_of(entry: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the numbers that an entry, or an event's part of it, holds."""
    return frozenset(map(sanitize, entry.get("phone_numbers", ())) if entry else ())


def contact_of(before: ContactDocument | None, number: str) -> ContactDocument:
    """Return a copy of the contact of a number, created when it is new."""
    if before is None:
        return {"phone_number": sanitize(number), MERGE: {}}
    return before.copy()


def see_contact(contact: ContactDocument, own_time: datetime | None) -> ContactDocument:
    """Return the contact after an activity that names it turned out to be of this time."""
    document = contact.copy()
    if first := merge.earliest(document.get("first_seen_at"), own_time):
        document["first_seen_at"] = first
    return document


def show_entry(
    contact: ContactDocument, entries: Iterable[EntryDocument | None], event_id: str
) -> ContactDocument:
    """Return the contact with the names of the one address-book entry that it shows.

    `entries` include all that ever named the number. It shows, of those that hold the number now
    and are not deleted, the one with the greatest stamp; else of the deleted ones that hold it,
    so that the last known name stays.
    """
    values = {name: value for name, value in contact.items() if name not in _FROM_ENTRY}
    number = contact["phone_number"]
    holding = [entry for entry in entries if entry and number in numbers_of(entry)]
    alive = [entry for entry in holding if not entry["deleted"]]
    if holding:
        shown = max(alive or _with_names(holding), key=lambda entry: entry[MERGE]["stamp"])
        values |= {name: value for name, value in shown.items() if name in _NAMES}
        values |= _display_name(shown)
        values["deleted"] = not alive
    return cast(ContactDocument, {**values, MERGE: {"event": event_id}})


def _with_names(entries: list[EntryDocument]) -> list[EntryDocument]:
    return [entry for entry in entries if _display_name(entry)] or entries


def _display_name(entry: EntryDocument) -> dict[str, str]:
    both = " ".join(name for name in (entry.get("first_name"), entry.get("last_name")) if name)
    name = both or entry.get("company")
    return {"display_name": name, "name_key": name.casefold()} if name else {}

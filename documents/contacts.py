"""One outside number, and the vendor's address-book entries that name it. Pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from documents import merge
from documents.paths import MERGE, Document, touched
from documents.values import storable
from openphone.events.event import AddressBookEntry

_NAMES = ("first_name", "last_name", "company", "role", "emails")
_SHOWN = ("display_name", "name_key", *_NAMES, "deleted")


def merge_entry(
    before: Document | None, entry: AddressBookEntry, at: merge.Stamp, event_id: str
) -> Document:
    """Give the address-book entry's document after an event; `before` is left as it was."""
    document = dict(before) if before else {}
    book = document[MERGE] = deepcopy(document.get(MERGE, {}))
    fields = {name: storable(value) for name, value in entry.fields.items()}
    stamps = merge.unpack(book.get("stamps", {}))
    merge.latest(document, stamps, fields, at)
    book["stamps"] = merge.pack(stamps)
    merge.greatest(book, "stamp", at)
    book.update(touched(event_id))
    return document


def numbers_of(entry: Mapping[str, Any] | None) -> frozenset[str]:
    """Give the numbers that the entry, or an event's part of it, holds."""
    return frozenset(map(storable, entry.get("phone_numbers", ())) if entry else ())


def name_contact(before: Document | None, number: str) -> Document:
    """Give the contact of a number, made when it is new."""
    return dict(before) if before else {"phone_number": storable(number), MERGE: {}}


def see(contact: Document, own_time: datetime | None) -> Document:
    """Give the contact after an activity that names it was known to be at a time."""
    document = dict(contact)
    merge.earliest(document, "first_seen_at", own_time)
    return document


def show_entry(contact: Document, entries: Iterable[Document | None]) -> Document:
    """Give the contact with the names of the one address-book entry that it shows.

    `entries` are, among others, all that ever named the number: of those that hold it now and
    are not deleted the one with the greatest stamp, else of the deleted ones that hold it, so
    that the last known name stays.
    """
    document = {name: value for name, value in contact.items() if name not in _SHOWN}
    holding = _holding(document["phone_number"], entries)
    alive = [entry for entry in holding if not entry["deleted"]]
    if holding:
        shown = max(alive or _with_names(holding), key=lambda entry: entry[MERGE]["stamp"])
        document.update({name: shown[name] for name in _NAMES if name in shown})
        document.update(_display_name(shown))
        document["deleted"] = not alive
    return document


def _holding(number: str, entries: Iterable[Document | None]) -> list[Document]:
    return [entry for entry in entries if entry and number in numbers_of(entry)]


def _with_names(entries: list[Document]) -> list[Document]:
    return [entry for entry in entries if _display_name(entry)] or entries


def _display_name(entry: Document) -> dict[str, Any]:
    both = " ".join(entry[name] for name in ("first_name", "last_name") if name in entry)
    name = both or entry.get("company")
    return {"display_name": name, "name_key": name.casefold()} if name else {}

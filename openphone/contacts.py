"""Reads events of the vendor's address book."""

import re
from collections.abc import Iterable

from openphone.common import Delivered, known
from openphone.errors import EventError
from openphone.events import AddressBookEntry
from openphone.models import Contact, CustomField, Value

# What a custom field's type, or else its whole name, makes of it.
_TYPES = {
    "phone-number": "phone",
    "phone": "phone",
    "email": "email",
    "company": "company",
    "role": "role",
}
_NAMES = {"phone": "phone", "email": "email", "company": "company", "role": "role"}
# A word of a longer name, as in "Work phone", and what must stand there to be believed: owners
# name their fields as they like, "Phone type" and "Email opt-in" among them.
_FITTING = {"phone": re.compile(r"\s*\+\d{7,15}\s*"), "email": re.compile(r"[^@\s]+@[^@\s]+")}


def read_updated(delivered: Delivered) -> AddressBookEntry:
    """Read an entry that was made or changed."""
    return _entry(delivered, deleted=False)


def read_deleted(delivered: Delivered) -> AddressBookEntry:
    """Read an entry that was deleted; often it names no number any more."""
    return _entry(delivered, deleted=True)


def _entry(delivered: Delivered, *, deleted: bool) -> AddressBookEntry:
    contact: Contact = delivered.parse(Contact)
    if not contact.id:
        raise EventError(f"{delivered.where}.id: missing")
    more = contact.fields_ or ()
    where = f"{delivered.where}.fields"
    fields = known(
        first_name=contact.first_name,
        last_name=contact.last_name,
        company=contact.company or _first(_named(more, "company", where)),
        role=contact.role or _first(_named(more, "role", where)),
        emails=_texts(contact.emails) or _named(more, "email", where),
        phone_numbers=_texts(contact.phone_numbers) or _named(more, "phone", where),
        deleted=deleted,
    )
    return AddressBookEntry(id=contact.id, fields=fields)


def _texts(values: Iterable[Value] | None) -> list[str]:
    return _distinct(value.value or "" for value in values or ())


def _named(fields: Iterable[CustomField], kind: str, where: str) -> list[str]:
    found: list[str] = []
    for field in fields:
        if _kind(field) == kind:
            found += _as_texts(field.value, where)
    return _distinct(found)


def _kind(field: CustomField) -> str | None:
    """What a field holds: as its type says, or its name, or a word of it that the value fits."""
    name = (field.name or "").strip().lower()
    kind = _TYPES.get((field.type or "").lower()) or _NAMES.get(name)
    return kind or next((kind for kind in name.split() if _fits(kind, field.value)), None)


def _fits(kind: str, value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    form = _FITTING.get(kind)
    return form is not None and all(isinstance(one, str) and form.fullmatch(one) for one in texts)


def _as_texts(value: object, where: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise EventError(f"{where}: should hold texts")


def _distinct(texts: Iterable[str]) -> list[str]:
    """Trimmed, without the empty ones, each once, in the order given."""
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _first(texts: list[str]) -> str | None:
    return texts[0] if texts else None

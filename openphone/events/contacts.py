"""Reads events of the vendor's address book, of any shape."""

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from openphone.errors import EventError
from openphone.events.event import AddressBookEntry
from openphone.events.fields import EntryFields, known
from openphone.events.normalize import Delivered
from openphone.events.wire import Items, Time, Trimmed, Wire

_MEANINGS = ("phone", "email", "company", "role")
_ANYTHING = re.compile(r".*", re.DOTALL)
_MAIL = re.compile(r"\be-mail", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# What a field with a longer name, like "Work phone", must hold to be believed: owners name their
# fields as they like, "Phone type" and "Email opt-in" among them.
_FITTING = {
    "phone": re.compile(r"\s*[+(][\d\s().-]{6,}"),
    "email": re.compile(r"[^@\s/]+@[^@\s/]+"),
}


class Value(Wire):
    """One of a contact's e-mail addresses or phone numbers."""

    value: str | None = None


class CustomField(Wire):
    """One entry of the list form of a v2 or v3 contact's fields."""

    name: str | None = None
    type: str | None = None
    value: Any = None


def _as_list(value: object) -> object:
    """The map form, `{"Phone": "+1…"}`, as the list form."""
    if isinstance(value, dict):
        return [{"name": name, "value": item} for name, item in value.items()]
    return value


def _as_value(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


class Contact(Wire):
    """An entry of the vendor's address book."""

    id: str | None = None
    first_name: Trimmed | None = None
    last_name: Trimmed | None = None
    company: Trimmed | None = None
    role: Trimmed | None = None
    emails: Items[Annotated[Value, BeforeValidator(_as_value)]] | None = None
    phone_numbers: Items[Annotated[Value, BeforeValidator(_as_value)]] | None = None
    fields_: Annotated[Items[CustomField], BeforeValidator(_as_list)] | None = Field(
        None, alias="fields"
    )
    created_at: Time | None = None
    updated_at: Time | None = None


def read(delivered: Delivered, *, deleted: bool = False) -> AddressBookEntry:
    """Read an entry as it is now; one that was `deleted` often no longer names a number."""
    contact = delivered.parse(Contact)
    if not contact.id:
        raise EventError(f"{delivered.where}.id: missing")
    more = contact.fields_ or ()
    where = f"{delivered.where}.fields"
    fields = known(
        EntryFields,
        first_name=contact.first_name,
        last_name=contact.last_name,
        company=contact.company or next(iter(_named(more, "company", where)), None),
        role=contact.role or next(iter(_named(more, "role", where)), None),
        emails=_texts(contact.emails) or _named(more, "email", where),
        phone_numbers=_texts(contact.phone_numbers) or _named(more, "phone", where),
        deleted=deleted,
    )
    return AddressBookEntry(id=contact.id, fields=fields)


def _texts(values: Iterable[Value] | None) -> list[str]:
    return _distinct(value.value or "" for value in values or ())


def _named(fields: Iterable[CustomField], meaning: str, where: str) -> list[str]:
    found: list[str] = []
    for field in fields:
        if _meaning(field) == meaning:
            values = _values(field)
            if not all(isinstance(value, str) for value in values):
                raise EventError(f"{where}: should hold texts")
            found += values
    return _distinct(found)


def _meaning(field: CustomField) -> str | None:
    """What a field holds: its type says so, or else its name."""
    typed = (meaning for meaning in _MEANINGS if meaning in _words(field.type))
    named = (meaning for meaning in _MEANINGS if _is_named(field, meaning))
    return next(typed, None) or next(named, None)


def _is_named(field: CustomField, meaning: str) -> bool:
    """Whether the name is the meaning and the value text, or contains it and the value fits."""
    words = _words(field.name) - {"number"}
    form = _ANYTHING if words == {meaning} else _FITTING.get(meaning)
    if meaning not in words or form is None:
        return False
    return all(isinstance(value, str) and form.fullmatch(value) for value in _values(field))


def _words(label: str | None) -> set[str]:
    """The words of `phone-number`, `phoneNumbers` or `Work E-Mail`, in lower case and singular."""
    text = _MAIL.sub("email", label or "")
    return {word.lower().removesuffix("s") for word in _WORD.findall(text)}


def _values(field: CustomField) -> list[Any]:
    values = field.value if isinstance(field.value, list) else [field.value]
    return [value for value in values if value is not None]


def _distinct(texts: Iterable[str]) -> list[str]:
    """The texts trimmed, without empty ones and repeats, in the order given."""
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))

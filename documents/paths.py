"""Where documents live and what they are called: front ends read them there."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypedDict

from pipeline.ids import is_document_id

# Of any collection; the modules of this package have a type for each.
Document: TypeAlias = Mapping[str, Any]

EVENTS = "webhook_events"
ACTIVITIES = "activities"
CONVERSATIONS = "conversations"
CONTACTS = "contacts"
ENTRIES = "openphone_contacts"
# The merge's bookkeeping, in every document: exempt from indexes, and of no interest to readers.
MERGE: Final = "_merge"


@dataclass(frozen=True, slots=True, order=True)
class Path:
    """The place of a document: its collection (with the parent's path, if any) and its id."""

    collection: str
    id: str


class Bookkeeping(TypedDict, total=False):
    """The bookkeeping of every document: the event that wrote it last.

    A commit relies on documents that it read: the activity it counts, the entry it shows, the
    conversation and the contact it corrects. It writes each of them under the precondition that
    nobody else did meanwhile. Firestore keeps the update time of a document that is written
    unchanged, and the precondition rests on that time: `event` makes every write a change.
    """

    event: str


def vendor_document_id(vendor_id: str) -> str:
    """Return the document id of an activity or an address-book entry."""
    return vendor_id if is_document_id(vendor_id) else f"id-{_digest(vendor_id)}"


def number_id(number: str) -> str:
    """Return the document id of an outside number: its contact, and its conversation."""
    return number if is_document_id(number) else f"number-{_digest(number)}"


def conversation_id(numbers: Iterable[str]) -> str:
    """Return the document id of the conversation with these outside numbers, at least one."""
    distinct = sorted(set(numbers))
    if len(distinct) == 1:
        return number_id(distinct[0])
    return f"group-{_digest(','.join(distinct))}"


def contact_path(number: str) -> Path:
    """Return where the contact of an outside number is."""
    return Path(CONTACTS, number_id(number))


def _digest(text: str) -> str:
    # A lone surrogate has no UTF-8 form, yet such an id needs a digest too.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""Where documents live and what they are called: front ends read them there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipeline.ids import is_document_id

Document: TypeAlias = dict[str, Any]

EVENTS = "webhook_events"
ACTIVITIES = "activities"
CONVERSATIONS = "conversations"
CONTACTS = "contacts"
ENTRIES = "openphone_contacts"
# Bookkeeping of the merge, in every document; exempt from indexes and no business of readers.
MERGE = "_merge"


@dataclass(frozen=True, slots=True, order=True)
class Path:
    """The place of a document: its collection (with the parent's path, if any) and its id."""

    collection: str
    id: str


def vendor_document_id(vendor_id: str) -> str:
    """Give the document id of an activity or an address-book entry."""
    return vendor_id if is_document_id(vendor_id) else f"id-{_digest(vendor_id)}"


def number_id(number: str) -> str:
    """Give the document id of an outside number: its contact, and its conversation."""
    return number if is_document_id(number) else f"number-{_digest(number)}"


def conversation_id(numbers: Iterable[str]) -> str:
    """Give the document id of the conversation with these outside numbers, at least one."""
    distinct = sorted(set(numbers))
    if len(distinct) == 1:
        return number_id(distinct[0])
    return f"group-{_digest(','.join(distinct))}"


def touched(event_id: str) -> Document:
    """Give bookkeeping that makes every write a change.

    A commit relies on documents that it read: the activity it counts, the entry it shows, the
    conversation and the contact it corrects. It writes each of them, under the precondition that
    nobody else did meanwhile; and the update time that this rests on stays as it is in Firestore
    where a document is written unchanged.
    """
    return {"event": event_id}


def _digest(text: str) -> str:
    # A lone surrogate has no UTF-8 form, yet such an id needs a digest too.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

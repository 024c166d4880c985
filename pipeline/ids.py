"""The ids of events and documents. Imported by the receiver, so by the standard library alone."""

import hashlib
import re

from openphone.events.envelope import Json

EVENT_ID_BYTES = 200
# Firestore: "Constraints on document IDs", https://firebase.google.com/docs/firestore/quotas
DOCUMENT_ID_BYTES = 1500
_RESERVED_ID = re.compile(r"\.|\.\.|__.*__", re.DOTALL)


def event_id(body: bytes, event: Json) -> str:
    """Return the id under which an event is stored: its own, else one made from its body."""
    given = event.get("id")
    if isinstance(given, str) and is_event_id(given):
        return given
    return "sha256-" + hashlib.sha256(body).hexdigest()[:32]


def is_event_id(text: str) -> bool:
    """Return whether a text can be an event's id: room is left for ids made from it."""
    return is_document_id(text) and len(text.encode()) <= EVENT_ID_BYTES


def is_document_id(text: str) -> bool:
    """Return whether Firestore takes a text as the id of a document."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return 0 < size <= DOCUMENT_ID_BYTES and "/" not in text and not _RESERVED_ID.fullmatch(text)

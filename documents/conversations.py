"""One timeline with one outside party: what it shows of its activities. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents import merge
from documents.parties import ExternalParties
from documents.paths import MERGE, Document, number_id

PREVIEW_CHARACTERS = 140
_ANSWERED = ("answered", "ai-handled")
_SHOWN = ("activity_type", "direction", "status")
_LAST_BY_DIRECTION = {"incoming": "last_incoming_at", "outgoing": "last_outgoing_at"}
# What an edge of a conversation is read with: all that `last_activity` shows.
EDGE_FIELDS = (
    *_SHOWN,
    "body",
    "occurred_at",
    "answered_at",
    "answered_by",
    "handled_by_ai",
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An activity as its conversation counts it: linked now, and its own time known."""

    id: str
    occurred_at: datetime
    document: Document

    @property
    def direction(self) -> str | None:
        """`incoming`, `outgoing` or unknown."""
        return self.document.get("direction")


def linked(activity_id: str, document: Document | None, conversation: str) -> TimelineEntry | None:
    """Give the activity as the conversation counts it, None where it does not."""
    if document is None or document.get("conversation_id") != conversation:
        return None
    occurred_at = document.get("occurred_at")
    return None if occurred_at is None else TimelineEntry(activity_id, occurred_at, document)


def name_conversation(
    before: Document | None,
    outside: ExternalParties,
    openphone_id: str | None,
    phone_number_id: str | None,
) -> Document:
    """Give the conversation after an event named its parties; its sets only grow."""
    document = dict(before) if before else {MERGE: {}}
    document["participants"] = list(outside.numbers)
    document["contact_ids"] = sorted(number_id(number) for number in outside.numbers)
    merge.union(document, "openphone_conversation_ids", [openphone_id] if openphone_id else [])
    merge.union(document, "phone_number_ids", [phone_number_id] if phone_number_id else [])
    return document


def needs_edges(
    conversation: Document, old: TimelineEntry | None, new: TimelineEntry | None
) -> bool:
    """Tell whether an activity gives up an edge, so that the others must be asked for it."""
    if old is None:
        return False
    loses_first = old.occurred_at == conversation.get("first_activity_at") and (
        new is None or new.occurred_at > old.occurred_at
    )
    loses_last = old.id == conversation.get("last_activity", {}).get("id") and (
        new is None or new.occurred_at < old.occurred_at
    )
    name = _LAST_BY_DIRECTION.get(old.direction or "")
    loses_direction = (
        name is not None
        and old.occurred_at == conversation.get(name)
        and (new is None or new.direction != old.direction or new.occurred_at < old.occurred_at)
    )
    return loses_first or loses_last or loses_direction


def count_activity(
    conversation: Document, new: TimelineEntry | None, edges: Sequence[TimelineEntry] | None
) -> Document:
    """Give the conversation with the activity counted as it is now.

    `edges` are the first and last of all other activities, over all and in each direction, for
    where `needs_edges` asked for them; firsts and lasts are then made anew.
    """
    document = dict(conversation)
    if edges is not None:
        for name in ("first_activity_at", "last_activity_at", "last_activity"):
            document.pop(name, None)
        for name in _LAST_BY_DIRECTION.values():
            document.pop(name, None)
    for activity in (*(edges or ()), *([new] if new else [])):
        _count(document, activity)
    return document


def last_activity(activity: TimelineEntry) -> Document:
    """Give what a list of conversations shows of the last activity."""
    document = activity.document
    shown = {name: document[name] for name in _SHOWN if name in document}
    return {"id": activity.id, **shown, **_answered(document), **_preview(document)}


def _count(document: Document, activity: TimelineEntry) -> None:
    merge.earliest(document, "first_activity_at", activity.occurred_at)
    if activity.direction in _LAST_BY_DIRECTION:
        merge.greatest(document, _LAST_BY_DIRECTION[activity.direction], activity.occurred_at)
    last = (document.get("last_activity_at"), document.get("last_activity", {}).get("id"))
    if last[0] is None or (activity.occurred_at, activity.id) >= last:
        document["last_activity_at"] = activity.occurred_at
        document["last_activity"] = last_activity(activity)


def _answered(document: Document) -> dict[str, Any]:
    """A call was answered when somebody, or the vendor's AI agent, took it."""
    if document.get("activity_type") != "call":
        return {}
    if (
        "answered_at" in document
        or "answered_by" in document
        or document.get("handled_by_ai")
        or document.get("status") in _ANSWERED
    ):
        return {"answered": True}
    return {"answered": False} if "status" in document else {}


def _preview(document: Document) -> dict[str, Any]:
    body = document.get("body")
    if document.get("activity_type") != "message" or not body:
        return {}
    return {"preview": body[:PREVIEW_CHARACTERS]}

"""One timeline with one outside party: what it shows of its activities. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Required, cast

from documents import merge, schema
from documents.activities import ActivityDocument
from documents.parties import ExternalParties
from documents.paths import MERGE, Bookkeeping, number_id

PREVIEW_CHARACTERS = 140
_ANSWERED = ("answered", "ai-handled")
_LAST_BY_DIRECTION: dict[str, Literal["last_incoming_at", "last_outgoing_at"]] = {
    "incoming": "last_incoming_at",
    "outgoing": "last_outgoing_at",
}
# All that `last_activity` shows is made of these, so timelines are read with them alone.
TIMELINE_FIELDS = (
    "activity_type",
    "direction",
    "status",
    "body",
    "occurred_at",
    "answered_at",
    "answered_by",
    "handled_by_ai",
)


class ConversationDocument(schema.Conversation, total=False):
    """A conversation as it is stored."""

    _merge: Required[Bookkeeping]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An activity as its conversation counts it: linked now, and its own time known."""

    id: str
    occurred_at: datetime
    activity: schema.Activity

    @property
    def direction(self) -> str | None:
        """`incoming`, `outgoing` or unknown."""
        return self.activity.get("direction")


def timeline_entry(
    activity_id: str, activity: ActivityDocument | None, conversation: str
) -> TimelineEntry | None:
    """Return the activity as the conversation counts it, None when it does not."""
    if activity is None or activity.get("conversation_id") != conversation:
        return None
    occurred_at = activity.get("occurred_at")
    return None if occurred_at is None else TimelineEntry(activity_id, occurred_at, activity)


def add_parties(
    before: ConversationDocument | None,
    external: ExternalParties,
    openphone_id: str | None,
    phone_number_id: str | None,
) -> ConversationDocument:
    """Return the conversation after an event named its parties; its sets only grow."""
    document = before.copy() if before else cast(ConversationDocument, {MERGE: {}})
    document["participants"] = list(external.numbers)
    document["contact_ids"] = sorted(number_id(number) for number in external.numbers)
    if openphone_id:
        known = document.get("openphone_conversation_ids", ())
        document["openphone_conversation_ids"] = merge.union(known, [openphone_id])
    if phone_number_id:
        known = document.get("phone_number_ids", ())
        document["phone_number_ids"] = merge.union(known, [phone_number_id])
    return document


def needs_edges(
    conversation: ConversationDocument, old: TimelineEntry | None, new: TimelineEntry | None
) -> bool:
    """Whether an activity gives up an edge of the timeline, so that another must take it."""
    if old is None:
        return False
    loses_first = old.occurred_at == conversation.get("first_activity_at") and (
        new is None or new.occurred_at > old.occurred_at
    )
    last = conversation.get("last_activity")
    loses_last = (
        last is not None
        and old.id == last["id"]
        and (new is None or new.occurred_at < old.occurred_at)
    )
    name = _LAST_BY_DIRECTION.get(old.direction or "")
    loses_direction = (
        name is not None
        and old.occurred_at == conversation.get(name)
        and (new is None or new.direction != old.direction or new.occurred_at < old.occurred_at)
    )
    return loses_first or loses_last or loses_direction


def update_timeline(
    before: ConversationDocument,
    new: TimelineEntry | None,
    edges: Sequence[TimelineEntry] | None,
    event_id: str,
) -> ConversationDocument:
    """Return the conversation with the activity counted as it is now.

    `edges` are the first and last of all other activities, over all and in each direction, when
    `needs_edges` asked for them; firsts and lasts are then computed anew.
    """
    document = before.copy()
    if edges is not None:
        document.pop("first_activity_at", None)
        document.pop("last_activity_at", None)
        document.pop("last_activity", None)
        for name in _LAST_BY_DIRECTION.values():
            document.pop(name, None)
    for entry in (*(edges or ()), *([new] if new else [])):
        _count(document, entry)
    document[MERGE] = {"event": event_id}
    return document


def last_activity(entry: TimelineEntry) -> schema.LastActivity:
    """Return what a list of conversations shows of the last activity."""
    activity = entry.activity
    shown: schema.LastActivity = {"id": entry.id, "activity_type": activity["activity_type"]}
    if "direction" in activity:
        shown["direction"] = activity["direction"]
    if "status" in activity:
        shown["status"] = activity["status"]
    if activity["activity_type"] == "call":
        _show_answered(shown, activity)
    elif body := activity.get("body"):
        shown["preview"] = body[:PREVIEW_CHARACTERS]
    return shown


def _count(document: ConversationDocument, entry: TimelineEntry) -> None:
    first = document.get("first_activity_at", entry.occurred_at)
    document["first_activity_at"] = min(first, entry.occurred_at)
    if name := _LAST_BY_DIRECTION.get(entry.direction or ""):
        document[name] = max(document.get(name, entry.occurred_at), entry.occurred_at)
    last = document.get("last_activity")
    if last is None or (entry.occurred_at, entry.id) >= (document["last_activity_at"], last["id"]):
        document["last_activity_at"] = entry.occurred_at
        document["last_activity"] = last_activity(entry)


def _show_answered(shown: schema.LastActivity, call: schema.Activity) -> None:
    """A call was answered when somebody, or the vendor's AI agent, took it."""
    if (
        "answered_at" in call
        or "answered_by" in call
        or call.get("handled_by_ai")
        or call.get("status") in _ANSWERED
    ):
        shown["answered"] = True
    elif "status" in call:
        shown["answered"] = False

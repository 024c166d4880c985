"""Tables of what is stored, for a person: contacts, conversations, calls, failed events."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from google.cloud import firestore
from rich import box
from rich.table import Table
from rich.text import Text

Document: TypeAlias = Mapping[str, Any]
Documents: TypeAlias = Mapping[str, Document]

_NUMBERS = {"Messages", "Calls", "Seconds"}
_ARROWS = {"incoming": "←", "outgoing": "→"}


def read(client: firestore.Client, collection: str) -> Documents:
    """Return the fields of every document of a collection by their ids."""
    return {found.id: found.to_dict() or {} for found in client.collection(collection).stream()}


def contacts(documents: Documents) -> Table:
    """Return a table of every contact, sorted by name."""
    table = _table("Contacts", "Number", "Name", "Company", "Email", "")
    for contact in sorted(documents.values(), key=_by_name):
        table.add_row(
            *_cells(
                contact.get("phone_number"),
                contact.get("display_name"),
                contact.get("company"),
                ", ".join(map(str, contact.get("emails", ()))),
                "deleted" if contact.get("deleted") else "",
            )
        )
    return table


def conversations(documents: Documents, activities: Documents, people: Documents) -> Table:
    """Return a table of every conversation, the latest activity first."""
    counts = Counter(
        (activity.get("conversation_id"), activity.get("activity_type"))
        for activity in activities.values()
    )
    table = _table("Conversations", "With", "Messages", "Calls", "Latest at (UTC)", "Latest")
    for name, conversation in sorted(documents.items(), key=_by_latest, reverse=True):
        table.add_row(
            *_cells(
                _names(conversation.get("contact_ids", ()), people),
                counts[name, "message"] or "",
                counts[name, "call"] or "",
                _when(conversation.get("last_activity_at")),
                _latest(conversation.get("last_activity", {})),
            )
        )
    return table


def calls(activities: Documents, talks: Documents, people: Documents) -> Table:
    """Return a table of every call in order of time, with what is known of it."""
    table = _table("Calls", "Began (UTC)", "With", "Status", "Seconds", "Kept", "Summary")
    found = [entry for entry in activities.values() if entry.get("activity_type") == "call"]
    for call in sorted(found, key=lambda call: _when(call.get("occurred_at"))):
        talk = talks.get(str(call.get("conversation_id")), {})
        table.add_row(
            *_cells(
                _when(call.get("occurred_at")),
                _names(talk.get("contact_ids", ()), people),
                call.get("status"),
                call.get("duration_seconds"),
                _kept(call),
                call.get("ai_summary", {}).get("text"),
            )
        )
    return table


def failures(events: Documents) -> Table:
    """Return a table of every event that could not be processed, with the reason."""
    table = _table("Failed events", "Event", "Type", "Reason")
    for name, event in sorted(events.items()):
        if not event.get("processed"):
            table.add_row(*_cells(name, event.get("event_type"), event.get("error_message")))
    return table


def summary(events: Documents) -> str:
    """Return the counts of the events in one line."""
    ignored = sum(bool(event.get("ignored")) for event in events.values())
    failed = sum(not event.get("processed") for event in events.values())
    applied = len(events) - ignored - failed
    return f"{len(events)} events: {applied} processed, {ignored} only archived, {failed} failed"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right" if column in _NUMBERS else "left")
    return table


def _cells(*values: object) -> Iterable[Text]:
    # As Text, so that rich finds no markup in what somebody wrote.
    return (Text("" if value is None else str(value)) for value in values)


def _by_name(contact: Document) -> tuple[bool, str, str]:
    name = str(contact.get("name_key", ""))
    return not name, name, str(contact.get("phone_number", ""))


def _by_latest(item: tuple[str, Document]) -> str:
    return _when(item[1].get("last_activity_at"))


def _names(contact_ids: Iterable[str], people: Documents) -> str:
    known = (people.get(name, {}) for name in contact_ids)
    return ", ".join(str(who.get("display_name", who.get("phone_number", "?"))) for who in known)


def _latest(activity: Document) -> str:
    if not activity:
        return ""
    arrow = _ARROWS.get(str(activity.get("direction")), " ")
    if activity.get("activity_type") == "call":
        return f"{arrow} call, {'answered' if activity.get('answered') else 'not answered'}"
    return f"{arrow} {activity.get('preview') or activity.get('status') or 'message'}"


def _kept(call: Document) -> str:
    parts = {
        "recording": call.get("recordings") or call.get("recording_url"),
        "voicemail": call.get("voicemail"),
        "transcript": call.get("ai_transcript"),
    }
    return ", ".join(name for name, value in parts.items() if value)


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""

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

_ARROWS = {"incoming": "←", "outgoing": "→"}


def read(client: firestore.Client, collection: str) -> Documents:
    """Return the fields of every document of a collection by their ids."""
    return {found.id: found.to_dict() or {} for found in client.collection(collection).stream()}


def contacts(documents: Documents) -> Table:
    """Return a table of every contact, sorted by name."""
    rows = [
        (
            contact.get("phone_number"),
            contact.get("display_name"),
            contact.get("company"),
            ", ".join(map(str, contact.get("emails", ()))),
            "deleted" if contact.get("deleted") else "",
        )
        for contact in sorted(documents.values(), key=_by_name)
    ]
    return _table("Contacts", ("Number", "Name", "Company", "Email", ""), rows)


def conversations(documents: Documents, activities: Documents, people: Documents) -> Table:
    """Return a table of every conversation, the latest activity first."""
    counts = Counter(
        (activity.get("conversation_id"), activity.get("activity_type"))
        for activity in activities.values()
    )
    rows = [
        (
            _names(conversation, people),
            counts[name, "message"] or "",
            counts[name, "call"] or "",
            _when(conversation.get("last_activity_at")),
            _latest(conversation.get("last_activity", {})),
        )
        for name, conversation in documents.items()
    ]
    rows.sort(key=lambda row: row[3], reverse=True)
    columns = ("With", "Messages", "Calls", "Latest at (UTC)", "Latest")
    return _table("Conversations", columns, rows)


def calls(activities: Documents, talks: Documents, people: Documents) -> Table:
    """Return a table of every call in order of time, with what is known of it."""
    rows = [
        (
            _when(call.get("occurred_at")),
            _names(talks.get(str(call.get("conversation_id")), {}), people),
            call.get("status"),
            call.get("duration_seconds"),
            _kept(call),
            call.get("ai_summary", {}).get("text"),
        )
        for call in activities.values()
        if call.get("activity_type") == "call"
    ]
    rows.sort(key=lambda row: row[0])
    return _table("Calls", ("Began (UTC)", "With", "Status", "Seconds", "Kept", "Summary"), rows)


def failures(events: Documents) -> Table:
    """Return a table of every event that could not be processed, with the reason."""
    rows = [
        (name, event.get("event_type"), event.get("error_message"))
        for name, event in sorted(events.items())
        if not event.get("processed")
    ]
    return _table("Failed events", ("Event", "Type", "Reason"), rows)


def summary(events: Documents) -> str:
    """Return the counts of the events in one line."""
    ignored = sum(bool(event.get("ignored")) for event in events.values())
    failed = sum(not event.get("processed") for event in events.values())
    applied = len(events) - ignored - failed
    return f"{len(events)} events: {applied} processed, {ignored} only archived, {failed} failed"


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        numbers = column in ("Messages", "Calls", "Seconds")
        table.add_column(column, justify="right" if numbers else "left")
    for row in rows:
        # As Text, so that rich finds no markup in what somebody wrote.
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    return table


def _by_name(contact: Document) -> tuple[bool, str, str]:
    name = str(contact.get("name_key", ""))
    return not name, name, str(contact.get("phone_number", ""))


def _names(conversation: Document, people: Documents) -> str:
    known = (people.get(name, {}) for name in conversation.get("contact_ids", ()))
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

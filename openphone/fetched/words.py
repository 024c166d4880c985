"""What both generations of the API say of things, in the words of webhooks. Pure."""

from collections.abc import Mapping
from typing import Any

from openphone.events.envelope import Json
from openphone.fetched.item import first, given, text


def message_type(item: Json) -> str:
    """Return the type of the event that a webhook sends for a message in this state."""
    if text(item, "direction") == "incoming":
        return "message.received"
    status = text(item, "status")
    return f"message.{status if status in ('failed', 'undelivered') else 'delivered'}"


def message_status(item: Json) -> dict[str, str]:
    """Return the status of an incoming message, which every webhook calls `received`.

    The API's own words for it (`sent`, `delivered`) are those of outgoing ones.
    """
    return {"status": "received"} if item.get("direction") == "incoming" else {}


def message_time(item: Json) -> str:
    """Return the time of a message's state: an incoming one never changes once made."""
    if text(item, "direction") == "incoming":
        return first(item, "createdAt", "updatedAt")
    return first(item, "updatedAt", "createdAt")


def call_type(item: Json) -> str:
    """Return the type of the event that a webhook sends for a call in this state."""
    under_way = text(item, "status") in ("queued", "initiated", "ringing", "in-progress")
    return "call.ringing" if under_way and not item.get("completedAt") else "call.completed"


def call_time(item: Json) -> str:
    """Return the time of a call's state: nothing that events say of it changes after its end."""
    return first(item, "completedAt", "updatedAt", "answeredAt", "createdAt")


def contact_object(item: Json) -> dict[str, Any]:
    """Return an address-book entry as webhooks have it: without `defaultFields` around it."""
    inner = item.get("defaultFields")
    fields = inner if isinstance(inner, Mapping) else item
    names = ("firstName", "lastName", "company", "role", "emails", "phoneNumbers")
    return given(item, "id", "createdAt") | given(fields, *names)

"""What both generations of the API say of messages and calls, in the words of webhooks. Pure."""

from openphone.events.envelope import Json
from openphone.fetched.item import CALL, MESSAGE, Fetched, fetched, first, text


def message(item: Json, envelope: Json, data: Json) -> Fetched:
    """Return the event that a webhook sends for a message in this state, around this `data`.

    Its time is that of the state: an incoming message never changes once made.
    """
    status = text(item, "status")
    event_type = f"message.{status if status in ('failed', 'undelivered') else 'delivered'}"
    at = first(item, "updatedAt", "createdAt")
    if item.get("direction") == "incoming":
        event_type = "message.received"
        at = first(item, "createdAt", "updatedAt")
    return fetched(MESSAGE, text(item, "id"), {**envelope, "type": event_type, "data": data}, at=at)


def message_status(item: Json) -> dict[str, str]:
    """Return the status of an incoming message, which every webhook calls `received`.

    The API's own words for it (`sent`, `delivered`) are those of outgoing ones.
    """
    return {"status": "received"} if item.get("direction") == "incoming" else {}


def call(item: Json, envelope: Json, data: Json) -> Fetched:
    """Return the event that a webhook sends for a call in this state, around this `data`.

    Its time is that of the state: nothing that events say of a call changes after its end.
    """
    under_way = text(item, "status") in ("queued", "initiated", "ringing", "in-progress")
    is_over = not under_way or item.get("completedAt")
    event_type = "call.completed" if is_over else "call.ringing"
    at = first(item, "completedAt", "updatedAt", "answeredAt", "createdAt")
    return fetched(CALL, text(item, "id"), {**envelope, "type": event_type, "data": data}, at=at)

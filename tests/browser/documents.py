"""Documents as the processor writes them (docs/data-model.md), as short as a test wants them."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from tests.browser.database import Fields

Document: TypeAlias = tuple[str, Fields]

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
OURS = "+15550100001"
ANN, BEN, CARA = "+15550107001", "+15550107002", "+15550107003"


def after_noon(minutes: float) -> datetime:
    """Return a time of the day of all documents."""
    return NOON + timedelta(minutes=minutes)


def contact(number: str, name: str = "", **more: Any) -> Document:  # noqa: ANN401 - any field
    """Return a contact, with a name where one is known."""
    named = {"display_name": name, "name_key": name.casefold()} if name else {}
    return f"contacts/{number}", {"phone_number": number, **named, **more}


def conversation(
    number: str,
    minutes: float,
    text: str = "Hello",
    **last: Any,  # noqa: ANN401 - any field
) -> Document:
    """Return a conversation whose last activity is a message, unless the fields say otherwise."""
    said = {"id": "AC1", "activity_type": "message", "direction": "incoming", "preview": text}
    return f"conversations/{number}", {
        "contact_ids": [number],
        "participants": [number],
        "last_activity_at": after_noon(minutes),
        "last_activity": {**said, **last},
    }


def message(activity: str, minutes: float, text: str, number: str = ANN, **more: Any) -> Document:  # noqa: ANN401 - any field
    """Return an incoming message, unless the fields say otherwise."""
    fields = {"activity_type": "message", "direction": "incoming", "body": text}
    return _activity(activity, minutes, number, fields | more)


def call(activity: str, minutes: float, number: str = ANN, **more: Any) -> Document:  # noqa: ANN401 - any field
    """Return an incoming call, unless the fields say otherwise."""
    fields = {"activity_type": "call", "direction": "incoming"}
    return _activity(activity, minutes, number, fields | more)


def _activity(activity: str, minutes: float, number: str, fields: Fields) -> Document:
    return f"activities/{activity}", {
        "openphone_id": activity,
        "conversation_id": number,
        "from_number": number,
        "to_numbers": [OURS],
        "occurred_at": after_noon(minutes),
        **fields,
    }

"""Messages of every shape."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.histories.shapes import Shape, named
from tests.histories.worlds import OUR_NUMBERS, Pen

_TYPES = ("message.received", "message.delivered")
_CURRENT_TYPES = (*_TYPES, "message.failed", "message.undelivered")
_FILES: Sequence[dict[str, Any]] = (
    {"url": "https://media.example.com/roof.jpg?sig=1", "type": "image/jpeg"},
    {"url": "https://media.example.com/roof.jpg?sig=2"},
    {"url": "https://media.example.com/quote.pdf", "type": None},
)


def message(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return the type and the `data` of a message event."""
    event_type = pen.one(_CURRENT_TYPES if shape == "2026" else _TYPES)
    resource: dict[str, Any] = {
        "id": pen.one(pen.world.messages),
        **pen.given(status=("received", "sent", "delivered", "unavailable")),
        **pen.times("createdAt", "updatedAt", "deliveredAt"),
    }
    if pen.one(range(6)) == 0:
        # The guide's test payloads: nothing but an id and a status.
        return event_type, shape.data(pen, {"id": resource["id"], "status": "delivered"}, {})
    return event_type, _message(pen, shape, resource, pen.parties())


def greeting(pen: Pen, shape: Shape, sender: str) -> tuple[str, dict[str, Any]]:
    """Return the type and the `data` of a message from this number to one of ours."""
    resource = {"id": pen.one(pen.world.messages), **pen.times("createdAt", "updatedAt")}
    parties = {"sender": sender, "recipients": [pen.one(OUR_NUMBERS)], "direction": "incoming"}
    return "message.received", _message(pen, shape, resource, parties)


def _message(
    pen: Pen, shape: Shape, resource: dict[str, Any], parties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the `data` of a message, with what its shape carries."""
    text = pen.given(text=("hello", "on our way", "", "x" * 150, "half \ud83d"))
    media = pen.some(_FILES, 2)
    if shape == "2026":
        resource |= {**text, "media": media, **pen.given(errorCode=("30007",))}
        context = named(parties, sender="senderIdentifier", recipients="recipientIdentifiers")
        resource |= named(parties, direction="direction")
        return shape.data(pen, resource, context)
    resource |= named(parties, sender="from", direction="direction")
    if shape == "guide":
        resource |= {"to": parties["recipients"], **text, "media": [file["url"] for file in media]}
    elif shape == "v4":
        to = parties["recipients"]
        resource |= {"to": pen.one((to, ",".join(to))), **text}
    else:
        resource |= {"to": ",".join(parties["recipients"]), "media": media}
        resource |= named(text, text="body")
    return shape.data(pen, resource, {})

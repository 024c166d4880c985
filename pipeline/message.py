"""The Pub/Sub message that carries a delivery: the raw body, and the attributes written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openphone.errors import EventError
from openphone.events.envelope import Json, load, text_field
from openphone.times import parse_time, rfc3339
from pipeline.ids import event_id, is_event_id

# https://cloud.google.com/pubsub/quotas#resource_limits
MAX_VALUE_BYTES = 1024

_TEXTS = ("event_type", "api_version", "signature_scheme", "webhook_id", "traceparent")


@dataclass(frozen=True, slots=True)
class PushedMessage:
    """One message as it was pushed: the event's body, byte for byte, and the attributes.

    A text attribute that the message lacks is empty, a time of receipt that is none is None.
    """

    event_id: str
    body: bytes
    event_type: str = ""
    api_version: str = ""
    signature_scheme: str = ""
    received_at: datetime | None = None
    replay: bool = False
    webhook_id: str = ""
    traceparent: str = ""

    @classmethod
    def from_attributes(cls, body: bytes, attributes: Mapping[str, str]) -> "PushedMessage":
        """Read a message's attributes; whoever published it, it gets an event id."""
        return cls(
            event_id=_event_id(attributes.get("event_id", ""), body),
            body=body,
            received_at=_time(attributes.get("received_at", "")),
            replay=attributes.get("replay") == "1",
            **{name: attributes.get(name, "") for name in _TEXTS},
        )


def attributes(  # noqa: PLR0913 - one parameter an attribute
    event: Json,
    *,
    event_id: str,
    signature_scheme: str,
    received_at: datetime,
    webhook_id: str = "",
    traceparent: str = "",
    replay: bool = False,
) -> dict[str, str]:
    """Return the attributes for an event, as taken out of its wrapper.

    `event_type` and `api_version` may be empty; `webhook_id`, `traceparent` and `replay` are
    left out where they say nothing, and so is a value that Pub/Sub would not take.
    """
    given = {
        "event_id": event_id,
        "event_type": text_field(event, "type"),
        "api_version": text_field(event, "apiVersion"),
        "signature_scheme": signature_scheme,
        "received_at": rfc3339(received_at),
        **({"webhook_id": webhook_id} if webhook_id else {}),
        **({"traceparent": traceparent} if traceparent else {}),
        **({"replay": "1"} if replay else {}),
    }
    return {name: value for name, value in given.items() if _fits(value)}


def _event_id(given: str, body: bytes) -> str:
    """Return the given id where it can be one, else the id that the receiver would choose."""
    if is_event_id(given):
        return given
    try:
        return event_id(body, load(body))
    except EventError:
        return event_id(body, {})


def _time(text: str) -> datetime | None:
    try:
        return parse_time(text)
    except ValueError:
        return None


def _fits(value: str) -> bool:
    try:
        return len(value.encode("utf-8")) <= MAX_VALUE_BYTES
    except UnicodeEncodeError:
        return False

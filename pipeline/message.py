"""The attributes of the Pub/Sub message that carries a delivery; its data is the raw body."""

from dataclasses import dataclass
from datetime import datetime

from openphone.events.envelope import Json, text_field
from openphone.times import rfc3339

# https://cloud.google.com/pubsub/quotas#resource_limits
MAX_VALUE_BYTES = 1024


@dataclass(frozen=True, slots=True)
class PushedMessage:
    """One message as it was pushed: the event's body, byte for byte, and the attributes."""

    event_id: str
    body: bytes
    event_type: str = ""
    api_version: str = ""
    signature_scheme: str = ""
    received_at: datetime | None = None
    replay: bool = False


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
    """Give the attributes for an event, as taken out of its wrapper.

    `event_type` and `api_version` may be empty; `webhook_id`, `traceparent` and `replay` are
    there where they say something. A value that Pub/Sub would not take is left out.
    """
    always = {
        "event_id": event_id,
        "event_type": text_field(event, "type"),
        "api_version": text_field(event, "apiVersion"),
        "signature_scheme": signature_scheme,
        "received_at": rfc3339(received_at),
    }
    optional = {
        "webhook_id": webhook_id,
        "traceparent": traceparent,
        "replay": "1" if replay else "",
    }
    given = always | {name: value for name, value in optional.items() if value}
    return {name: value for name, value in given.items() if _fits(value)}


def _fits(value: str) -> bool:
    try:
        return len(value.encode("utf-8")) <= MAX_VALUE_BYTES
    except UnicodeEncodeError:
        return False

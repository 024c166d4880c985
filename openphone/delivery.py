"""The attributes of the Pub/Sub message that carries a delivery; its data is the raw body."""

from datetime import UTC, datetime

from openphone.envelope import Json, text_field

# https://cloud.google.com/pubsub/quotas#resource_limits
MAX_VALUE_BYTES = 1024


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


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339, in UTC, with milliseconds."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _fits(value: str) -> bool:
    try:
        return len(value.encode("utf-8")) <= MAX_VALUE_BYTES
    except UnicodeEncodeError:
        return False

"""The record of one event in `webhook_events`, with its exact payload. Pure."""

import gzip
import hashlib
from datetime import datetime, timedelta
from typing import Final, cast

from documents import schema
from documents.paths import EVENTS, Document, Path
from documents.values import sanitize
from pipeline.message import PushedMessage

# Room for the record's other fields below Firestore's 1 MiB a document.
PAYLOAD_BYTES = 900_000
ENCODING: Final = "gzip-parts"


def record_path(event_id: str) -> Path:
    """Return where the record of an event is."""
    return Path(EVENTS, event_id)


def record(  # noqa: PLR0913 - one parameter a field
    pushed: PushedMessage,
    *,
    now: datetime,
    keep: timedelta,
    error: str | None = None,
    activity_id: str = "",
    ignored: bool = False,
) -> tuple[schema.WebhookEvent, dict[Path, Document]]:
    """Return the record of an event, and the parts of a large payload.

    A payload that fits into the record stands in `payload` as text. A larger one, and one that is
    not UTF-8, is compressed and cut: `payload_encoding` says how, and `payload_parts` names the
    documents below the record whose `data`, joined and decompressed, is the body.
    """
    document: schema.WebhookEvent = {
        "event_id": pushed.event_id,
        "processed": error is None,
        "processed_at": now,
        "received_at": pushed.received_at or now,
        "expire_at": now + keep,
    }
    optional = {
        "event_type": sanitize(pushed.event_type),
        "api_version": sanitize(pushed.api_version),
        "signature_scheme": sanitize(pushed.signature_scheme),
        "error_message": error,
        "activity_id": activity_id,
        "ignored": ignored,
    }
    known = {name: value for name, value in optional.items() if value}
    document.update(cast(schema.WebhookEvent, known))
    text = _as_text(pushed.body)
    if text is not None:
        return {**document, "payload": text}, {}
    parts = _parts(pushed, now + keep)
    names = [path.id for path in parts]
    return {**document, "payload_encoding": ENCODING, "payload_parts": names}, parts


def is_duplicate(stored: Document | None, pushed: PushedMessage) -> bool:
    """Whether the event is settled: only a replay may replace a record, and only a failed one."""
    if stored is None:
        return False
    return bool(stored["processed"]) or not pushed.replay


def _as_text(body: bytes) -> str | None:
    if len(body) > PAYLOAD_BYTES:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _parts(pushed: PushedMessage, expire_at: datetime) -> dict[Path, Document]:
    data = gzip.compress(pushed.body, mtime=0)
    digest = hashlib.sha256(pushed.body).hexdigest()[:8]
    below = f"{EVENTS}/{pushed.event_id}/payload_parts"
    return {
        Path(below, f"{pushed.event_id}-{digest}-{start // PAYLOAD_BYTES:04}"): {
            "data": data[start : start + PAYLOAD_BYTES],
            "expire_at": expire_at,
        }
        for start in range(0, len(data), PAYLOAD_BYTES)
    }

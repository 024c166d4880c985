"""The record of one event in `webhook_events`, with its exact payload. Pure."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from processor.documents import EVENTS, Document, Path
from processor.values import storable

# Room for the record's other fields below Firestore's 1 MiB a document.
PAYLOAD_BYTES = 900_000
ENCODING = "gzip-parts"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One pushed event: its body, byte for byte, and what the message said about it."""

    event_id: str
    body: bytes
    event_type: str = ""
    api_version: str = ""
    signature_scheme: str = ""
    received_at: datetime | None = None
    replay: bool = False

    @property
    def path(self) -> Path:
        """Where the record of the event stands."""
        return Path(EVENTS, self.event_id)


def record(
    incoming: Incoming,
    *,
    now: datetime,
    keep: timedelta,
    error: str | None = None,
    **more: str | bool,
) -> tuple[Document, dict[Path, Document]]:
    """Give the record of an event, and the parts of its payload where it is a large one.

    `more` are further members, `activity_id` and `ignored`; those that say nothing stay away.

    A payload within one document stands in `payload` as text. A larger one, and one that is not
    UTF-8, is compressed and cut: `payload_encoding` says how, `payload_parts` names the
    documents below the record whose `data`, joined and decompressed, is the body.
    """
    document: Document = {
        "event_id": incoming.event_id,
        "processed": error is None,
        "processed_at": now,
        "received_at": incoming.received_at or now,
        "expire_at": now + keep,
    }
    optional = {
        "event_type": storable(incoming.event_type),
        "api_version": storable(incoming.api_version),
        "signature_scheme": storable(incoming.signature_scheme),
        "error_message": error,
        **more,
    }
    document.update({name: value for name, value in optional.items() if value})
    text = _as_text(incoming.body)
    if text is not None:
        return {**document, "payload": text}, {}
    parts = _parts(incoming, now + keep)
    names = [path.id for path in parts]
    return {**document, "payload_encoding": ENCODING, "payload_parts": names}, parts


def is_duplicate(stored: Document | None, incoming: Incoming) -> bool:
    """Tell whether the event is settled: only a replay may replace a record, and a failed one."""
    if stored is None:
        return False
    return bool(stored["processed"]) or not incoming.replay


def _as_text(body: bytes) -> str | None:
    if len(body) > PAYLOAD_BYTES:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _parts(incoming: Incoming, expire_at: datetime) -> dict[Path, Document]:
    data = gzip.compress(incoming.body, mtime=0)
    digest = hashlib.sha256(incoming.body).hexdigest()[:8]
    below = f"{EVENTS}/{incoming.event_id}/payload_parts"
    return {
        Path(below, f"{incoming.event_id}-{digest}-{start // PAYLOAD_BYTES:04}"): {
            "data": data[start : start + PAYLOAD_BYTES],
            "expire_at": expire_at,
        }
        for start in range(0, len(data), PAYLOAD_BYTES)
    }

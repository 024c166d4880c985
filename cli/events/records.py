"""What a record of `webhook_events` says, for people and for programs. Pure."""

import base64
import gzip
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cli.errors import CommandError
from documents.paths import Document
from documents.records import ENCODING
from documents.schema import WebhookEvent
from openphone.times import rfc3339

COLUMNS = ("Event", "Type", "Received (UTC)", "State", "Activity")
# All that a list needs, without the payload.
SUMMARY_FIELDS = (
    "event_id",
    "event_type",
    "api_version",
    "signature_scheme",
    "received_at",
    "processed_at",
    "expire_at",
    "processed",
    "ignored",
    "error_message",
    "activity_id",
)
_GONE = (
    "Parts of the payload are gone: they expire with the record, EVENT_TTL_DAYS after it was "
    "processed."
)


class PayloadError(CommandError):
    """A stored payload cannot be read back whole."""


@dataclass(frozen=True)
class Record:
    """One event as it is stored; `parts` are those of a large payload, in order.

    A field may be missing, whatever the schema says: other versions wrote some of the records.
    """

    id: str
    fields: WebhookEvent
    parts: tuple[bytes, ...] = ()

    @property
    def processed(self) -> bool:
        """Whether the event is settled: stored, or of a type that is only archived."""
        return self.fields.get("processed", False)

    @property
    def state(self) -> str:
        """One of `stored`, `ignored`, `failed`."""
        if not self.processed:
            return "failed"
        return "ignored" if self.fields.get("ignored") else "stored"

    @property
    def type(self) -> str:
        """The event's type; empty if it has none."""
        return self.fields.get("event_type", "")

    @property
    def reason(self) -> str:
        """Why the event failed; empty if it did not."""
        return self.fields.get("error_message", "")

    @property
    def activity_id(self) -> str:
        """The message or call of the event; empty if there is none."""
        return self.fields.get("activity_id", "")

    def payload(self) -> bytes:
        """Return the body as it was received, byte for byte.

        Raises PayloadError if parts of it are gone, or a newer version wrote it.
        """
        text = self.fields.get("payload")
        if text is not None:
            return text.encode("utf-8")
        if self.fields.get("payload_encoding") != ENCODING:
            raise PayloadError(
                "The payload is stored in a way that this version cannot read: update the "
                "command line to the version of the processor."
            )
        try:
            body = gzip.decompress(b"".join(self.parts))
        except (OSError, EOFError, zlib.error) as error:
            raise PayloadError(_GONE) from error
        if not body:  # nothing at all decompresses, too
            raise PayloadError(_GONE)
        return body


class Records(Protocol):
    """The documents in Firestore. Every method raises GoogleError."""

    def get(self, event_id: str) -> Record | None:
        """Return the record of an event with its payload, None if there is none."""

    def summaries(self, event_ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the records that exist, by event id, without their payloads."""

    def documents(
        self, collection: str, ids: Iterable[str], fields: Sequence[str] | None = None
    ) -> Mapping[str, Document]:
        """Return the documents that exist, by id, with these fields or all."""


def row(record: Record) -> tuple[str, ...]:
    """Return one line of the list, with a text for each of COLUMNS."""
    state = f"{record.state}: {record.reason}" if record.reason else record.state
    received = for_people(record.fields.get("received_at"))
    return record.id, record.type, received, state, record.activity_id


def summary(record: Record) -> dict[str, object]:
    """Return the record for JSON: its known fields without the payload, and its state."""
    fields = dict(record.fields.items())
    known = {name: plain(fields[name]) for name in SUMMARY_FIELDS if name in fields}
    return {"event_id": record.id, "state": record.state, **known}


def body_fields(body: bytes) -> dict[str, str]:
    """Return a body for JSON: `payload`, or `payload_base64` if it is not text."""
    try:
        return {"payload": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"payload_base64": base64.b64encode(body).decode()}


def plain(value: object) -> object:
    """Return a time as RFC 3339 text, every other value as it is."""
    return rfc3339(value) if isinstance(value, datetime) else value


def for_people(time: datetime | None) -> str:
    """Return a time as people read it, in UTC; empty if there is none."""
    return rfc3339(time)[:19].replace("T", " ") if time else ""

"""What a record of `webhook_events` says, for people and for programs. Pure.

The fields are those that docs/data-model.md describes.
"""

import base64
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cli.errors import CommandError
from documents.records import ENCODING
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
    """A stored payload cannot be given back whole."""


@dataclass(frozen=True)
class Record:
    """One event as it is stored; `parts` are those of a large payload, in order."""

    id: str
    fields: Mapping[str, Any]
    parts: tuple[bytes, ...] = ()

    @property
    def processed(self) -> bool:
        """Whether the event is settled: stored, or of a type that is only archived."""
        return bool(self.fields.get("processed"))

    @property
    def state(self) -> str:
        """One of `stored`, `ignored`, `failed`."""
        if not self.processed:
            return "failed"
        return "ignored" if self.fields.get("ignored") else "stored"

    @property
    def type(self) -> str:
        """The event's type; empty where it has none."""
        return str(self.fields.get("event_type", ""))

    @property
    def reason(self) -> str:
        """Why the event failed; empty where it did not."""
        return str(self.fields.get("error_message", ""))

    @property
    def activity_id(self) -> str:
        """The message or call of the event; empty where there is none."""
        return str(self.fields.get("activity_id", ""))

    @property
    def processed_at(self) -> datetime | None:
        """When the event was last processed."""
        return self.fields.get("processed_at")

    def payload(self) -> bytes:
        """Give the body as it was received, byte for byte.

        Raises PayloadError where parts of it are gone, or it was written by a newer version.
        """
        text = self.fields.get("payload")
        if isinstance(text, str):
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
        if not body:  # no part at all decompresses, too
            raise PayloadError(_GONE)
        return body


def row(record: Record) -> dict[str, str]:
    """Give one line of the list."""
    reason = f": {record.reason}" if record.reason else ""
    texts = (
        record.id,
        record.type,
        moment(record.fields.get("received_at")),
        record.state + reason,
        record.activity_id,
    )
    return dict(zip(COLUMNS, map(printable, texts), strict=True))


def summary(record: Record) -> dict[str, object]:
    """Give the record for `--json`: its known fields without the payload, and its state."""
    known = {name: record.fields[name] for name in SUMMARY_FIELDS if name in record.fields}
    return {"event_id": record.id, "state": record.state, **{k: plain(v) for k, v in known.items()}}


def body_fields(body: bytes) -> dict[str, str]:
    """Give a body for JSON: `payload`, or `payload_base64` where it is not text."""
    try:
        return {"payload": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"payload_base64": base64.b64encode(body).decode()}


def plain(value: object) -> object:
    """Write a time as RFC 3339; leave every other value alone."""
    return rfc3339(value) if isinstance(value, datetime) else value


def moment(value: object) -> str:
    """Write a time for people, in UTC; nothing where there is none."""
    return rfc3339(value)[:19].replace("T", " ") if isinstance(value, datetime) else ""


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor: types and ids are the sender's words."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

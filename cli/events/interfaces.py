"""What the commands' logic needs of Google's services; `cli.google` has it, and tests fake it.

Every method raises GoogleError.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cli.events.records import Record
from documents.paths import Document


class Records(Protocol):
    """The documents in Firestore."""

    def get(self, event_id: str) -> Record | None:
        """Return the record of an event with its payload, None if there is none."""

    def summaries(self, event_ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the records that exist, by event id, without their payloads."""

    def documents(
        self, collection: str, ids: Iterable[str], fields: Sequence[str] | None = None
    ) -> Mapping[str, Document]:
        """Return the documents that exist, by id, with these fields or all."""


class Publisher(Protocol):
    """The topic of events."""

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when the message is safe."""


@dataclass(frozen=True)
class PulledMessage:
    """A message that was pulled, and that nobody else gets before its deadline."""

    ack_id: str = field(repr=False)
    id: str
    data: bytes = field(repr=False)
    attributes: Mapping[str, str]
    published_at: datetime


class Source(Protocol):
    """A pull subscription."""

    def pull(self, most: int) -> list[PulledMessage]:
        """Return some messages, none if there are none now; nobody else gets them for a while."""

    def acknowledge(self, messages: Sequence[PulledMessage]) -> None:
        """Take messages out for good."""

    def release(self, messages: Sequence[PulledMessage]) -> None:
        """Put messages back at once."""

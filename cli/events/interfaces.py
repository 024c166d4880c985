"""What the commands' logic needs of Google's services; `cli.google` has it, and tests fake it.

Every method raises GoogleError.
"""

from collections.abc import Iterable, Mapping, Sequence
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

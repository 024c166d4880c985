"""What a plan reads through: the store on Firestore, the proofs in memory."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from documents.conversations import TimelineEntry
from documents.paths import Document, Path

Documents: TypeAlias = Mapping[Path, Document | None]


class Reader(Protocol):
    """The stored documents as one commit attempt sees them."""

    async def get(self, paths: Iterable[Path]) -> Documents:
        """Return documents by path, None for one that does not exist.

        A plan writes what it relies on, so a document seen earlier in the attempt will do.
        """

    async def get_fresh(self, paths: Iterable[Path]) -> Documents:
        """Return documents, each read now unless the attempt is going to write it.

        For documents that a plan relies on without writing them: they must be read after the ones
        that it writes.
        """

    async def edges(self, conversation_id: str, without: str) -> Sequence[TimelineEntry]:
        """Return a conversation's first and last activities, over all and by direction, unordered.

        The activity `without` is left out.
        """

"""What an instance remembers of documents, so that it need not read them for each event. Pure.

A plan may rest on what is remembered, however old that is. Almost all that it relies on is written
by its commit, and each write demands that the document is still as it was seen; where one is not,
nothing is written, and the events are planned again on what is read. Only a contact in which
nothing changes is not written: what is taken from it, that it is there and was seen early enough,
stays true. `docs/decisions/` says what this is worth.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from documents.paths import ACTIVITIES, CONTACTS, CONVERSATIONS, EVENTS, Document, Path

Value = TypeVar("Value")

# Nearly all are small; a conversation names a hundred numbers at most.
MOST_DOCUMENTS = 2_000
# No commit tells that somebody removed a contact by hand, since most do not write it.
KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class VersionedDocument:
    """A document as it was seen, None where there was none; each change gives another `version`."""

    document: Document | None
    version: Any = None


_ABSENT = VersionedDocument(None)


class DocumentCache:
    """Conversations and contacts as they were last seen, and which activities there are."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most: int = MOST_DOCUMENTS
    ) -> None:
        """Begin with nothing; `clock` gives seconds, `most` is how many of both are kept."""
        self._clock, self._most = clock, most
        self._documents: OrderedDict[Path, tuple[VersionedDocument, float]] = OrderedDict()
        # They may be large, and few change often: it is enough to know that they must be read.
        self._activities: OrderedDict[Path, None] = OrderedDict()

    def recall(self, paths: Iterable[Path]) -> dict[Path, VersionedDocument] | None:
        """Give all these documents as they were last seen, or None where one has to be read.

        The record of an event, and an activity that nothing is known of, are taken for new: most
        events come once, and most of those that come in numbers are messages.
        """
        recalled = {}
        for path in paths:
            if (seen := self._recall(path)) is None:
                return None
            recalled[path] = seen
        return recalled

    def keep(self, path: Path, seen: VersionedDocument) -> None:
        """Remember a document that is there, if it is of those that are worth it."""
        if path.collection == ACTIVITIES:
            self._put(self._activities, path, None)
        elif path.collection in (CONVERSATIONS, CONTACTS):
            self._put(self._documents, path, (seen, self._clock()))

    def notice(self, path: Path, seen: VersionedDocument) -> None:
        """Take note of a document that was read: where it changed meanwhile, forget them all.

        Then somebody else writes too, and the other documents are as likely old.
        """
        before = self._documents.get(path)
        if before is not None and before[0].version != seen.version:
            self._documents.clear()

    def _recall(self, path: Path) -> VersionedDocument | None:
        if path.collection == EVENTS:
            return _ABSENT
        if path.collection == ACTIVITIES:
            return None if path in self._activities else _ABSENT
        seen, since = self._documents.get(path, (None, 0.0))
        return seen if self._clock() - since < KEPT_SECONDS else None

    def _put(self, kept: OrderedDict[Path, Value], path: Path, value: Value) -> None:
        kept[path] = value
        kept.move_to_end(path)
        if len(kept) > self._most:
            kept.popitem(last=False)

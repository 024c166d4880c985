"""Documents that an instance has seen, so that it need not read them for each event. Pure.

A plan may rest on a cached document, however old. Almost everything that it relies on is written by
its commit, and each write demands that the document has not changed since it was seen; if one has,
nothing is written, and the events are planned again on what is read. The exception is a contact in
which nothing changes: what the plan takes from it, that it exists and was seen early enough, stays
true. `docs/decisions/0007-plans-on-what-is-remembered.md` says what this is worth.
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
# When somebody removes a contact by hand, no commit notices, since most do not write it.
LIFETIME_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class VersionedDocument:
    """A document as it was seen, None if it did not exist; each change gives a new `version`."""

    document: Document | None
    version: Any = None


_ABSENT = VersionedDocument(None)


class DocumentCache:
    """Conversations and contacts as they were last seen, and which activities exist."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, most: int = MOST_DOCUMENTS
    ) -> None:
        """Begin empty; `clock` returns seconds, `most` is how many of both are kept, 0 for none."""
        self._clock, self._most = clock, most
        self._documents: OrderedDict[Path, tuple[VersionedDocument, float]] = OrderedDict()
        # They may be large, and few change often: it is enough to know that they must be read.
        self._activities: OrderedDict[Path, None] = OrderedDict()

    def recall(self, paths: Iterable[Path]) -> dict[Path, VersionedDocument] | None:
        """Return all these documents as they were last seen, or None when one has to be read.

        The record of an event, and an activity never seen, are assumed to be new: most events come
        once, and most of those that come in numbers are messages.
        """
        recalled = {}
        for path in paths:
            if (seen := self._recall(path)) is None:
                return None
            recalled[path] = seen
        return recalled

    def keep(self, path: Path, seen: VersionedDocument) -> None:
        """Keep a document that exists, if it is of a collection that is cached."""
        if path.collection == ACTIVITIES:
            self._put(self._activities, path, None)
        elif path.collection in (CONVERSATIONS, CONTACTS):
            self._put(self._documents, path, (seen, self._clock()))

    def notice(self, path: Path, seen: VersionedDocument) -> None:
        """Take note of a document that was read: if it has changed, forget all documents.

        Somebody else writes too, then, and the others are as likely outdated.
        """
        before = self._documents.get(path)
        if before is not None and before[0].version != seen.version:
            self._documents.clear()

    def _recall(self, path: Path) -> VersionedDocument | None:
        if not self._most:
            return None
        if path.collection == EVENTS:
            return _ABSENT
        if path.collection == ACTIVITIES:
            return None if path in self._activities else _ABSENT
        seen, since = self._documents.get(path, (None, 0.0))
        return seen if self._clock() - since < LIFETIME_SECONDS else None

    def _put(self, kept: OrderedDict[Path, Value], path: Path, value: Value) -> None:
        kept[path] = value
        kept.move_to_end(path)
        if len(kept) > self._most:
            kept.popitem(last=False)

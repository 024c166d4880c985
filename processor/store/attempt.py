"""One commit attempt: what it read, what its plans change, and the commit of all of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from documents.conversations import TimelineEntry
from documents.paths import Document, Path
from documents.values import same_value
from processor.planning.changes import Plan
from processor.planning.reader import Documents
from processor.store import wire
from processor.store.cache import DocumentCache, VersionedDocument
from processor.store.database import Database, refusals


class UnsettledError(Exception):
    """A query would not see what is planned but not yet committed."""


class CommitAttempt:
    """The documents as they were read, with the plans of this attempt laid over them.

    A plan reads through it: it is the `Reader` of `processor.planning`.
    """

    def __init__(self, database: Database, cache: DocumentCache) -> None:
        """Begin with nothing read and nothing planned; what is committed goes into the cache."""
        self._database, self._cache = database, cache
        self._read: dict[Path, VersionedDocument] = {}
        # Those that were read or written, and not taken from the cache.
        self._fresh: set[Path] = set()
        self._planned: dict[Path, Document] = {}
        self._removed: set[Path] = set()

    def recall(self, paths: Iterable[Path]) -> bool:
        """Take documents from the cache; return False, taking none, when one must be read."""
        recalled = self._cache.recall(paths)
        self._read.update(recalled or {})
        return recalled is not None

    async def get(self, paths: Iterable[Path]) -> Documents:
        """Return documents, reading in one request those that the attempt has not."""
        return await self._get(paths, self._read)

    async def get_fresh(self, paths: Iterable[Path]) -> Documents:
        """Return documents, reading in one request all that the attempt is not going to write."""
        return await self._get(paths, self._planned)

    async def edges(self, conversation_id: str, without: str) -> Sequence[TimelineEntry]:
        """Return a conversation's first and last activities but one.

        Raises UnsettledError after something was planned.
        """
        if self._planned:
            raise UnsettledError
        found = await self._database.edges(conversation_id)
        return [entry for entry in found if entry.id != without]

    def add(self, plan: Plan) -> None:
        """Lay a plan over what was read."""
        self._planned.update({change.path: change.after for change in plan.changes})
        self._removed.update(plan.removals)

    async def commit(self) -> None:
        """Write all that was planned at once, provided that nothing changed since it was read.

        Raises RefusedError, and the client's exceptions for a document that has changed.
        """
        with refusals():
            writes = dict(self._writes())
        if writes:
            versions = await self._database.commit(writes.values())
            for path, version in zip(writes, versions, strict=True):
                self._read[path] = VersionedDocument(self._planned.get(path), version)
            self._fresh.update(writes)
        for path in self._fresh:
            if self._read[path].document is not None:
                self._cache.keep(path, self._read[path])

    async def _get(self, paths: Iterable[Path], there: Mapping[Path, object]) -> Documents:
        wanted = set(paths)
        if missing := wanted - there.keys():
            for path, found in (await self._database.get(missing)).items():
                self._read[path] = found
                self._cache.notice(path, found)
                self._fresh.add(path)
        return {path: self._known(path) for path in wanted}

    def _known(self, path: Path) -> Document | None:
        return self._planned[path] if path in self._planned else self._read[path].document

    def _writes(self) -> Iterator[tuple[Path, wire.Message]]:
        for path, after in self._planned.items():
            name, before = self._database.resource(path), self._read[path].document
            if before is None:
                yield path, wire.create(name, after)
                continue
            changed = {
                field: value
                for field, value in after.items()
                if field not in before or not same_value(before[field], value)
            }
            removed = before.keys() - after.keys()
            if changed or removed:
                yield path, wire.update(name, changed, removed, self._read[path].version)
        for path in self._removed:
            yield path, wire.delete(self._database.resource(path))

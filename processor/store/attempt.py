"""One attempt to store events: what it saw, what it would change, and the commit of both."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from google.api_core import exceptions
from google.cloud.firestore_v1 import AsyncClient, AsyncDocumentReference
from google.cloud.firestore_v1.types import firestore

from documents.conversations import TimelineEntry
from documents.paths import Document, Path
from documents.values import same
from processor.planning.changes import Edges, Get, Known, Plan, Planning
from processor.store import wire
from processor.store.cache import DocumentCache, VersionedDocument
from processor.store.queries import edge_queries

RPC_SECONDS = 10.0

_BatchGet: wire.Message = firestore.BatchGetDocumentsRequest.pb()
_Commit: wire.Message = firestore.CommitRequest.pb()

# What no repetition mends: Firestore's own refusal, and the client's for what it cannot encode.
_REFUSALS = (exceptions.InvalidArgument, TypeError, ValueError)


class UnsettledError(Exception):
    """A query would not see what is planned but not yet committed."""


class RefusedError(Exception):
    """Firestore never takes what was planned."""


class CommitAttempt:
    """The documents as they were seen, with the plans of this attempt laid over them."""

    def __init__(self, client: AsyncClient, remembered: DocumentCache) -> None:
        """Begin with nothing seen and nothing planned; what is committed will be remembered."""
        self._client, self._remembered = client, remembered
        # The client's own connection: it gives no other way to send a request as it is.
        self._api = client._firestore_api  # noqa: SLF001
        self._metadata = client._rpc_metadata  # noqa: SLF001
        self._database = client._database_string  # noqa: SLF001
        self._seen: dict[Path, VersionedDocument] = {}
        # Those of them that are news: read or written, and not recalled.
        self._news: set[Path] = set()
        self._planned: dict[Path, Document] = {}
        self._removed: set[Path] = set()

    def recall(self, paths: Iterable[Path]) -> bool:
        """Take documents from memory. Gives False, and takes none, where one has to be read."""
        recalled = self._remembered.recall(paths)
        self._seen.update(recalled or {})
        return recalled is not None

    async def fetch(self, paths: Iterable[Path], *, fresh: bool = False) -> None:
        """Read documents in one request: all but those that were seen, or are to be written."""
        there = self._planned if fresh else self._seen
        missing = {path for path in paths if path not in there}
        if not missing:
            return
        by_name = {self._name(path): path for path in missing}
        request = firestore.BatchGetDocumentsRequest.wrap(
            _BatchGet(database=self._database, documents=list(by_name))
        )
        answers = await self._api.batch_get_documents(
            request, retry=None, timeout=RPC_SECONDS, metadata=self._metadata
        )
        async for wrapped in answers:
            answer = firestore.BatchGetDocumentsResponse.pb(wrapped)
            found = answer.found
            path = by_name[found.name or answer.missing]
            document = wire.decode(found.fields) if found.name else None
            seen = self._seen[path] = VersionedDocument(document, found.update_time)
            self._remembered.notice(path, seen)
            self._news.add(path)

    async def drive(self, planning: Planning, need: Get | Edges) -> Plan:
        """Give a planning what it needs, from its first need on, and lay its plan over the rest.

        Raises UnsettledError where it needs a query after something was planned.
        """
        try:
            while True:
                need = planning.send(await self._answer(need))
        except StopIteration as stop:
            planned: Plan = stop.value
        for change in planned.changes:
            self._planned[change.path] = change.after
        self._removed.update(planned.removals)
        return planned

    async def write_parts(self, parts: Mapping[Path, Document]) -> None:
        """Write documents that mean nothing until a commit names them. Raises RefusedError."""
        for path, part in parts.items():
            with _refusals():
                await reference(self._client, path).set(part, retry=None, timeout=RPC_SECONDS)

    async def commit(self) -> None:
        """Write all that was planned at once, provided that nothing changed since it was seen.

        Raises RefusedError, and the client's exceptions for what is not as it was seen.
        """
        with _refusals():
            if writes := dict(self._writes()):
                await self._commit(writes)
        for path in self._news:
            if self._seen[path].document is not None:
                self._remembered.keep(path, self._seen[path])

    async def _commit(self, writes: Mapping[Path, wire.Message]) -> None:
        request = firestore.CommitRequest.wrap(
            _Commit(database=self._database, writes=writes.values())
        )
        answer = await self._api.commit(
            request, retry=None, timeout=RPC_SECONDS, metadata=self._metadata
        )
        results = firestore.CommitResponse.pb(answer).write_results
        for path, result in zip(writes, results, strict=True):
            self._seen[path] = VersionedDocument(self._planned.get(path), result.update_time)
        self._news.update(writes)

    def _writes(self) -> Iterator[tuple[Path, wire.Message]]:
        for path, after in self._planned.items():
            seen = self._seen[path]
            before = seen.document
            if before is None:
                yield path, wire.create(self._name(path), after)
                continue
            changed = {
                name: value
                for name, value in after.items()
                if name not in before or not same(before[name], value)
            }
            removed = before.keys() - after.keys()
            if changed or removed:
                yield path, wire.update(self._name(path), changed, removed, seen.version)
        for path in self._removed:
            yield path, wire.delete(self._name(path))

    def _name(self, path: Path) -> str:
        return f"{self._database}/documents/{path.collection}/{path.id}"

    async def _answer(self, need: Get | Edges) -> Known | Sequence[TimelineEntry]:
        if isinstance(need, Get):
            await self.fetch(need.paths, fresh=need.fresh)
            return {path: self._known(path) for path in need.paths}
        if self._planned:
            raise UnsettledError
        return await self._edges(need)

    def _known(self, path: Path) -> Document | None:
        return self._planned[path] if path in self._planned else self._seen[path].document

    async def _edges(self, need: Edges) -> Sequence[TimelineEntry]:
        queries = edge_queries(self._client, need.conversation)
        found = await asyncio.gather(
            *(query.get(retry=None, timeout=RPC_SECONDS) for query in queries)
        )
        return [
            TimelineEntry(snapshot.id, snapshot.get("occurred_at"), snapshot.to_dict() or {})
            for snapshots in found
            for snapshot in snapshots
            if snapshot.id != need.without
        ]


def reference(client: AsyncClient, path: Path) -> AsyncDocumentReference:
    """Give the client's name for the place of a document."""
    return client.collection(path.collection).document(path.id)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except _REFUSALS as error:
        raise RefusedError from error

"""One attempt to store events: what it read, what it would change, and the commit of both."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from google.api_core import exceptions
from google.cloud.firestore_v1 import AsyncClient, AsyncDocumentReference
from google.cloud.firestore_v1.async_query import AsyncQuery
from google.cloud.firestore_v1.base_query import BaseQuery, FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath
from google.cloud.firestore_v1.types import firestore

from processor import wire
from processor.changes import Edges, Get, Known, Plan, Planning
from processor.conversations import EDGE_FIELDS, Linked
from processor.documents import ACTIVITIES, Document, Path
from processor.values import same

RPC_SECONDS = 10.0

_BatchGet: wire.Message = firestore.BatchGetDocumentsRequest.pb()
_Commit: wire.Message = firestore.CommitRequest.pb()

# What no repetition mends: Firestore's own refusal, and the client's for what it cannot encode.
_REFUSALS = (exceptions.InvalidArgument, TypeError, ValueError)


class UnsettledError(Exception):
    """A query would not see what is planned but not yet committed."""


class RefusedError(Exception):
    """Firestore never takes what was planned."""


class Snapshot:
    """The documents as they were read, with the plans of this attempt laid over them."""

    def __init__(self, client: AsyncClient) -> None:
        """Begin with nothing read and nothing planned."""
        self._client = client
        # The client's own connection: it gives no other way to send a request as it is.
        self._api = client._firestore_api  # noqa: SLF001
        self._metadata = client._rpc_metadata  # noqa: SLF001
        self._database = client._database_string  # noqa: SLF001
        self._read: dict[Path, Document | None] = {}
        self._changed_at: dict[Path, Any] = {}
        self._planned: dict[Path, Document] = {}
        self._removed: set[Path] = set()

    async def fetch(self, paths: Iterable[Path], *, fresh: bool = False) -> None:
        """Read documents in one request: all but those that were read, or are to be written."""
        there = self._planned if fresh else self._read
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
            self._read[path] = wire.decode(found.fields) if found.name else None
            self._changed_at[path] = found.update_time

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
        """Write all that was planned at once, provided that nothing changed since it was read.

        Raises RefusedError, and the client's exceptions for what is not as it was read.
        """
        with _refusals():
            if not (writes := list(self._writes())):
                return
            request = firestore.CommitRequest.wrap(_Commit(database=self._database, writes=writes))
            await self._api.commit(
                request, retry=None, timeout=RPC_SECONDS, metadata=self._metadata
            )

    def _writes(self) -> Iterator[wire.Message]:
        for path, after in self._planned.items():
            before = self._read[path]
            if before is None:
                yield wire.create(self._name(path), after)
                continue
            changed = {
                name: value
                for name, value in after.items()
                if name not in before or not same(before[name], value)
            }
            removed = before.keys() - after.keys()
            if changed or removed:
                yield wire.update(self._name(path), changed, removed, self._changed_at[path])
        for path in self._removed:
            yield wire.delete(self._name(path))

    def _name(self, path: Path) -> str:
        return f"{self._database}/documents/{path.collection}/{path.id}"

    async def _answer(self, need: Get | Edges) -> Known | Sequence[Linked]:
        if isinstance(need, Get):
            await self.fetch(need.paths, fresh=need.fresh)
            return {path: self._planned.get(path, self._read[path]) for path in need.paths}
        if self._planned:
            raise UnsettledError
        return await self._edges(need)

    async def _edges(self, need: Edges) -> Sequence[Linked]:
        queries = edge_queries(self._client, need.conversation)
        found = await asyncio.gather(
            *(query.get(retry=None, timeout=RPC_SECONDS) for query in queries)
        )
        return [
            Linked(snapshot.id, snapshot.get("occurred_at"), snapshot.to_dict() or {})
            for snapshots in found
            for snapshot in snapshots
            if snapshot.id != need.without
        ]


def edge_queries(client: AsyncClient, conversation: str) -> Iterable[AsyncQuery]:
    """Give the queries for the first and last activities of a conversation.

    Two of each, since one may be the activity that is being changed. They need the composite
    indexes (conversation_id, occurred_at) and (conversation_id, direction, occurred_at).
    """
    linked = client.collection(ACTIVITIES).where(
        filter=FieldFilter("conversation_id", "==", conversation)
    )
    yield _two(linked, BaseQuery.ASCENDING)
    yield _two(linked, BaseQuery.DESCENDING)
    for direction in ("incoming", "outgoing"):
        directed = linked.where(filter=FieldFilter("direction", "==", direction))
        yield _two(directed, BaseQuery.DESCENDING)


def reference(client: AsyncClient, path: Path) -> AsyncDocumentReference:
    """Give the client's name for the place of a document."""
    return client.collection(path.collection).document(path.id)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except _REFUSALS as error:
        raise RefusedError from error


def _two(query: AsyncQuery, direction: str) -> AsyncQuery:
    ordered = query.order_by("occurred_at", direction=direction)
    ordered = ordered.order_by(FieldPath.document_id(), direction=direction)
    return ordered.limit(2).select(EDGE_FIELDS)

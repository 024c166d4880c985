"""Firestore: reads what planning an event needs and commits what it gives. Nobody else knows it.

Reads happen outside of any transaction, and one commit carries a precondition for every
document in it: it must not be there yet, or not have changed since it was read. A commit that
loses is planned again. Transactions that lock what they read collapse on a busy conversation;
see `docs/decisions/`.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from google.api_core import exceptions
from google.cloud.firestore_v1 import AsyncClient, AsyncDocumentReference
from google.cloud.firestore_v1.async_query import AsyncQuery
from google.cloud.firestore_v1.base_query import BaseQuery, FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath
from google.cloud.firestore_v1.transforms import DELETE_FIELD

from processor.changes import Change, Edges, Get, Known, Plan, Planning
from processor.conversations import EDGE_FIELDS, Linked
from processor.documents import ACTIVITIES, Document, Path
from processor.plan import Job, fail, plan
from processor.transcripts import part_ids
from processor.turns import Turns

# Pub/Sub waits as long as the acknowledgement deadline of the subscription, 60 s.
BUDGET_SECONDS = 25.0
RPC_SECONDS = 10.0
_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 1.0
# What Firestore answers when a document is not as it was read, or is being written.
_LOST = (
    exceptions.Aborted,
    exceptions.AlreadyExists,
    exceptions.FailedPrecondition,
    exceptions.NotFound,
)
_REFUSED = "Firestore refuses the documents of this event"


class StoreError(Exception):
    """Nothing was stored, and trying again later may help."""


class Store:
    """Applies events to the documents, each in one atomic commit."""

    def __init__(
        self,
        client: AsyncClient,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        budget_seconds: float = BUDGET_SECONDS,
    ) -> None:
        """Take the client; `clock` gives the time of day, with its zone."""
        self._client, self._clock, self._budget = client, clock, budget_seconds
        self._turns = Turns()

    async def apply(self, job: Job) -> Plan:
        """Store what an event changes and give the plan that was carried out.

        Raises StoreError when Firestore does not answer, or others keep winning.
        """
        async with self._turns.take(job.conversation_path or job.activity_path):
            try:
                async with asyncio.timeout(self._budget):
                    return await self._apply(job)
            except TimeoutError as error:
                raise StoreError("contention outlasted the retries") from error
            except exceptions.GoogleAPICallError as error:
                raise StoreError("Firestore did not answer") from error

    async def _apply(self, job: Job) -> Plan:
        written: set[Path] = set()
        pause = _PAUSE_SECONDS
        refused = False
        while True:
            now = self._clock()
            attempt = _Attempt(self._client)
            planned = await attempt.drive(fail(job, now, _REFUSED) if refused else plan(job, now))
            try:
                await attempt.commit(planned, written)
            except _LOST:
                await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            except exceptions.InvalidArgument:
                if refused:
                    raise
                refused = True
            else:
                await self._sweep(job, planned, written)
                return planned

    async def _sweep(self, job: Job, planned: Plan, written: set[Path]) -> None:
        """Remove the parts of a transcript that an attempt wrote and nothing names."""
        strays = {path for path in written & set(job.parts) if path not in planned.parts}
        if not strays or job.activity_path is None:
            return
        snapshot = await _reference(self._client, job.activity_path).get(timeout=RPC_SECONDS)
        named = part_ids(snapshot.to_dict() if snapshot.exists else None)
        for path in strays:
            if path.id not in named:
                await _reference(self._client, path).delete(timeout=RPC_SECONDS)


class _Attempt:
    """One try: what it read, when that was last changed, and the commit that relies on it."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._changed_at: dict[Path, Any] = {}

    async def drive(self, planning: Planning) -> Plan:
        try:
            need = next(planning)
            while True:
                need = planning.send(await self._answer(need))
        except StopIteration as stop:
            planned: Plan = stop.value
            return planned

    async def commit(self, planned: Plan, written: set[Path]) -> None:
        changes = [change for change in planned.changes if change.before != change.after]
        if not changes:
            return
        for path in planned.parts.keys() - written:
            await _reference(self._client, path).set(
                planned.parts[path], retry=None, timeout=RPC_SECONDS
            )
            written.add(path)
        batch = self._client.batch()
        for change in changes:
            self._add(batch, change)
        for path in planned.removals:
            batch.delete(_reference(self._client, path))
        await batch.commit(retry=None, timeout=RPC_SECONDS)

    def _add(self, batch: Any, change: Change) -> None:  # noqa: ANN401 - the client is untyped
        reference = _reference(self._client, change.path)
        if change.before is None:
            batch.create(reference, change.after)
            return
        seen = self._client.write_option(last_update_time=self._changed_at[change.path])
        batch.update(reference, _difference(change.before, change.after), option=seen)

    async def _answer(self, need: Get | Edges) -> Known | Sequence[Linked]:
        return await (self._get(need) if isinstance(need, Get) else self._edges(need))

    async def _get(self, need: Get) -> Known:
        paths = {_reference(self._client, path).path: path for path in need.paths}
        known: dict[Path, Document | None] = {}
        references = [_reference(self._client, path) for path in need.paths]
        if not references:
            return known
        found: AsyncIterator[Any] = self._client.get_all(
            references, retry=None, timeout=RPC_SECONDS
        )
        async for snapshot in found:
            path = paths[snapshot.reference.path]
            known[path] = snapshot.to_dict() if snapshot.exists else None
            self._changed_at[path] = snapshot.update_time
        return known

    async def _edges(self, need: Edges) -> Sequence[Linked]:
        queries = edge_queries(self._client, need.conversation)
        found = await asyncio.gather(*(self._linked(query, need) for query in queries))
        return [activity for activities in found for activity in activities]

    async def _linked(self, query: AsyncQuery, need: Edges) -> list[Linked]:
        snapshots = await query.get(retry=None, timeout=RPC_SECONDS)
        return [
            Linked(snapshot.id, snapshot.get("occurred_at"), snapshot.to_dict() or {})
            for snapshot in snapshots
            if snapshot.id != need.without
        ]


def connect(project: str, database: str) -> AsyncClient:
    """Make a client; `FIRESTORE_EMULATOR_HOST` in the environment leads it to an emulator."""
    return AsyncClient(project=project, database=database)


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


def _two(query: AsyncQuery, direction: str) -> AsyncQuery:
    ordered = query.order_by("occurred_at", direction=direction)
    ordered = ordered.order_by(FieldPath.document_id(), direction=direction)
    return ordered.limit(2).select(EDGE_FIELDS)


def _reference(client: AsyncClient, path: Path) -> AsyncDocumentReference:
    return client.collection(path.collection).document(path.id)


def _difference(before: Document, after: Document) -> Document:
    changed = {
        name: value for name, value in after.items() if name not in before or before[name] != value
    }
    return changed | dict.fromkeys(before.keys() - after.keys(), DELETE_FIELD)

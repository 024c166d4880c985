"""Stores on the Firestore emulator, in an empty database for each test."""

import asyncio
import itertools
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import pytest
from google.cloud import firestore

from documents.paths import MERGE, Document, Path
from pipeline.message import PushedMessage
from processor.planning.changes import Change, Plan
from processor.planning.job import Job
from processor.planning.plan import plan as real_plan
from processor.planning.reader import Reader
from processor.store.database import Database as Firestore
from processor.store.store import Store
from tests.builders import job
from tests.processor.memory import NOW, Memory

Result = TypeVar("Result")


class Database:
    """An empty database, to which stores apply events while others change it."""

    def __init__(self) -> None:
        """Use a project of its own; the environment names the emulator."""
        self.project = f"demo-{uuid.uuid4().hex[:20]}"
        self.attempts = 0
        self._client = firestore.Client(project=self.project)

    def run(
        self,
        work: Callable[[list[Store]], Awaitable[Result]],
        *,
        stores: int = 1,
        **settings: Any,  # noqa: ANN401 - the store's
    ) -> Result:
        """Do some work with stores that share nothing, like those of separate processes."""

        async def inside() -> Result:
            return await work([self.store(**settings) for _ in range(stores)])

        return asyncio.run(inside())

    def apply(self, *events: PushedMessage, **settings: Any) -> list[Plan]:  # noqa: ANN401
        """Apply events one after the other."""

        async def work(stores: list[Store]) -> list[Plan]:
            return [await stores[0].apply(job(event)) for event in events]

        return self.run(work, **settings)

    def apply_at_once(
        self,
        *events: PushedMessage,
        stores: int = 1,
        **settings: Any,  # noqa: ANN401 - the store's
    ) -> list[Plan]:
        """Apply events concurrently, spread over several stores in turn."""

        async def work(several: list[Store]) -> list[Plan]:
            turns = zip(events, itertools.cycle(several), strict=False)
            return await asyncio.gather(*(store.apply(job(event)) for event, store in turns))

        return self.run(work, stores=stores, **settings)

    def documents(self) -> dict[Path, Document]:
        """Return every document, those in subcollections too."""

        async def read() -> dict[Path, Document]:
            client = firestore.AsyncClient(project=self.project)
            found = [pair async for pair in _documents(client.collections())]
            return dict(found)

        return asyncio.run(read())

    def document(self, path: str) -> Document | None:
        """Return one document, or None."""
        fields: Document | None = self._client.document(path).get().to_dict()
        return fields

    def names(self, collection: str) -> list[str]:
        """Return the ids of a collection's documents; works inside a running event loop too."""
        return [found.id for found in self._client.collection(collection).list_documents()]

    def put(self, documents: dict[Path, Document]) -> None:
        """Write documents as they are, replacing whatever exists."""
        for path, fields in documents.items():
            self._client.collection(path.collection).document(path.id).set(dict(fields))

    def put_at_once(self, documents: dict[Path, Document]) -> None:
        """Write many new documents, several hundred per request."""
        left = iter(documents.items())
        while some := list(itertools.islice(left, 400)):
            batch = self._client.batch()
            for path, fields in some:
                batch.set(self._client.collection(path.collection).document(path.id), dict(fields))
            batch.commit()

    def delete(self, path: str) -> None:
        """Delete a document."""
        self._client.document(path).delete()

    def store(self, **settings: Any) -> Store:  # noqa: ANN401 - the store's
        """Return a store; call it inside a running event loop."""
        database = Firestore(self.project, "(default)", os.environ["FIRESTORE_EMULATOR_HOST"])
        return Store(database, clock=self._clock, **settings)

    def _clock(self) -> datetime:
        self.attempts += 1  # each attempt asks once
        return NOW


def meanwhile(monkeypatch: pytest.MonkeyPatch, acts: Iterable[Callable[[], None]]) -> None:
    """Perform one of the acts in each attempt, after its reads and before its commit."""
    left = iter(acts)

    async def plan(job: Job, reader: Reader, now: datetime) -> Plan:
        planned = await real_plan(job, reader, now)
        next(left, lambda: None)()
        return planned

    monkeypatch.setattr("processor.store.store.plan", plan)


def spoil(monkeypatch: pytest.MonkeyPatch, event_id: str, value: object) -> None:
    """Add a field of this value to the activity when this event is planned."""

    async def plan(job: Job, reader: Reader, now: datetime) -> Plan:
        planned = await real_plan(job, reader, now)
        if job.pushed.event_id != event_id:
            return planned
        changes = tuple(_spoilt(change, value) for change in planned.changes)
        return Plan(planned.outcome, changes, planned.removals, planned.parts)

    monkeypatch.setattr("processor.store.store.plan", plan)


def after(*events: PushedMessage) -> Memory:
    """Return what the events leave in memory, applied one after the other."""
    memory = Memory()
    for event in events:
        memory.apply(job(event))
    return memory


def without_bookkeeping(documents: dict[Path, Document]) -> dict[Path, Document]:
    """Return the documents without what only the merge itself relies on."""
    return {
        path: {name: value for name, value in fields.items() if name != MERGE}
        for path, fields in documents.items()
    }


def _spoilt(change: Change, value: object) -> Change:
    if change.path.collection != "activities":
        return change
    return Change(change.path, change.before, {**change.after, "spoilt": value})


async def _documents(collections: Any) -> AsyncIterator[tuple[Path, Document]]:  # noqa: ANN401 - the client is untyped
    async for collection in collections:
        path = "/".join(collection._path)  # noqa: SLF001 - there is no other way to it
        async for found in collection.stream():
            yield Path(path, found.id), found.to_dict() or {}
            async for pair in _documents(found.reference.collections()):
                yield pair

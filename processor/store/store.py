"""Firestore: reads what planning events needs, commits what it gives, tries again when it lost.

Reads happen outside of any transaction, and a commit carries a precondition for every document
in it: it must not be there yet, or not have changed since it was read. Events that wait together
share a commit; each is in it with all that it changes. What an earlier commit wrote need not be
read at all. See `docs/decisions/` for why.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from google.api_core import exceptions
from google.cloud.firestore_v1 import AsyncClient

from documents.paths import Path
from documents.transcripts import part_ids
from processor.planning.changes import Edges, Get, Plan, Planning
from processor.planning.job import Job
from processor.planning.plan import fail, plan
from processor.store.attempt import (
    RPC_SECONDS,
    CommitAttempt,
    RefusedError,
    UnsettledError,
    reference,
)
from processor.store.batcher import Batcher
from processor.store.cache import DocumentCache

# Pub/Sub waits as long as the acknowledgement deadline of the subscription, 60 s.
BUDGET_SECONDS = 25.0
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


@dataclass(slots=True, eq=False)
class _Pending:
    """A job on its way: the parts that its attempts wrote, and whether Firestore refused it."""

    job: Job
    written: set[Path] = field(default_factory=set)
    refused: bool = False

    @property
    def keys(self) -> list[Path]:
        """What must not be in two commits at once, the most contended first."""
        job = self.job
        paths = (job.conversation_path, job.activity_path, job.record_path)
        return [path for path in paths if path is not None]


# An exception is the answer to the one event that raised it.
_Plans = dict[_Pending, Plan | Exception]
# The planning of each event with the first that it needs.
_Begun = Mapping[_Pending, tuple[Planning, Get | Edges]]


class Store:
    """Applies events to the documents, each whole in one atomic commit."""

    def __init__(
        self,
        client: AsyncClient,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        budget_seconds: float = BUDGET_SECONDS,
    ) -> None:
        """Take the client; `clock` gives the time of day, with its zone."""
        self._client, self._clock, self._budget = client, clock, budget_seconds
        self._remembered = DocumentCache()
        self._groups: Batcher[_Pending, Plan] = Batcher(self._settle)

    async def apply(self, job: Job) -> Plan:
        """Store what an event changes and give the plan that was carried out.

        Raises StoreError when Firestore does not answer, or others keep winning.
        """
        pending = _Pending(job)
        try:
            async with asyncio.timeout(self._budget):
                return await self._groups.submit(pending, pending.keys, len(job.pushed.body))
        except TimeoutError as error:
            raise StoreError("contention outlasted the retries") from error
        except exceptions.GoogleAPICallError as error:
            raise StoreError("Firestore did not answer") from error

    async def _settle(self, group: Sequence[_Pending]) -> _Plans:
        async with asyncio.timeout(self._budget):
            plans = await self._persist(group)
            for pending, planned in plans.items():
                if isinstance(planned, Plan):
                    await self._sweep(pending, planned)
            return plans

    async def _persist(self, group: Sequence[_Pending]) -> _Plans:
        """Store events together; what does not work together is tried in smaller groups."""
        plans: _Plans = {}
        pause = _PAUSE_SECONDS
        while rest := [pending for pending in group if pending not in plans]:
            try:
                plans |= await self._attempt(rest)
            except _LOST:
                if len(smaller := _by_conversation(rest)) > 1:
                    return plans | await self._persist_each(smaller)
                await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            except exceptions.GoogleAPICallError as error:
                return plans | dict.fromkeys(rest, error)
            except Exception as error:  # noqa: BLE001 - it must not be the neighbours' fate
                if len(rest) > 1:
                    return plans | await self._persist_each([[pending] for pending in rest])
                if not isinstance(error, RefusedError) or rest[0].refused:
                    return plans | {rest[0]: error}
                rest[0].refused = True
        return plans

    async def _persist_each(self, groups: Collection[Sequence[_Pending]]) -> _Plans:
        plans: _Plans = {}
        for some in await asyncio.gather(*map(self._persist, groups)):
            plans |= some
        return plans

    async def _attempt(self, group: Sequence[_Pending]) -> dict[_Pending, Plan]:
        """Plan and commit once; what needs a query after others were planned is left out.

        What is remembered of the documents spares reading them, unless it turns out to be old.
        """
        now = self._clock()
        snapshot, begun = self._begin(group, now)
        reads_first = any(pending.job.reads_first for pending in group)
        if not reads_first and snapshot.recall(_paths(begun)):
            plans = await _drive(snapshot, begun)
            # What is old shall not make an event fail for good.
            if not any(planned.error for planned in plans.values()):
                with suppress(*_LOST):
                    await _commit(snapshot, plans)
                    return plans
            snapshot, begun = self._begin(group, now)
        await snapshot.fetch(_paths(begun))
        plans = await _drive(snapshot, begun)
        await _commit(snapshot, plans)
        return plans

    def _begin(self, group: Sequence[_Pending], now: datetime) -> tuple[CommitAttempt, _Begun]:
        begun = {}
        for pending in group:
            planning = (
                fail(pending.job, now, _REFUSED) if pending.refused else plan(pending.job, now)
            )
            begun[pending] = planning, next(planning)
        return CommitAttempt(self._client, self._remembered), begun

    async def _sweep(self, pending: _Pending, planned: Plan) -> None:
        """Remove the parts of a transcript that an attempt wrote and nothing names."""
        path = pending.job.activity_path
        strays = (pending.written & pending.job.parts.keys()) - planned.parts.keys()
        if not strays or path is None:
            return
        # The events are stored; what stays here is read by nobody.
        with suppress(exceptions.GoogleAPICallError):
            found = await reference(self._client, path).get(timeout=RPC_SECONDS)
            named = part_ids(found.to_dict() if found.exists else None)
            for stray in strays:
                if stray.id not in named:
                    await reference(self._client, stray).delete(timeout=RPC_SECONDS)


def connect(project: str, database: str) -> AsyncClient:
    """Make a client; `FIRESTORE_EMULATOR_HOST` in the environment leads it to an emulator."""
    return AsyncClient(project=project, database=database)


def _paths(begun: _Begun) -> list[Path]:
    return [path for _, need in begun.values() if isinstance(need, Get) for path in need.paths]


async def _drive(snapshot: CommitAttempt, begun: _Begun) -> dict[_Pending, Plan]:
    """Finish the plans, all but those that need a query after others were planned."""
    plans: dict[_Pending, Plan] = {}
    for pending, (planning, need) in begun.items():
        with suppress(UnsettledError):
            plans[pending] = await snapshot.drive(planning, need)
    return plans


async def _commit(snapshot: CommitAttempt, plans: Mapping[_Pending, Plan]) -> None:
    for pending, planned in plans.items():
        parts = {k: v for k, v in planned.parts.items() if k not in pending.written}
        await snapshot.write_parts(parts)
        pending.written.update(parts)
    await snapshot.commit()


def _by_conversation(group: Sequence[_Pending]) -> list[list[_Pending]]:
    ordered = sorted(group, key=lambda pending: pending.keys[0])
    return [list(some) for _, some in groupby(ordered, key=lambda pending: pending.keys[0])]

"""Applies events to Firestore: plans them on what is stored, commits, and retries what lost a race.

Reads happen outside of any transaction, and a commit carries a precondition for every document in
it: it must not exist yet, or not have changed since it was read. `docs/decisions/` says why.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from google.api_core import exceptions

from documents.paths import Path
from documents.transcripts import part_ids
from processor.planning.changes import Plan
from processor.planning.job import Job
from processor.planning.plan import fail, plan
from processor.store.attempt import CommitAttempt, UnsettledError
from processor.store.batcher import Batcher, Limits
from processor.store.cache import DocumentCache
from processor.store.database import Database, RefusedError

# Pub/Sub waits as long as the acknowledgement deadline of the subscription, 60 s.
BUDGET_SECONDS = 25.0
_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 1.0
# Firestore's answers when a document is not as it was read, or is being written.
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


# An exception is the result of the one event that raised it.
_Plans = dict[_Pending, Plan | Exception]


class Store:
    """Applies events to the documents, each whole in one atomic commit."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        budget_seconds: float = BUDGET_SECONDS,
        cache: DocumentCache | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Take the database; `clock` returns the time of day, with its zone."""
        self._database, self._clock, self._budget = database, clock, budget_seconds
        self._cache = cache or DocumentCache()
        self._batcher: Batcher[_Pending, Plan] = Batcher(self._settle, limits)

    async def apply(self, job: Job) -> Plan:
        """Store what an event changes and return the plan that was carried out.

        Raises StoreError when Firestore does not answer, or others keep winning.
        """
        pending = _Pending(job)
        try:
            async with asyncio.timeout(self._budget):
                return await self._batcher.submit(pending, pending.keys, len(job.pushed.body))
        except TimeoutError as error:
            raise StoreError("contention outlasted the retries") from error
        except exceptions.GoogleAPICallError as error:
            raise StoreError("Firestore did not answer") from error

    async def _settle(self, batch: Sequence[_Pending]) -> _Plans:
        async with asyncio.timeout(self._budget):
            plans = await self._persist(batch)
            for pending, planned in plans.items():
                if isinstance(planned, Plan):
                    await self._sweep(pending, planned)
            return plans

    async def _persist(self, batch: Sequence[_Pending]) -> _Plans:
        """Store events together; what fails together is retried in smaller batches."""
        plans: _Plans = {}
        pause = _PAUSE_SECONDS
        while rest := [pending for pending in batch if pending not in plans]:
            try:
                plans |= await self._attempt(rest)
            except _LOST:
                if len(smaller := _by_conversation(rest)) > 1:
                    return plans | await self._persist_each(smaller)
                await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            except exceptions.GoogleAPICallError as error:
                return plans | dict.fromkeys(rest, error)
            except Exception as error:  # noqa: BLE001 - one event must not fail its neighbours
                if len(rest) > 1:
                    return plans | await self._persist_each([[pending] for pending in rest])
                if not isinstance(error, RefusedError) or rest[0].refused:
                    return plans | {rest[0]: error}
                rest[0].refused = True
        return plans

    async def _persist_each(self, batches: Collection[Sequence[_Pending]]) -> _Plans:
        plans: _Plans = {}
        for some in await asyncio.gather(*map(self._persist, batches)):
            plans |= some
        return plans

    async def _attempt(self, batch: Sequence[_Pending]) -> dict[_Pending, Plan]:
        """Plan and commit once, on cached documents where that will do."""
        paths = [path for pending in batch for path in pending.job.first_reads]
        now = self._clock()
        attempt = CommitAttempt(self._database, self._cache)
        bypasses_cache = any(pending.job.bypasses_cache or pending.refused for pending in batch)
        if not bypasses_cache and attempt.recall(paths):
            plans = await self._plan(attempt, batch, now)
            # An outdated document must not make an event fail for good.
            if not any(planned.error for planned in plans.values()):
                with suppress(*_LOST):
                    await self._commit(attempt, plans)
                    return plans
            attempt = CommitAttempt(self._database, self._cache)
        await attempt.get(paths)
        plans = await self._plan(attempt, batch, now)
        await self._commit(attempt, plans)
        return plans

    async def _plan(
        self, attempt: CommitAttempt, batch: Sequence[_Pending], now: datetime
    ) -> dict[_Pending, Plan]:
        """Plan each event on top of those before it, leaving out what has to wait for them."""
        plans: dict[_Pending, Plan] = {}
        for pending in batch:
            with suppress(UnsettledError):
                planned = (
                    await fail(pending.job, attempt, now, _REFUSED)
                    if pending.refused
                    else await plan(pending.job, attempt, now)
                )
                attempt.add(planned)
                plans[pending] = planned
        return plans

    async def _commit(self, attempt: CommitAttempt, plans: dict[_Pending, Plan]) -> None:
        for pending, planned in plans.items():
            for path in planned.parts.keys() - pending.written:
                await self._database.put(path, planned.parts[path])
                pending.written.add(path)
        await attempt.commit()

    async def _sweep(self, pending: _Pending, planned: Plan) -> None:
        """Remove the parts of a transcript that an attempt wrote and no document names."""
        path = pending.job.activity_path
        strays = (pending.written & pending.job.parts.keys()) - planned.parts.keys()
        if not strays or path is None:
            return
        # The event is stored: a part that stays is read by nobody.
        with suppress(exceptions.GoogleAPICallError):
            named = part_ids((await self._database.get([path]))[path].document)
            for stray in strays:
                if stray.id not in named:
                    await self._database.delete(stray)


def _by_conversation(batch: Sequence[_Pending]) -> list[list[_Pending]]:
    ordered = sorted(batch, key=lambda pending: pending.keys[0])
    return [list(some) for _, some in groupby(ordered, key=lambda pending: pending.keys[0])]

"""Several processors on one database in memory, their reads and commits in any interleaving.

They do what the store does on Firestore. Events that a processor takes as a batch are planned on
one set of reads, each on top of the one before, and go into one commit. Each document is read at a
moment of its own, and a commit fails if a document to be created exists or one to be changed is
no longer the version that was read; the events are then planned again. Each processor has a
document cache, and plans on that first, however old it is by then.

A plan is a coroutine. Here it pauses before every read and every commit, and whoever steps it by
hand decides when it goes on.
"""

import random
import types
from collections import Counter, deque
from collections.abc import Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum, auto
from typing import Any

from documents.conversations import TimelineEntry
from documents.paths import Document, Path
from processor.planning.changes import Plan
from processor.planning.job import Job
from processor.planning.plan import plan
from processor.planning.reader import Documents
from processor.store.cache import DocumentCache, VersionedDocument
from tests.processor.memory import NOW, Memory


class Step(Enum):
    """What a processor is about to do."""

    READ = auto()
    QUERY = auto()
    COMMIT = auto()


class _UnsettledError(Exception):
    """A query would not see what is planned but not yet committed."""


@types.coroutine
def _pause(step: Step) -> Generator[Step, None, None]:
    yield step


class Shared(Memory):
    """Documents that several processors change, each with a version."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: Counter[Path] = Counter()
        # Commits that failed on what was read, and on what was cached; and those on what was
        # cached that made reading unnecessary.
        self.lost = self.stale = self.spared = 0

    def run(
        self, jobs: Iterable[Job], processors: int = 1, seed: int = 0, together: int = 1
    ) -> None:
        """Apply all events: whichever processor is free takes the next one, or the next few."""
        schedule = random.Random(seed)  # noqa: S311 - no secret
        waiting = deque(jobs)
        busy: list[Iterator[Step] | None] = [None] * processors
        # Two at a time belong to one process, with one cache.
        caches = [ageless_cache() for _ in busy[::2]]
        while waiting or any(busy):
            number = schedule.randrange(processors)
            if work := busy[number]:
                if next(work, None) is None:
                    busy[number] = None
            elif waiting:
                some = min(schedule.randint(1, together), len(waiting))
                taken = [waiting.popleft() for _ in range(some)]
                busy[number] = self.work(taken, caches[number // 2])

    def work(self, jobs: Sequence[Job], cache: DocumentCache | None = None) -> Iterator[Step]:
        """Apply events as one processor does, pausing before every step."""
        return _steps(self._work(list(jobs), cache or ageless_cache()))

    async def _work(self, rest: list[Job], cache: DocumentCache) -> None:
        while rest:
            cached = _CommitAttempt(self, cache)
            if any(job.bypasses_cache for job in rest) or not cached.recall(rest):
                rest = await self._settle(rest, _CommitAttempt(self, cache))
                continue
            left = await cached.plan(rest)
            await _pause(Step.COMMIT)
            if not cached.fails and cached.commit():
                self.spared += 1
                rest = left
            else:
                self.stale += 1
                rest = await self._settle(rest, _CommitAttempt(self, cache))

    async def _settle(self, jobs: list[Job], attempt: "_CommitAttempt") -> list[Job]:
        await attempt.get(path for job in jobs for path in job.first_reads)
        left = await attempt.plan(jobs)
        await _pause(Step.COMMIT)
        if attempt.commit():
            return left
        self.lost += 1
        return jobs


class _CommitAttempt:
    """The documents as they were read, with the plans of one attempt laid over them."""

    def __init__(self, shared: Shared, cache: DocumentCache) -> None:
        self._shared, self._cache = shared, cache
        self._read: dict[Path, VersionedDocument] = {}
        self._fresh: set[Path] = set()
        self._planned: dict[Path, Document] = {}
        self._plans: list[Plan] = []

    def recall(self, jobs: Iterable[Job]) -> bool:
        """Take all that is read first from the cache, or return False if one is missing."""
        recalled = self._cache.recall(path for job in jobs for path in job.first_reads)
        self._read.update(recalled or {})
        return recalled is not None

    async def plan(self, jobs: Iterable[Job]) -> list[Job]:
        """Plan events, and return those that need a query after something was planned."""
        left = []
        for job in jobs:
            try:
                planned = await plan(job, self, NOW)
            except _UnsettledError:
                left.append(job)
                continue
            self._add(planned)
        return left

    @property
    def fails(self) -> bool:
        """Whether one of the events would be recorded as failed."""
        return any(planned.error for planned in self._plans)

    def commit(self) -> bool:
        """Write all that was planned; return False, writing nothing, if a document has changed."""
        changes = {k: v for k, v in self._planned.items() if self._read[k].document != v}
        documents, versions = self._shared.documents, self._shared.versions
        if any(not self._is_unchanged(path) for path in changes):
            return False
        documents.update(changes)
        versions.update(changes.keys())
        for path, after in changes.items():
            self._read[path] = VersionedDocument(after, versions[path])
        for path in self._fresh | changes.keys():
            if self._read[path].document is not None:
                self._cache.keep(path, self._read[path])
        for planned in self._plans:
            documents.update(planned.parts)
        for planned in self._plans:
            for path in planned.removals:
                del documents[path]
        return True

    async def get(self, paths: Iterable[Path]) -> Documents:
        return await self._get(paths, self._read)

    async def get_fresh(self, paths: Iterable[Path]) -> Documents:
        return await self._get(paths, self._planned)

    async def edges(self, conversation_id: str, without: str) -> list[TimelineEntry]:
        if self._planned:
            raise _UnsettledError
        await _pause(Step.QUERY)
        return await self._shared.edges(conversation_id, without)

    async def _get(self, paths: Iterable[Path], there: Mapping[Path, object]) -> Documents:
        # In the order asked: what the first event needs is read before what the second does.
        wanted = sorted(paths) if isinstance(paths, set | frozenset) else list(dict.fromkeys(paths))
        for path in wanted:
            if path not in there:
                await _pause(Step.READ)
                document = self._shared.documents.get(path)
                self._read[path] = VersionedDocument(document, self._shared.versions[path])
                self._cache.notice(path, self._read[path])
                self._fresh.add(path)
        return {path: self._known(path) for path in wanted}

    def _add(self, planned: Plan) -> None:
        self._planned |= {change.path: change.after for change in planned.changes}
        self._plans.append(planned)

    def _is_unchanged(self, path: Path) -> bool:
        """Whether a new document does not exist yet, or an old one has not changed."""
        read = self._read[path]
        if read.document is None:
            return path not in self._shared.documents
        return bool(self._shared.versions[path] == read.version)

    def _known(self, path: Path) -> Document | None:
        return self._planned[path] if path in self._planned else self._read[path].document


def ageless_cache() -> DocumentCache:
    """Return the cache of a processor for which no time passes."""
    return DocumentCache(clock=lambda: 0.0)


def _steps(work: Coroutine[Step, None, Any]) -> Iterator[Step]:
    with suppress(StopIteration):
        while True:
            yield work.send(None)

"""Several processors on one database in memory, their reads and commits in any interleaving.

It does what the store does on Firestore: events that a processor takes together are planned on
what was read once, each on top of the one before, and go into one commit. A document is read at
a moment of its own, and a commit fails when a document that it creates is there, or one that it
changes is no longer the one that was read. What loses is planned again. Each processor remembers
what it committed, and plans on that first, however old it is by then.
"""

import random
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from enum import Enum, auto

from documents.conversations import TimelineEntry
from documents.paths import Document, Path
from processor.planning.changes import Edges, Get, Known, Plan, Planning
from processor.planning.job import Job
from processor.planning.plan import plan
from processor.store.cache import DocumentCache, VersionedDocument
from tests.processor.memory import NOW, Memory


class Step(Enum):
    """What a processor is about to do."""

    READ = auto()
    QUERY = auto()
    COMMIT = auto()


Steps = Generator[Step, None, None]


class Shared(Memory):
    """Documents that several processors change, each with a version."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: Counter[Path] = Counter()
        # Commits that came to nothing on what was read, and on what was remembered; and those on
        # what was remembered that spared the reading.
        self.lost = self.stale = self.spared = 0

    def run(
        self, jobs: Iterable[Job], processors: int = 1, seed: int = 0, together: int = 1
    ) -> None:
        """Apply all events: whichever processor is free takes the next, or some together."""
        schedule = random.Random(seed)  # noqa: S311 - no secret
        waiting = deque(jobs)
        busy: list[Iterator[Step] | None] = [None] * processors
        # Two at a time belong to one process, with one memory.
        memories = [remembered() for _ in busy[::2]]
        while waiting or any(busy):
            number = schedule.randrange(processors)
            if work := busy[number]:
                if next(work, None) is None:
                    busy[number] = None
            elif waiting:
                some = min(schedule.randint(1, together), len(waiting))
                taken = [waiting.popleft() for _ in range(some)]
                busy[number] = self.work(taken, memories[number // 2])

    def work(self, jobs: Sequence[Job], memory: DocumentCache | None = None) -> Steps:
        """Apply events as one processor does, pausing before every step."""
        rest, memory = list(jobs), memory or remembered()
        while rest:
            from_memory = _Attempt(self, memory)
            if any(job.reads_first for job in rest) or not from_memory.recall(rest):
                rest = yield from self._settle(rest, _Attempt(self, memory))
                continue
            left = yield from from_memory.plan(rest)
            yield Step.COMMIT
            if not from_memory.fails and from_memory.commit():
                self.spared += 1
                rest = left
            else:
                self.stale += 1
                rest = yield from self._settle(rest, _Attempt(self, memory))

    def _settle(self, jobs: list[Job], attempt: "_Attempt") -> Generator[Step, None, list[Job]]:
        left = yield from attempt.plan(jobs)
        yield Step.COMMIT
        if attempt.commit():
            return left
        self.lost += 1
        return jobs

    def edges(self, need: Edges) -> list[TimelineEntry]:
        """Answer a query with what is there now."""
        found = self._answer(need)
        assert isinstance(found, list)
        return found


class _Attempt:
    """What one attempt read and would change."""

    def __init__(self, shared: Shared, memory: DocumentCache) -> None:
        self._shared, self._memory = shared, memory
        self._seen: dict[Path, VersionedDocument] = {}
        self._news: set[Path] = set()
        self._planned: dict[Path, Document] = {}
        self._plans: list[Plan] = []

    def recall(self, jobs: Iterable[Job]) -> bool:
        """Take all that is needed first from memory, if it is there."""
        needs = [next(plan(job, NOW)) for job in jobs]
        paths = [path for need in needs if isinstance(need, Get) for path in need.paths]
        recalled = self._memory.recall(paths)
        self._seen.update(recalled or {})
        return recalled is not None

    def plan(self, jobs: Iterable[Job]) -> Generator[Step, None, list[Job]]:
        """Plan events, and give those that need a query after something was planned."""
        begun = [(job, planning := plan(job, NOW), next(planning)) for job in jobs]
        for _, _, need in begun:
            yield from self._fetch(need)
        left = []
        for job, planning, need in begun:
            if not (yield from self._drive(planning, need)):
                left.append(job)
        return left

    @property
    def fails(self) -> bool:
        """Whether one of the events would be recorded as failed."""
        return any(planned.error for planned in self._plans)

    def commit(self) -> bool:
        """Write all that was planned, or nothing when a document is not as it was seen."""
        changes = {k: v for k, v in self._planned.items() if self._seen[k].document != v}
        documents, versions = self._shared.documents, self._shared.versions
        if any(not self._is_as_seen(path) for path in changes):
            return False
        documents.update(changes)
        versions.update(changes.keys())
        self._seen.update(
            (path, VersionedDocument(after, versions[path])) for path, after in changes.items()
        )
        for path in self._news | changes.keys():
            if self._seen[path].document is not None:
                self._memory.keep(path, self._seen[path])
        for planned in self._plans:
            documents.update(planned.parts)
        for planned in self._plans:
            for path in planned.removals:
                del documents[path]
        return True

    def _is_as_seen(self, path: Path) -> bool:
        """A new document must not be there, another one be the one that was seen."""
        seen = self._seen[path]
        if seen.document is None:
            return path not in self._shared.documents
        return bool(self._shared.versions[path] == seen.version)

    def _fetch(self, need: Get | Edges) -> Steps:
        for path in need.paths if isinstance(need, Get) else ():
            there = self._planned if isinstance(need, Get) and need.fresh else self._seen
            if path not in there:
                yield Step.READ
                document = self._shared.documents.get(path)
                self._seen[path] = VersionedDocument(document, self._shared.versions[path])
                self._memory.notice(path, self._seen[path])
                self._news.add(path)

    def _drive(self, planning: Planning, need: Get | Edges) -> Generator[Step, None, bool]:
        try:
            while True:
                answer: Known | list[TimelineEntry]
                if isinstance(need, Get):
                    yield from self._fetch(need)
                    answer = {at: self._known(at) for at in need.paths}
                elif self._planned:
                    return False
                else:
                    yield Step.QUERY
                    answer = self._shared.edges(need)
                need = planning.send(answer)
        except StopIteration as stop:
            planned: Plan = stop.value
        self._planned |= {change.path: change.after for change in planned.changes}
        self._plans.append(planned)
        return True

    def _known(self, path: Path) -> Document | None:
        return self._planned[path] if path in self._planned else self._seen[path].document


def remembered() -> DocumentCache:
    """The memory of a processor for which no time passes."""
    return DocumentCache(clock=lambda: 0.0)

"""Several processors on one database in memory, their reads and commits in any interleaving.

It does what the store does on Firestore: events that a processor takes together are planned on
what was read once, each on top of the one before, and go into one commit. A document is read at
a moment of its own, and a commit fails when a document that it creates is there, or one that it
changes is no longer the one that was read. What loses is planned again.
"""

import random
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING

from processor.changes import Edges, Get, Known, Plan, Planning
from processor.conversations import Linked
from processor.job import Job
from processor.plan import plan
from tests.processor.memory import NOW, Memory

if TYPE_CHECKING:
    from processor.documents import Document, Path


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
        self.lost = 0

    def run(
        self, jobs: Iterable[Job], processors: int = 1, seed: int = 0, together: int = 1
    ) -> None:
        """Apply all events: whichever processor is free takes the next, or some together."""
        schedule = random.Random(seed)  # noqa: S311 - no secret
        waiting = deque(jobs)
        busy: list[Iterator[Step]] = []
        while waiting or busy:
            number = schedule.randrange(processors)
            if number < len(busy):
                if next(busy[number], None) is None:
                    del busy[number]
            elif waiting:
                some = min(schedule.randint(1, together), len(waiting))
                busy.append(self.work([waiting.popleft() for _ in range(some)]))

    def work(self, jobs: Sequence[Job]) -> Steps:
        """Apply events as one processor does, pausing before every step."""
        rest = list(jobs)
        while rest:
            attempt = _Attempt(self)
            left = yield from attempt.plan(rest)
            yield Step.COMMIT
            if attempt.commit():
                rest = left
            else:
                self.lost += 1

    def edges(self, need: Edges) -> list[Linked]:
        """Answer a query with what is there now."""
        found = self._answer(need)
        assert isinstance(found, list)
        return found


class _Attempt:
    """What one attempt read and would change."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._read: dict[Path, Document | None] = {}
        self._versions: dict[Path, int] = {}
        self._planned: dict[Path, Document] = {}
        self._plans: list[Plan] = []

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

    def commit(self) -> bool:
        """Write all that was planned, or nothing when a document is not as it was read."""
        changes = {k: v for k, v in self._planned.items() if self._read[k] != v}
        documents, versions = self._shared.documents, self._shared.versions
        if any(versions[path] != self._versions[path] for path in changes):
            return False
        documents.update(changes)
        versions.update(changes.keys())
        for planned in self._plans:
            documents.update(planned.parts)
        for planned in self._plans:
            for path in planned.removals:
                del documents[path]
        return True

    def _fetch(self, need: Get | Edges) -> Steps:
        for path in need.paths if isinstance(need, Get) else ():
            there = self._planned if isinstance(need, Get) and need.fresh else self._read
            if path not in there:
                yield Step.READ
                self._read[path] = self._shared.documents.get(path)
                self._versions[path] = self._shared.versions[path]

    def _drive(self, planning: Planning, need: Get | Edges) -> Generator[Step, None, bool]:
        try:
            while True:
                answer: Known | list[Linked]
                if isinstance(need, Get):
                    yield from self._fetch(need)
                    answer = {at: self._planned.get(at, self._read[at]) for at in need.paths}
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

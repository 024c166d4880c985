"""Firestore in a dictionary: drives the planning of events without any I/O."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from documents.conversations import TimelineEntry, linked
from documents.paths import ACTIVITIES, EVENTS, MERGE, Document, Path
from processor.planning.changes import Edges, Get, Known, Outcome, Plan
from processor.planning.job import Job
from processor.planning.plan import plan

NOW = datetime(2026, 4, 3, tzinfo=UTC)


class Memory:
    """Documents by path, changed by one event after the other."""

    def __init__(self) -> None:
        self.documents: dict[Path, Document] = {}

    def apply(self, job: Job) -> Outcome:
        """Carry out what the event changes."""
        planning = plan(job, NOW)
        try:
            need = next(planning)
            while True:
                need = planning.send(self._answer(need))
        except StopIteration as stop:
            return self._write(stop.value)

    def public(self) -> dict[Path, Document]:
        """What readers rely on: no records of events, no bookkeeping."""
        return {
            path: {name: value for name, value in document.items() if name != MERGE}
            for path, document in self.documents.items()
            if not path.collection.startswith(EVENTS)
        }

    def _answer(self, need: Get | Edges) -> Known | list[TimelineEntry]:
        if isinstance(need, Get):
            return {path: self.documents.get(path) for path in need.paths}
        others = [
            found
            for path, document in self.documents.items()
            if path.collection == ACTIVITIES and path.id != need.without
            if (found := linked(path.id, document, need.conversation))
        ]
        return [*_first_and_last(others), *_last_by_direction(others)]

    def _write(self, planned: Plan) -> Outcome:
        for change in planned.changes:
            assert change.before == self.documents.get(change.path)
            self.documents[change.path] = change.after
        self.documents.update(planned.parts)
        for path in planned.removals:
            del self.documents[path]
        return planned.outcome


def _first_and_last(others: list[TimelineEntry]) -> Iterable[TimelineEntry]:
    ordered = sorted(others, key=lambda found: (found.occurred_at, found.id))
    return [*ordered[:1], *ordered[-1:]]


def _last_by_direction(others: list[TimelineEntry]) -> Iterable[TimelineEntry]:
    by_direction: Mapping[str, list[TimelineEntry]] = {
        direction: [found for found in others if found.direction == direction]
        for direction in ("incoming", "outgoing")
    }
    return [found for some in by_direction.values() for found in _first_and_last(some)]

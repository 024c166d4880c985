"""Firestore in a dictionary: events are planned and applied without I/O."""

from collections.abc import Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar, cast

from documents.activities import ActivityDocument
from documents.conversations import TimelineEntry, timeline_entry
from documents.paths import ACTIVITIES, EVENTS, MERGE, Document, Path
from processor.planning.changes import Outcome, Plan
from processor.planning.job import Job
from processor.planning.plan import plan
from processor.planning.reader import Documents
from tests.builders import job

Result = TypeVar("Result")
NOW = datetime(2026, 4, 3, tzinfo=UTC)


def run(coroutine: Coroutine[object, None, Result]) -> Result:
    """Return the result of a coroutine that never has to wait."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    raise AssertionError("the coroutine waits for something")


class Memory:
    """Documents by path, changed by one event after the other: the `Reader` of plans."""

    def __init__(self) -> None:
        self.documents: dict[Path, Document] = {}

    def apply(self, job: Job) -> Outcome:
        """Plan an event and carry out the plan."""
        return self.write(run(plan(job, self, NOW)))

    def public(self) -> dict[Path, Document]:
        """Return what front ends rely on: no records of events, no bookkeeping."""
        return {
            path: {name: value for name, value in document.items() if name != MERGE}
            for path, document in self.documents.items()
            if not path.collection.startswith(EVENTS)
        }

    async def get(self, paths: Iterable[Path]) -> Documents:
        return {path: self.documents.get(path) for path in paths}

    async def get_fresh(self, paths: Iterable[Path]) -> Documents:
        return await self.get(paths)

    async def edges(self, conversation_id: str, without: str) -> list[TimelineEntry]:
        others = [
            found
            for path, document in self.documents.items()
            if path.collection == ACTIVITIES and path.id != without
            if (found := timeline_entry(path.id, _activity(document), conversation_id))
        ]
        return [*_first_and_last(others), *_last_by_direction(others)]

    def write(self, planned: Plan) -> Outcome:
        """Carry out a plan."""
        for change in planned.changes:
            assert change.before == self.documents.get(change.path)
            self.documents[change.path] = change.after
        self.documents.update(planned.parts)
        for path in planned.removals:
            del self.documents[path]
        return planned.outcome


def store(*bodies: bytes) -> Memory:
    """Return the documents after these events, each of which must be stored."""
    memory = Memory()
    for body in bodies:
        assert memory.apply(job(body)) is Outcome.STORED
    return memory


def document(memory: Memory, collection: str, document_id: str = "AC1") -> Document:
    """Return one document without its bookkeeping."""
    found = memory.documents[Path(collection, document_id)]
    return {name: value for name, value in found.items() if name != MERGE}


def ids(memory: Memory, collection: str) -> list[str]:
    """Return the ids of a collection's documents, sorted."""
    return sorted(path.id for path in memory.documents if path.collection == collection)


def _activity(document: Document) -> ActivityDocument:
    return cast(ActivityDocument, document)


def _first_and_last(others: list[TimelineEntry]) -> Iterable[TimelineEntry]:
    ordered = sorted(others, key=lambda found: (found.occurred_at, found.id))
    return [*ordered[:1], *ordered[-1:]]


def _last_by_direction(others: list[TimelineEntry]) -> Iterable[TimelineEntry]:
    by_direction: Mapping[str, list[TimelineEntry]] = {
        direction: [found for found in others if found.direction == direction]
        for direction in ("incoming", "outgoing")
    }
    return [found for some in by_direction.values() for found in _first_and_last(some)]

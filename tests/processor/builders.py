"""Events as the processor takes them, and what they leave in a store in memory."""

import json
from collections.abc import Iterable

from documents.paths import MERGE, Document, Path
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome
from processor.planning.job import Job, Options, prepare
from tests.openphone.samples import ANN, OURS, delivery
from tests.processor.memory import Memory


def clock(time: str) -> str:
    """A time of the samples' day, `HH:MM:SS`, as the vendor writes it."""
    return f"2026-04-02T{time}Z"


def event(event_type: str, thing: object, name: str = "EV1", sent: str = "09:00:05") -> bytes:
    """The body of one event, under this id and sent at this time of day."""
    return delivery(event_type, thing, id=name, createdAt=clock(sent))


def message(name: str, sent: str, **fields: object) -> bytes:
    """A message from Ann to us, AC1 of 09:00:00 unless the fields say otherwise."""
    thing = {"id": "AC1", "from": ANN, "to": OURS, "createdAt": clock("09:00:00")}
    return event("message.received", {**thing, **fields}, name, sent)


def call(name: str, sent: str, **fields: object) -> bytes:
    """A completed call AC1, of which nothing is known but what the fields say."""
    return event("call.completed", {"id": "AC1", **fields}, name, sent)


def job(
    body: bytes, *, name: str = "", numbers: Iterable[str] = (OURS,), replay: bool = False
) -> Job:
    """The event as it is pushed, under its own id unless another is given."""
    incoming = PushedMessage(name or json.loads(body)["id"], body, replay=replay)
    return prepare(incoming, Options(numbers=frozenset(numbers)))


def store(*bodies: bytes) -> Memory:
    """A store after these events, each of which must be understood."""
    memory = Memory()
    for body in bodies:
        assert memory.apply(job(body)) is Outcome.STORED
    return memory


def document(memory: Memory, collection: str, document_id: str = "AC1") -> Document:
    """One document as its readers see it."""
    found = memory.documents[Path(collection, document_id)]
    return {name: value for name, value in found.items() if name != MERGE}


def ids(memory: Memory, collection: str) -> list[str]:
    """The ids of the documents of a collection, sorted."""
    return sorted(path.id for path in memory.documents if path.collection == collection)

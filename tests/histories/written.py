"""Hand-written events of every shape, and the check that any order of them gives one result."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

from documents.paths import Document, Path
from openphone.events.envelope import load
from pipeline.ids import event_id
from pipeline.message import PushedMessage
from processor.planning.job import Job, Options, prepare
from tests.processor.memory import Memory

Object = Mapping[str, Any]

OUR = "+15550100001"
ANN = "+15550107001"
BEN = "+15550107002"
CARA = "+15550107003"


def at(clock: str) -> datetime:
    """A moment of the one day on which everything happens."""
    return datetime.fromisoformat(f"2026-04-02T{clock}:00+00:00").astimezone(UTC)


def sent(clock: str) -> str:
    """The same moment as OpenPhone writes it."""
    return f"2026-04-02T{clock}:00.000Z"


def guide(kind: str, resource: Object, name: str = "", clock: str = "") -> bytes:
    """An event as the guide has it; without an id and a time where none is given."""
    given = {"id": name} if name else {}
    times = {"createdAt": sent(clock)} if clock else {}
    return _body({**given, **times, "type": kind, "data": {"object": resource}})


def v3(name: str, clock: str, kind: str, resource: Object) -> bytes:
    """An event of a webhook made in the app."""
    return _body(_legacy("v3", name, clock, kind, resource))


def wrapped(name: str, clock: str, kind: str, resource: Object) -> bytes:
    """The same in the undocumented wrapper."""
    return _body({"object": _legacy("v3", name, clock, kind, resource)})


def v4(name: str, clock: str, kind: str, resource: Object) -> bytes:
    """An event of a webhook made through the API."""
    return _body(_legacy("v4", name, clock, kind, resource))


def current(
    name: str, clock: str, kind: str, resource: Object, context: Object | None = None
) -> bytes:
    """An event of API version 2026-03-30."""
    return _body(
        {
            "id": name,
            "apiVersion": "2026-03-30",
            "createdAt": sent(clock),
            "type": kind,
            "data": {"resource": resource, "context": context or {}, "links": {}},
        }
    )


def between(external: Sequence[str], resolution: str = "available") -> Object:
    """The context that names who is outside."""
    return {
        "participants": {"workspace": [OUR], "external": external, "resolution": resolution},
    }


def job(body: bytes, ours: Iterable[str] = ()) -> Job:
    """An event, ready to be applied."""
    incoming = PushedMessage(event_id(body, load(body)), body)
    return prepare(incoming, Options(numbers=frozenset(ours)))


def always_gives(
    events: Sequence[bytes],
    expected: Mapping[str, Mapping[str, Document]],
    ours: Iterable[str] = (),
) -> None:
    """Fail unless every order, with every event delivered twice, leaves exactly these documents.

    `expected` has the documents by collection and id.
    """
    wanted = {
        Path(collection, name): document
        for collection, documents in expected.items()
        for name, document in documents.items()
    }
    jobs = [job(body, ours) for body in events]
    for order in permutations(jobs):
        memory = Memory()
        for one in (*order, *order):
            memory.apply(one)
        assert memory.public() == wanted, [one.pushed.event_id for one in order]


def _legacy(version: str, name: str, clock: str, kind: str, resource: Object) -> Object:
    return {
        "id": name,
        "object": "event",
        "apiVersion": version,
        "createdAt": sent(clock),
        "type": kind,
        "data": {"object": resource},
    }


def _body(event: Object) -> bytes:
    return json.dumps(event).encode()

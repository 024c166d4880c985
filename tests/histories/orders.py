"""The check that any order of hand-written events leaves one result."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from documents.paths import Document, Path
from tests.builders import job
from tests.processor.memory import Memory


def assert_any_order_leaves(
    events: Sequence[bytes],
    expected: Mapping[str, Mapping[str, Document]],
    ours: Iterable[str] = (),
) -> None:
    """Fail unless every order, with every event delivered twice, leaves exactly these documents.

    `expected` holds the documents by collection and id; `ours` are the numbers known to be ours.
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
        assert memory.public() == wanted, [one.event_id for one in order]

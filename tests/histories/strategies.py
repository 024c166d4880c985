"""Generates histories: what OpenPhone may send of a few messages, calls and contacts."""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from processor.planning.job import Job
from tests.builders import job
from tests.histories.calls import call, moment, recording, summary, transcript, voicemail
from tests.histories.contacts import contact
from tests.histories.messages import greeting, message
from tests.histories.shapes import Shape
from tests.histories.worlds import EXTERNAL, OUR_NUMBERS, TIMES, Pen, World, worlds

_OTHERS = (
    ("task.assigned", {"resource": {"id": "TK1"}}),
    ("call.completed", {"object": {"id": "ACc1", "duration": "three minutes"}}),
)


def _other(pen: Pen, _: Shape) -> tuple[str, dict[str, Any]]:
    """Return an event that changes nothing: one only archived, or one that cannot be understood."""
    return pen.one(_OTHERS)


Maker = Callable[[Pen, Shape], tuple[str, dict[str, Any]]]
MAKERS: tuple[Maker, ...] = (
    *(message, call, contact) * 2,
    *(recording, voicemail, summary, transcript),
    _other,
)


@dataclass(frozen=True)
class History:
    """The raw bodies of different events, and our own numbers as far as they are known."""

    ours: frozenset[str]
    bodies: tuple[bytes, ...]

    def jobs(self) -> list[Job]:
        """Return each event once, ready to be planned."""
        return [job(body, self.ours) for body in self.bodies]


@st.composite
def histories(
    draw: DrawFn,
    world: st.SearchStrategy[World] | None = None,
    least: int = 2,
    most: int = 16,
    of: Sequence[Maker] = MAKERS,
) -> History:
    """Draw a history of one world, no two of its events with one id.

    Each has few types of events and few shapes, so that events of one type meet; what is twice in a
    pool is drawn twice as often.
    """
    pen = Pen(
        lambda values: draw(st.sampled_from(values)), draw(worlds() if world is None else world)
    )
    # The order of the ids is not that of the times, nor that of the list.
    ids = draw(st.permutations(range(draw(st.integers(least, most)))))
    makers = draw(st.lists(st.sampled_from(of), min_size=1, max_size=5))
    shapes = draw(st.lists(st.sampled_from(tuple(Shape)), min_size=1, max_size=5))
    bodies = []
    for number in ids:
        shape = pen.one(shapes)
        bodies.append(_body(pen, f"EV{number:02}", shape, pen.one(makers)(pen, shape)))
    return History(pen.world.ours, tuple(dict.fromkeys(bodies)))


@st.composite
def busy_days(
    draw: DrawFn, known: Sequence[Sequence[str]] = ((), OUR_NUMBERS[:1], OUR_NUMBERS)
) -> History:
    """Draw a history of all five shapes, at least six external numbers, and at least 20 events.

    Each event is made from one drawn number: that is quicker than drawing its parts, and Hypothesis
    can drop the events that do not matter to a failure one by one.
    """
    world = World(
        ours=frozenset(draw(st.sampled_from(known))),
        numbers=tuple(draw(st.permutations(EXTERNAL)))[: draw(st.integers(6, len(EXTERNAL)))],
        times=TIMES,
        messages=("ACm1", "ACm2", "ACm3", "AC/m4"),
        calls=("ACc1", "ACc2", "ACc3"),
        entries=("CT1", "CT2", "CT/3", "CT4"),
    )
    shapes = itertools.cycle(Shape)
    senders = iter(world.numbers)
    bodies = []
    for seed in draw(st.lists(st.integers(0, 99_999), min_size=20, max_size=50, unique=True)):
        pen, shape = Pen(random.Random(seed).choice, world), next(shapes)  # noqa: S311 - no secret
        # The first ones are from each of the numbers, so that there are that many contacts.
        sender = next(senders, None)
        made = greeting(pen, shape, sender) if sender else pen.one(MAKERS)(pen, shape)
        bodies.append(_body(pen, f"EV{seed:05}", shape, made))
    return History(world.ours, tuple(dict.fromkeys(bodies)))


def _body(pen: Pen, name: str, shape: Shape, made: tuple[str, dict[str, Any]]) -> bytes:
    event_type, data = made
    event: dict[str, Any] = {"type": event_type, "data": data}
    given: Sequence[dict[str, Any]] = ({"id": name}, {"id": name}, {"id": name}, {})
    return shape.body(pen.one(given) | event | pen.times("createdAt"))


# What `histories()` seldom generates: much traffic with one party, many entries for one number,
# and many parties in all shapes at once.
FOCUSES: Mapping[str, st.SearchStrategy[History]] = {
    "everything": histories(),
    "one_conversation": histories(worlds(numbers=(1,)), of=(moment, moment, call, message)),
    "address_book": histories(worlds(numbers=(1, 2)), of=(contact, contact, message)),
    "parts_of_calls": histories(of=(call, summary, transcript, recording, voicemail)),
    "busy_day": busy_days(),
}

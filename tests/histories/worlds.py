"""A small world for one history: so few ids, numbers and times that events meet all the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

T = TypeVar("T")

OUR_NUMBERS = ("+15550100001", "+15550100002")
# Short codes and words are senders too; the last three could not be document ids as they are,
# and of those the last has no UTF-8 form.
EXTERNAL = (
    "+15550107001",
    "+15550107002",
    "+15550107003",
    "+15550107004",
    "+15550107005",
    "+15550107006",
    "32665",
    "anonymous",
    "A/B",
    "__SALE__",
    "+1555010700\ud83d",
)
# The second and the third are the same moment.
TIMES = (
    "2026-04-02T09:00:00.000Z",
    "2026-04-02T10:00:00.000Z",
    "2026-04-02T12:00:00+02:00",
    "2026-04-02T10:00:00.001Z",
    "2026-04-02T11:30:00.500Z",
    "2026-04-02T23:59:59.999Z",
    "2026-04-03T00:00:00Z",
)
ABSENT = object()


@dataclass(frozen=True)
class World:
    """What the events of one history are made of; `ours` are our own numbers that it knows."""

    ours: frozenset[str]
    numbers: tuple[str, ...]
    times: tuple[str, ...]
    messages: tuple[str, ...]
    calls: tuple[str, ...]
    entries: tuple[str, ...]


@st.composite
def worlds(
    draw: DrawFn,
    known: Sequence[Sequence[str]] = ((), OUR_NUMBERS[:1], OUR_NUMBERS),
    numbers: Sequence[int] = (1, 2, 4, 8),
) -> World:
    """Draw a world: mostly of few numbers and few activities, sometimes of many.

    `known` holds the sets of our own numbers that it may know, `numbers` the counts of external
    numbers that it may have.
    """

    def some(values: Sequence[T], most: int) -> tuple[T, ...]:
        found = st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)
        return tuple(draw(found))

    return World(
        ours=frozenset(draw(st.sampled_from(known))),
        numbers=some(EXTERNAL, draw(st.sampled_from(numbers))),
        times=some(TIMES, 5),
        messages=some(("ACm1", "ACm2", "ACm3", "ACm4", "AC/m5"), 4),
        calls=some(("ACc1", "ACc2", "ACc3", "ACc4"), draw(st.sampled_from((1, 2, 4)))),
        entries=some(("CT1", "CT2", "CT/3"), 3),
    )


class Choose(Protocol):
    """Returns one of some values."""

    def __call__(self, values: Sequence[T], /) -> T: ...


class Pen:
    """Writes the parts of the events of one world, as `choose` decides."""

    def __init__(self, choose: Choose, world: World) -> None:
        self.one, self.world = choose, world

    def some(self, values: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Return values of a pool, in any order, with repetitions."""
        return [self.one(values) for _ in range(self.one(range(least, most + 1)))]

    def given(self, **pools: Sequence[Any]) -> dict[str, Any]:
        """Return a value of each pool; some are null or absent."""
        drawn = {name: self.one(_often(pool)) for name, pool in pools.items()}
        return {name: value for name, value in drawn.items() if value is not ABSENT}

    def times(self, *names: str) -> dict[str, Any]:
        """Return times of the world; some are null or absent."""
        return self.given(**dict.fromkeys(names, self.world.times))

    def parties(self) -> Mapping[str, Any]:
        """Return a sender, recipients and a direction; each may be missing or make no sense."""
        everybody = (*self.world.numbers, *OUR_NUMBERS)
        return {
            **self.given(
                sender=everybody,
                direction=("incoming", "outgoing", "incoming", "outgoing", "sideways"),
            ),
            "recipients": self.some(everybody, 3),
        }


def _often(pool: Sequence[Any]) -> Sequence[Any]:
    """Return a pool that yields a value at least three times out of four."""
    return (ABSENT, *tuple(pool) * -(-6 // len(pool)), None)

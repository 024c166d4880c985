"""Waits until events are recorded. How the records are read, the caller says."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

Record = TypeVar("Record")


def follow(
    read: Callable[[Sequence[str]], Mapping[str, Record]],
    event_ids: Sequence[str],
    seconds: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Record]:
    """Return the records of these events by id; those that took longer than `seconds` are missing.

    `read` takes ids and returns the records that exist by now. It is called at least once, and
    raises whatever it likes.
    """
    end, pause = clock() + seconds, pauses()
    found: dict[str, Record] = {}
    missing = list(dict.fromkeys(event_ids))
    while True:
        found.update(read(missing))
        missing = [event_id for event_id in missing if event_id not in found]
        if not missing or clock() > end:
            return found
        sleep(next(pause))


def pauses() -> Iterator[float]:
    """Yield the seconds between one look and the next: they grow, up to 2."""
    seconds = 0.2
    while True:
        yield seconds
        seconds = min(seconds * 1.5, 2.0)

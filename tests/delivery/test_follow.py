"""Waiting for records, with a clock of its own."""

from collections.abc import Sequence
from itertools import islice

import pytest

from delivery.follow import follow, pauses


class Store:
    """Has each record from a certain moment on, and is the clock as well."""

    def __init__(self, **since: float) -> None:
        self.since, self.now = since, 0.0
        self.asked: list[list[str]] = []

    def read(self, event_ids: Sequence[str]) -> dict[str, str]:
        self.asked.append(list(event_ids))
        return {name: f"of {name}" for name in event_ids if self.since.get(name, 99) <= self.now}

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def follow(self, *event_ids: str, seconds: float) -> dict[str, str]:
        return follow(self.read, event_ids, seconds, clock=lambda: self.now, sleep=self.sleep)


def test_only_what_is_missing_is_asked_for_again() -> None:
    store = Store(EV1=0, EV2=1)
    assert store.follow("EV1", "EV2", "EV2", seconds=10) == {"EV1": "of EV1", "EV2": "of EV2"}
    assert store.asked[0] == ["EV1", "EV2"]
    assert store.asked[1:] == [["EV2"]] * 4
    assert store.now == pytest.approx(0.2 + 0.3 + 0.45 + 0.675)


def test_what_takes_too_long_is_missing() -> None:
    store = Store(EV1=0, EV2=5)
    assert store.follow("EV1", "EV2", seconds=3) == {"EV1": "of EV1"}
    assert 3 < store.now < 5


def test_without_time_one_look_is_taken() -> None:
    store = Store(EV1=0)
    assert store.follow("EV1", seconds=0) == {"EV1": "of EV1"}
    assert store.now == 0


def test_the_pauses_grow_up_to_two_seconds() -> None:
    assert list(islice(pauses(), 8))[::7] == [0.2, 2.0]

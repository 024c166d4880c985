"""A simulated OpenPhone for the tests that need no options of its own, as new for each."""

from collections.abc import Iterator

import pytest

from tests.emulator.openphone.simulated import Client, Receiver, simulator


@pytest.fixture(scope="session")
def _running_openphone() -> Iterator[Client]:
    with simulator() as client:
        yield client


@pytest.fixture
def openphone(_running_openphone: Client) -> Client:
    _running_openphone.post("/simulator/reset", 204)
    return _running_openphone


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.stop()

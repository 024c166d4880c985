"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.cli import console
from tests.cli.kept import Kept
from tests.stack import Stack


@pytest.fixture(scope="session")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[console.Simulator]:
    """Return one OpenPhone simulator for all tests; `simulator` empties it for each."""
    with console.simulator(tmp_path_factory.mktemp("simulator")) as running:
        yield running


@pytest.fixture
def simulator(running_simulator: console.Simulator) -> console.Simulator:
    """Return an OpenPhone simulator without webhooks, events and faults of other tests."""
    running_simulator.reset()
    return running_simulator


@pytest.fixture
def kept(stack: Stack) -> Iterator[Kept]:
    """Return a new secret for signing keys."""
    made = Kept(stack)
    yield made
    made.secret.close()

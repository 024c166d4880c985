"""What all tests share: one running stack for those that go through its real parts."""

import os
from collections.abc import Iterator

import pytest

from emulator.errors import StackError
from emulator.processes import launch
from tests.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return the whole pipeline on Google's emulators, started once for all tests.

    Where they are not installed, the tests that need it fail in CI and are skipped elsewhere.
    """
    try:
        launch.find(os.environ, print)
    except StackError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with running(tmp_path_factory.mktemp("stack")) as started:
        yield started

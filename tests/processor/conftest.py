"""What the tests of the store share."""

import pytest

from tests.processor.firestore import Database
from tests.stack import Stack


@pytest.fixture
def database(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Return an empty database in the emulator."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stack.firestore)
    return Database()

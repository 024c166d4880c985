"""Settings of the command line that are wrong."""

import pytest

from cli import clients
from cli.config import Config
from cli.errors import CommandError

KEY = "key-of-the-tests"


@pytest.mark.parametrize("value", ["0", "-1", "soon", "nan", "3601"])
def test_seconds_that_are_none_are_refused(value: str) -> None:
    for name in ("OPENPHONE_API_TIMEOUT", "OPENPHONE_API_PATIENCE"):
        config = Config.from_env({"OPENPHONE_API_KEY": KEY, name: value})
        with pytest.raises(CommandError, match=name):
            clients.openphone(config)

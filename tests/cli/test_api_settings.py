"""Which addresses, keys and limits of OpenPhone's API are taken."""

import pytest

from cli import clients
from cli.config import Config
from cli.errors import CommandError
from openphone.api.client import Api
from openphone.errors import OpenPhoneError

KEY = "key-of-the-tests"


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com", "ftp://127.0.0.1", "api.quo.com", "", "https://", "https://[::1"],
)
def test_the_key_goes_to_https_only(url: str) -> None:
    with pytest.raises(OpenPhoneError, match="must be an https address"):
        Api(url, KEY)


@pytest.mark.parametrize("url", ["https://api.quo.com", "http://localhost:1", "http://[::1]:1"])
def test_https_and_this_machine_are_fine(url: str) -> None:
    Api(url, KEY).close()


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "kéy", "tab\t"])
def test_a_key_that_no_header_can_hold_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(OpenPhoneError) as caught:
        Api("https://api.quo.com", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("value", ["0", "-1", "soon", "nan", "3601"])
def test_seconds_that_are_none_are_refused(value: str) -> None:
    for name in ("OPENPHONE_API_TIMEOUT", "OPENPHONE_API_PATIENCE"):
        config = Config.from_env({"OPENPHONE_API_KEY": KEY, name: value})
        with pytest.raises(CommandError, match=name):
            clients.openphone(config)

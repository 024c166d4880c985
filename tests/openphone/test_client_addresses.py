"""Which addresses and keys the API's client takes."""

import pytest

from openphone.api.client import Api, is_local
from openphone.api.protocol import ApiError, Request
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


# requests lets these through; urllib3 refuses them with errors that are not those of requests.
@pytest.mark.parametrize("host", ["a..b", f"{'x' * 64}.example.com"])
def test_an_api_at_an_address_that_is_none_cannot_be_reached(host: str) -> None:
    with pytest.raises(ApiError, match="cannot be reached"):
        Api(f"https://{host}", "key-of-the-tests").send(Request("GET", "/calls"))


def test_an_address_that_cannot_be_taken_apart_is_not_of_this_machine() -> None:
    assert not is_local("http://[::1")

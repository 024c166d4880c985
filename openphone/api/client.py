"""Sends requests to OpenPhone's REST API: in time, within its rate limit, and never twice."""

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ReadTimeoutError

from openphone.api.protocol import REQUESTS_PER_SECOND, ApiError, Request, page, refusal
from openphone.api.retries import Limiter, Patience
from openphone.errors import OpenPhoneError
from openphone.events.envelope import Json

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
# From here on a status is a failure of the server: the request may have been done before it.
SERVER_FAILURES = 500

_AGAIN = "Check the network and OPENPHONE_API_URL, and run the command again."


class Api:
    """One API under one key; all of its requests share the rate limit.

    A request that fails for now (429, 5xx, no connection) is tried again as long as `patience`
    lasts, in seconds after its first failure, if it can do no harm; see `openphone.api.retries`.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        per_second: float = REQUESTS_PER_SECOND,
        timeout: float = READ_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Take the address and the key. Raises OpenPhoneError for what the key must not go to."""
        self._url = url.rstrip("/")
        _check_url(self._url)
        self._timeout = (min(CONNECT_SECONDS, timeout), timeout)
        self._limiter = Limiter(per_second)
        self._session = requests.Session()
        # A proxy of the environment is for the world outside, not for this machine.
        self._session.trust_env = not is_local(self._url)
        self._session.auth = _Key(key)
        adapter = HTTPAdapter(max_retries=Patience(limiter=self._limiter, seconds=patience))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def send(self, request: Request) -> Any:  # noqa: ANN401 - whatever JSON there is
        """Give the answer's JSON, None where there is no content. Raises ApiError."""
        self._limiter.wait()
        try:
            response = self._session.request(
                request.method,
                self._url + request.path,
                params=list(request.query),
                json=request.body,
                headers={"Accept": "application/json", **dict(request.headers)},
                timeout=self._timeout,
                allow_redirects=False,
            )
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            raise _unanswered(error) from error
        return _answer(response)

    def pages(self, request: Request) -> Iterator[Json]:
        """Give the items of a list one by one, page after page. Raises ApiError."""
        following: Request | None = request
        while following:
            found = page(following, self.send(following))
            yield from found.items
            following = found.following

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


class _Key(AuthBase):
    """Adds the key. Given as `auth`, it also keeps entries of ~/.netrc away."""

    def __init__(self, key: str) -> None:
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise OpenPhoneError(
                "OPENPHONE_API_KEY holds characters that no API key has: copy it again, without "
                "quotation marks or spaces."
            )
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._key
        return request


def is_local(url: str) -> bool:
    """Tell whether an address is one of this machine's own."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_done(error: ApiError) -> bool:
    """Tell whether a request that failed so may have been done: nobody says that it was not."""
    return not error.status or error.status >= SERVER_FAILURES


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and is_local(url))
    ):
        raise OpenPhoneError(
            "OPENPHONE_API_URL must be an https address, such as https://api.quo.com: the API key "
            "is sent there. Only on this machine (127.0.0.1) may it be http."
        )


def _answer(response: requests.Response) -> Any:  # noqa: ANN401 - whatever JSON there is
    try:
        answer = response.json() if response.content else None
    except requests.JSONDecodeError as error:
        if response.ok:
            raise ApiError(f"The API's answer cannot be read. {_AGAIN}") from error
        answer = None
    if not 200 <= response.status_code < 300:  # noqa: PLR2004 - the class of success
        raise refusal(response.status_code, answer)
    return answer


def _unanswered(error: Exception) -> ApiError:
    """Say what kind of failure it was; the texts of the libraries hold addresses."""
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return ApiError(f"OpenPhone's API did not answer in time. {_AGAIN}")
    if isinstance(error, requests.exceptions.SSLError):
        return ApiError(f"OpenPhone's API has no certificate that is trusted here. {_AGAIN}")
    return ApiError(f"OpenPhone's API cannot be reached. {_AGAIN}")

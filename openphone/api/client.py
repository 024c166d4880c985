"""Sends requests to OpenPhone's REST API: within its rate limit, and nothing twice."""

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from openphone.api.protocol import REQUESTS_PER_SECOND, ApiError, Request, page, refusal
from openphone.api.retries import Limiter, Patience
from openphone.errors import OpenPhoneError
from openphone.events.envelope import Json

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
# From here on a status is a failure of the server, which may have carried out the request.
SERVER_FAILURES = 500

_AGAIN = "Check the network and OPENPHONE_API_URL, and run the command again."


class Api:
    """One API under one key; all of its requests share the rate limit.

    A request that fails temporarily (429, 5xx, no connection) is retried for `patience` seconds
    after its first failure, if that can do no harm; see `openphone.api.retries`.
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
        """Take address and key. Raises OpenPhoneError where the key must not be sent there."""
        self._url = url.rstrip("/")
        _check_url(self._url)
        self._timeout = (min(CONNECT_SECONDS, timeout), timeout)
        self._limiter = Limiter(per_second)
        self._session = requests.Session()
        # A proxy from the environment is for other machines.
        self._session.trust_env = not is_local(self._url)
        self._session.headers["Authorization"] = _checked(key)
        # With an `auth` of its own, requests leaves ~/.netrc alone.
        self._session.auth = lambda prepared: prepared
        adapter = HTTPAdapter(max_retries=Patience(limiter=self._limiter, seconds=patience))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def send(self, request: Request) -> Any:  # noqa: ANN401 - whatever JSON there is
        """Return the answer's JSON, None if it has no content. Raises ApiError."""
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
        """Yield the items of a list, page after page. Raises ApiError."""
        following: Request | None = request
        while following:
            found = page(following, self.send(following))
            yield from found.items
            following = found.following

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def is_local(url: str) -> bool:
    """Return whether an address is one of this machine's own."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_done(error: ApiError) -> bool:
    """Return whether a request that failed with this error may still have been carried out."""
    return not error.status or error.status >= SERVER_FAILURES


def _checked(key: str) -> str:
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise OpenPhoneError(
        "OPENPHONE_API_KEY holds characters that no API key has: copy it again, without quotation "
        "marks or spaces."
    )


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
    """Name the failure in our own words: the texts of the libraries hold addresses."""
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return ApiError(f"OpenPhone's API did not answer in time. {_AGAIN}")
    if isinstance(error, requests.exceptions.SSLError):
        return ApiError(f"OpenPhone's API has no certificate that is trusted here. {_AGAIN}")
    return ApiError(f"OpenPhone's API cannot be reached. {_AGAIN}")

"""Posts to a receiver the way OpenPhone does."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import HTTPError

from delivery import WEBHOOK_PATH
from delivery.signer import Signer
from openphone.api.client import is_local
from openphone.events.envelope import Json

# OpenPhone waits this long for an answer.
POST_SECONDS = 10.0


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the body where it is a JSON object, and the sender's clock.

    `status` is 0 where nothing came; `failure` then names the reason, such as `ConnectionError`.
    `date` is in Unix seconds, None where the answer has none.
    """

    status: int
    body: Json = field(default_factory=dict)
    date: float | None = None
    failure: str = ""

    @property
    def timed_out(self) -> bool:
        """Whether nothing came in time."""
        return "Timeout" in self.failure


class Receiver:
    """A receiver at the URL of its webhook. No method raises if it does not answer."""

    def __init__(self, url: str, timeout: float | tuple[float, float] = POST_SECONDS) -> None:
        """Take the URL, and seconds for everything, or for the connection and for the answer."""
        self._url, self._timeout = url, timeout
        self._session = requests.Session()
        # A proxy in the environment is meant for the outside world, not for this machine.
        self._session.trust_env = not is_local(url)

    def health(self) -> Answer:
        """Ask for the receiver's health."""
        return self._ask("GET", health_url(self._url))

    def deliver(
        self, body: bytes, signer: Signer, *, scheme: str = "", webhook_id: str = ""
    ) -> Answer:
        """Sign an event and post it; with no scheme given, under the signer's first."""
        headers = signer.sign(
            scheme or signer.scheme(),
            body,
            webhook_id=webhook_id or f"msg_{uuid.uuid4().hex}",
            at=time.time(),
        )
        return self.post(body, headers)

    def post(self, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Post a body as it is."""
        return self._ask("POST", self._url, body, headers)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _ask(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            response = self._session.request(
                method,
                url,
                data=body,
                headers={"content-type": "application/json", **(headers or {})},
                timeout=self._timeout,
                allow_redirects=False,
            )
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            return Answer(0, failure=type(error).__name__)
        return Answer(response.status_code, _json_object(response), _date(response))


def health_url(url: str) -> str:
    """Return the receiver's health address for its webhook address."""
    if url.endswith(WEBHOOK_PATH):
        return url.removesuffix(WEBHOOK_PATH) + "/health"
    return requests.compat.urljoin(url, "/health")


def _json_object(response: requests.Response) -> Json:
    try:
        content = response.json()
    except requests.JSONDecodeError:
        return {}
    return content if isinstance(content, Mapping) else {}


def _date(response: requests.Response) -> float | None:
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
    except ValueError:
        return None

"""Follows a signed probe from a URL into Firestore, step by step, and says what is wrong where."""

import itertools
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import HTTPError

from cli.config import WEBHOOK_PATH
from cli.sending.signing import kind
from cli.webhooks.advice import advice
from openphone.api.client import is_local
from openphone.errors import OpenPhoneError
from openphone.signatures import sign
from openphone.times import rfc3339

# OpenPhone sends no such type: the processor archives it, and makes no activity of it.
EVENT_TYPE = "openphone.probe"
STEPS = ("health", "unsigned", "signed", "stored")
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0  # a first instance may have to start
AGAIN_SECONDS = 3.0
_CLOCK_SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What became of one step: `state` is `ok`, `failed` or `skipped`."""

    step: str
    state: str
    detail: str
    advice: str = ""


@dataclass(frozen=True)
class Answer:
    """What the URL answered: its status, 0 where it did not, and its JSON where it is an object."""

    status: int
    body: Mapping[str, object]
    clock_off: bool = False


def event_body(event_id: str, now: datetime) -> bytes:
    """Write the probe's body."""
    event = {
        "id": event_id,
        "object": "event",
        "apiVersion": "v3",
        "createdAt": rfc3339(now),
        "type": EVENT_TYPE,
        "data": {"object": {}},
    }
    return json.dumps(event).encode()


def signature(keys: Sequence[str], body: bytes, event_id: str, now: float) -> dict[str, str] | None:
    """Sign the probe with the first key that can be used; None where there is none.

    Under the scheme that the key is made for. Those of `hex`, which Terraform switches off, come
    last.
    """
    for key in sorted(keys, key=lambda key: kind(key) == "hex"):
        try:
            return sign(kind(key), key, body, webhook_id=event_id, at=now)
        except OpenPhoneError:
            continue
    return None


def health_url(url: str) -> str:
    """Give the receiver's health address for its webhook address."""
    if url.endswith(WEBHOOK_PATH):
        return url.removesuffix(WEBHOOK_PATH) + "/health"
    return requests.compat.urljoin(url, "/health")


class Probe:
    """The steps that need the URL alone."""

    def __init__(
        self,
        url: str,
        keys: Sequence[str],
        patience: float = 0,
        tell: Callable[[str], object] = str,
    ) -> None:
        """Take the URL, and the keys that the receiver should know.

        `patience` is for how many seconds it may not know a key yet that is new; while that is
        waited for, `tell` is told once.
        """
        self._url, self._keys, self._patience, self._tell = url, keys, patience, tell
        self._session = requests.Session()
        # A proxy of the environment is for the world outside, not for this machine.
        self._session.trust_env = not is_local(url)
        self.event_id = f"EVprobe-{uuid.uuid4().hex}"

    def run(self) -> Iterator[Outcome]:
        """Give the outcome of each step, as it comes, up to the first that failed."""
        for step in (self._health, self._unsigned, self._signed):
            outcome = step()
            yield outcome
            if outcome.state == "failed":
                return

    def _health(self) -> Outcome:
        where = health_url(self._url)
        answer = self._ask("GET", where)
        good = answer.status == requests.codes.ok and answer.body.get("status") == "ok"
        return _outcome("health", f"GET {where}", answer, good=good)

    def _unsigned(self) -> Outcome:
        answer = self._ask("POST", self._url, b"{}")
        good = answer.status == requests.codes.forbidden
        return _outcome("unsigned", f"POST {self._url} without a signature", answer, good=good)

    def _signed(self) -> Outcome:
        end = time.monotonic() + self._patience
        for attempt in itertools.count():
            now = datetime.now(UTC)
            body = event_body(self.event_id, now)
            headers = signature(self._keys, body, self.event_id, now.timestamp())
            if headers is None:
                return self._unsignable()
            answer = self._ask("POST", self._url, body, headers)
            unknown = answer.status == requests.codes.forbidden and not answer.clock_off
            if not unknown or time.monotonic() > end:
                break
            if not attempt:
                self._tell("The receiver does not know the newest key yet: trying for a while.")
            time.sleep(AGAIN_SECONDS)
        good = answer.status == requests.codes.ok and answer.body.get("event_id") == self.event_id
        what = f"POST {self._url} with a signed probe {self.event_id}"
        return _outcome("signed", what, answer, good=good)

    def _unsignable(self) -> Outcome:
        if self._keys:
            text = "No key that there is can be used to sign."
            return Outcome("signed", "failed", text, advice("odd-key", 0))
        return Outcome("signed", "failed", "There is no key to sign with.", advice("no-key", 0))

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
                headers={"Content-Type": "application/json", **(headers or {})},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
            )
        except (requests.RequestException, HTTPError, UnicodeError):
            return Answer(0, {})
        return Answer(response.status_code, _told(response), _clock_off(response))


def _outcome(step: str, what: str, answer: Answer, *, good: bool) -> Outcome:
    told = f"was answered with {answer.status}" if answer.status else "was not answered"
    if good:
        return Outcome(step, "ok", f"{what} {told}")
    where = "clock" if answer.clock_off and answer.status == requests.codes.forbidden else step
    return Outcome(step, "failed", f"{what} {told}", advice(where, answer.status))


def _told(response: requests.Response) -> Mapping[str, object]:
    try:
        content = response.json()
    except requests.JSONDecodeError:
        return {}
    return content if isinstance(content, Mapping) else {}


def _clock_off(response: requests.Response) -> bool:
    try:
        there = parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
    except ValueError:
        return False
    return abs(time.time() - there) > _CLOCK_SECONDS

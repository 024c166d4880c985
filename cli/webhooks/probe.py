"""Follows a signed probe from a URL into Firestore, step by step, and says what is wrong where."""

import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from cli.events.records import Records
from cli.webhooks.advice import advice
from delivery.follow import follow
from delivery.probe import probe_body
from delivery.receiver import Answer, Receiver, health_url
from delivery.signer import DeliveryError, Signer

EVENT_TYPE = "openphone.probe"
STEPS = ("health", "unsigned", "signed", "stored")
# For the connection, and for the answer: a first instance may have to start.
TIMEOUT = (10.0, 30.0)
AGAIN_SECONDS = 3.0
_CLOCK_SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What became of one step: `state` is `ok`, `failed` or `skipped`."""

    step: str
    state: str
    detail: str
    advice: str = ""


class Probe:
    """The steps that need only the URL."""

    def __init__(
        self,
        url: str,
        keys: Sequence[str],
        patience: float = 0,
        note: Callable[[str], object] = str,
    ) -> None:
        """Take the URL, and the keys that the receiver should know.

        A receiver may not know a new key yet: the signed step is retried for `patience` seconds,
        after one call of `note`.
        """
        self._url, self._keys, self._patience, self._note = url, keys, patience, note
        self._receiver = Receiver(url, TIMEOUT)
        self.event_id = f"EVprobe-{uuid.uuid4().hex}"

    def run(self) -> Iterator[Outcome]:
        """Yield the outcome of each step, up to the first that failed."""
        for step in (self._health, self._unsigned, self._signed):
            outcome = step()
            yield outcome
            if outcome.state == "failed":
                return

    def _health(self) -> Outcome:
        answer = self._receiver.health()
        good = answer.status == requests.codes.ok and answer.body.get("status") == "ok"
        return _outcome("health", f"GET {health_url(self._url)}", answer, good=good)

    def _unsigned(self) -> Outcome:
        answer = self._receiver.post(b"{}")
        good = answer.status == requests.codes.forbidden
        return _outcome("unsigned", f"POST {self._url} without a signature", answer, good=good)

    def _signed(self) -> Outcome:
        if not self._keys:
            return _failed("signed", "There is no key to sign with.", "no-key")
        try:
            signer = Signer(self._keys)
        except DeliveryError:
            return _failed("signed", "None of the keys can be used to sign.", "odd-key")
        end = time.monotonic() + self._patience
        for attempt in itertools.count():
            body = probe_body(self.event_id, EVENT_TYPE, datetime.now(UTC))
            answer = self._receiver.deliver(body, signer, webhook_id=self.event_id)
            unknown = answer.status == requests.codes.forbidden and not _clock_is_off(answer)
            if not unknown or time.monotonic() > end:
                break
            if not attempt:
                self._note("The receiver does not know the newest key yet: trying for a while.")
            time.sleep(AGAIN_SECONDS)
        good = answer.status == requests.codes.ok and answer.body.get("event_id") == self.event_id
        what = f"POST {self._url} with a signed probe {self.event_id}"
        return _outcome("signed", what, answer, good=good)


def stored(records: Records, event_id: str, seconds: float) -> Outcome:
    """Wait until the probe is stored, for `seconds` at most. Raises GoogleError."""
    where = f"webhook_events/{event_id}"
    record = follow(records.summaries, [event_id], seconds).get(event_id)
    if record is None:
        return _failed("stored", f"{where} does not exist after {seconds:.0f} s", "stored")
    if not record.processed:
        return _failed("stored", f"{where} is stored as failed", "failed")
    return Outcome("stored", "ok", f"{where} exists, archived")


def _outcome(step: str, what: str, answer: Answer, *, good: bool) -> Outcome:
    answered = f"was answered with {answer.status}" if answer.status else "was not answered"
    if good:
        return Outcome(step, "ok", f"{what} {answered}")
    wrong_time = answer.status == requests.codes.forbidden and _clock_is_off(answer)
    return _failed(step, f"{what} {answered}", "clock" if wrong_time else step, answer.status)


def _failed(step: str, detail: str, cause: str, status: int = 0) -> Outcome:
    return Outcome(step, "failed", detail, advice(cause, status))


def _clock_is_off(answer: Answer) -> bool:
    return answer.date is not None and abs(time.time() - answer.date) > _CLOCK_SECONDS

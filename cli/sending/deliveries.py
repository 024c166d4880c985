"""Sends events to a receiver and follows them into Firestore."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError

from cli.events.records import Record
from cli.sending.checks import differences
from cli.sending.samples import Sample
from cli.sending.signing import Signer
from cli.terminal.times import pauses
from documents.paths import Document
from openphone.api.client import is_local

# OpenPhone waits as long for an answer.
POST_SECONDS = 10.0
_HINTS = {
    400: "the body is not a JSON object",
    403: "the receiver has no such key, or has the scheme switched off (SIGNATURE_SCHEMES)",
    404: "there is no receiver at this path",
    405: "there is no receiver at this path",
    413: "the body is larger than the receiver's MAX_BODY_BYTES",
    503: "the receiver cannot reach Pub/Sub or has no signing keys: try again, and see its log",
}


class Records(Protocol):
    """Where the records of events are read."""

    def summaries(self, event_ids: Iterable[str]) -> Mapping[str, Record]:
        """Give those that are there, without their payloads."""

    def activity(self, activity_id: str) -> Document | None:
        """Give one message or call."""


@dataclass
class Delivery:
    """One event on its way: `answer` and `stored` are short texts, `problem` says what to do."""

    sample: Sample
    scheme: str
    answer: str = "not sent"
    stored: str = "not checked"
    problem: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the receiver took it."""
        return self.answer.startswith("2")

    @property
    def failed(self) -> bool:
        """Whether it was refused, or is not stored as it should be."""
        return not self.accepted or self.stored not in ("stored", "ignored", "not checked")


def send(url: str, samples: Sequence[Sample], signer: Signer) -> list[Delivery]:
    """Post the samples, one after the other; after one without any answer no further one.

    Raises CommandError where no key can be used.
    """
    deliveries = [Delivery(sample, signer.scheme(sample.shape)) for sample in samples]
    with requests.Session() as session:
        # A proxy of the environment is for the world outside, not for this machine.
        session.trust_env = not is_local(url)
        for delivery in deliveries:
            _post(session, url, delivery, signer)
            if delivery.answer == "none":
                break
    return deliveries


def follow(
    records: Records,
    deliveries: Sequence[Delivery],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until all that was accepted is recorded, so many seconds at most, and compare it."""
    waiting = [delivery for delivery in deliveries if delivery.accepted]
    end, pause = clock() + seconds, pauses()
    found: dict[str, Record] = {}
    while True:
        missing = [d.sample.event_id for d in waiting if d.sample.event_id not in found]
        found.update(records.summaries(missing))
        if len(found) == len({d.sample.event_id for d in waiting}) or clock() > end:
            break
        sleep(next(pause))
    for delivery in waiting:
        _compare(records, delivery, found.get(delivery.sample.event_id))


def _post(session: requests.Session, url: str, delivery: Delivery, signer: Signer) -> None:
    body = delivery.sample.body
    webhook_id = f"msg_{uuid.uuid4().hex}"
    headers = signer.sign(delivery.scheme, body, webhook_id=webhook_id, at=time.time())
    headers["content-type"] = "application/json"
    try:
        status = session.post(
            url, data=body, headers=headers, timeout=POST_SECONDS, allow_redirects=False
        ).status_code
    except requests.Timeout:
        delivery.answer = "none"
        delivery.problem = f"no answer within {POST_SECONDS:.0f} s: see the receiver's log"
    except (requests.RequestException, HTTPError, UnicodeError):
        delivery.answer = "none"
        delivery.problem = "nothing answers there: check the URL, and that the receiver runs"
    else:
        delivery.answer = str(status)
        if not delivery.accepted:
            delivery.problem = _HINTS.get(status, "not the answer of a receiver: check the URL")


def _compare(records: Records, delivery: Delivery, record: Record | None) -> None:
    if record is None:
        delivery.stored = "not yet"
        delivery.problem = (
            "not recorded in time: check that GOOGLE_CLOUD_PROJECT is the receiver's, then "
            "`openphone dead-letters list`"
        )
        return
    delivery.stored, delivery.problem = record.state, record.reason
    if record.state != "stored" or not record.activity_id:
        return
    stored = records.activity(record.activity_id)
    wrong = differences(delivery.sample.expected, stored or {})
    if stored is None:
        delivery.stored, delivery.problem = "incomplete", "the activity is not there"
    elif wrong:
        delivery.stored = "different"
        delivery.problem = f"not as expected: {', '.join(wrong)}"

"""Sends events to a receiver, and compares what is stored of them with what was expected."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from cli.events.records import Record, Records
from cli.sending.samples import Sample
from delivery.follow import follow
from delivery.receiver import POST_SECONDS, Receiver
from delivery.signer import Signer
from documents.paths import ACTIVITIES
from openphone.times import parse_time

_HINTS = {
    400: "the body is not a JSON object",
    403: "the receiver has no such key, or has the scheme switched off (SIGNATURE_SCHEMES)",
    404: "there is no receiver at this path",
    405: "there is no receiver at this path",
    413: "the body is larger than the receiver's MAX_BODY_BYTES",
    503: "the receiver cannot reach Pub/Sub or has no signing keys: try again, and see its log",
}


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


def send(
    url: str, samples: Sequence[Sample], signer: Signer, seconds: float = POST_SECONDS
) -> list[Delivery]:
    """Post the samples one after the other, up to the first that gets no answer in `seconds`."""
    deliveries = [Delivery(sample, signer.scheme(sample.shape)) for sample in samples]
    with closing(Receiver(url, seconds)) as receiver:
        for delivery in deliveries:
            answer = receiver.deliver(delivery.sample.body, signer, scheme=delivery.scheme)
            if not answer.status:
                delivery.answer = "none"
                delivery.problem = (
                    f"no answer within {seconds:.0f} s: see the receiver's log"
                    if answer.timed_out
                    else "nothing answers there: check the URL, and that the receiver runs"
                )
                break
            delivery.answer = str(answer.status)
            if not delivery.accepted:
                unknown = "not the answer of a receiver: check the URL"
                delivery.problem = _HINTS.get(answer.status, unknown)
    return deliveries


def check_stored(
    records: Records,
    deliveries: Sequence[Delivery],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until what was accepted is recorded, for `seconds` at most, and compare it."""
    waiting = [delivery for delivery in deliveries if delivery.accepted]
    ids = [delivery.sample.event_id for delivery in waiting]
    found = follow(records.summaries, ids, seconds, clock=clock, sleep=sleep)
    for delivery in waiting:
        _compare(records, delivery, found.get(delivery.sample.event_id))


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
    stored = records.documents(ACTIVITIES, [record.activity_id]).get(record.activity_id)
    wrong = differences(delivery.sample.expected, stored or {})
    if stored is None:
        delivery.stored, delivery.problem = "incomplete", "the activity does not exist"
    elif wrong:
        delivery.stored = "different"
        delivery.problem = f"not as expected: {', '.join(wrong)}"


def differences(expected: Mapping[str, object], stored: Mapping[str, object]) -> list[str]:
    """Return the names of the fields that are not as expected; further stored fields do not count.

    A member of a map is named like `ai_summary.text`, one of a list like `recordings[0].id`.
    """
    return list(_differ("", expected, stored))


def _differ(name: str, expected: object, stored: object) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(stored, Mapping):
        for key, value in expected.items():
            yield from _differ(f"{name}.{key}".lstrip("."), value, stored.get(key))
    elif isinstance(expected, list) and isinstance(stored, list) and len(expected) == len(stored):
        for number, (one, other) in enumerate(zip(expected, stored, strict=True)):
            yield from _differ(f"{name}[{number}]", one, other)
    elif not _same(expected, stored):
        yield name


def _same(expected: object, stored: object) -> bool:
    if isinstance(stored, datetime) and isinstance(expected, str):
        return parse_time(expected) == stored
    return isinstance(expected, bool) == isinstance(stored, bool) and expected == stored

"""Sends the sample day, signed as OpenPhone signs each event."""

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

from delivery import WEBHOOK_PATH
from delivery.receiver import Receiver
from delivery.signer import Signer, shape
from emulator.errors import StackError
from emulator.samples import day

POST_SECONDS = 30.0
# The text of this message is a number: it is stored as failed, unlike all others.
BROKEN_EVENT = "EVbroken"


def load(now: datetime) -> list[bytes]:
    """Return the bodies in the order of arrival, moved to the last day that is over by `now`."""
    return [line.encode() for line in day.to_latest_day(day.read("day.jsonl"), now).splitlines()]


def send(
    receiver_url: str, bodies: Sequence[bytes], signer: Signer, check: Callable[[], None]
) -> list[str]:
    """Post the bodies to the receiver one by one; return the event ids from its answers.

    `check` is called before each, and may raise. Raises StackError when one is not accepted.
    """
    receiver = Receiver(f"{receiver_url}{WEBHOOK_PATH}", POST_SECONDS)
    try:
        ids = []
        for body in bodies:
            check()
            answer = receiver.deliver(body, signer, scheme=signer.scheme(shape(body)))
            if answer.status != HTTPStatus.OK:
                came = answer.failure or f"{answer.status} {answer.body.get('error', '')}"
                raise StackError(f"The receiver did not accept a sample event: {came}")
            ids.append(str(answer.body["event_id"]))
        return ids
    finally:
        receiver.close()

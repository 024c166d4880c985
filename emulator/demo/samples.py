"""The sample events: a day at a roofing business, in every shape that OpenPhone sends.

samples/day.jsonl holds one delivery a line, in the order of arrival, exactly as OpenPhone would
send the body. All names, numbers and addresses are invented.
"""

import json
import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import NamedTuple

import requests

from emulator.demo.keys import Signer
from emulator.errors import StackError

PATH = "/api/webhooks/openphone"
POST_SECONDS = 30
# The text of this message is a number: it is stored as failed, and the rest is not.
BROKEN_EVENT = "EVbroken"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# What OpenPhone signs each shape with.
_SCHEMES = {"guide": "hex", "2026-03-30": "standard"}


class Sample(NamedTuple):
    """One delivery: its body, and the signature scheme of its shape."""

    body: bytes
    scheme: str


def load(now: datetime) -> list[Sample]:
    """Give the samples in the order of arrival, moved to the last day that is over by `now`."""
    text = (files("emulator") / "samples" / "day.jsonl").read_text(encoding="utf-8")
    lines = to_latest_day(text, now).splitlines()
    return [Sample(line.encode(), _SCHEMES.get(shape(line), "openphone")) for line in lines]


def to_latest_day(text: str, now: datetime) -> str:
    """Move every time in a text by the same number of days, so that the last is not after `now`.

    The times keep their hours, so that a working day stays one.
    """
    days = timedelta(days=(now - max(map(_read_time, _TIME.findall(text)))).days)
    return _TIME.sub(lambda found: _write_time(_read_time(found[0]) + days), text)


def shape(body: str | bytes) -> str:
    """Name the shape of a body: `guide`, `v2`, `v3`, `wrapped v3`, `v4` or `2026-03-30`."""
    event = json.loads(body)
    if isinstance(event.get("object"), dict):
        return "wrapped v3"
    version = str(event.get("apiVersion", "v1"))
    return "guide" if version == "v1" else version


def send(
    session: requests.Session,
    receiver: str,
    samples: list[Sample],
    signer: Signer,
    check: Callable[[], None],
) -> list[str]:
    """Post the samples to the receiver one by one; give the event ids out of its answers.

    `check` is called before each, and may raise. Raises StackError when one is not accepted.
    """
    ids = []
    for sample in samples:
        check()
        ids.append(_post(session, receiver, sample, signer))
    return ids


def _post(session: requests.Session, receiver: str, sample: Sample, signer: Signer) -> str:
    webhook_id = f"msg_{uuid.uuid4().hex}"
    headers = signer.sign(sample.scheme, sample.body, webhook_id=webhook_id, at=time.time())
    headers["content-type"] = "application/json"
    try:
        answer = session.post(
            receiver + PATH, data=sample.body, headers=headers, timeout=POST_SECONDS
        )
    except requests.RequestException as error:
        raise StackError("The receiver did not answer a sample event.") from error
    if answer.status_code != requests.codes.ok:
        raise StackError(f"The receiver refused a sample event: {answer.status_code} {answer.text}")
    return str(answer.json()["event_id"])


def _read_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

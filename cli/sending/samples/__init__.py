"""Events to send: the samples of this folder, and those of files.

Each file here lists events with the activity that each must leave; `expected` are fields of it,
written by hand. `{run}` in an id is replaced anew in every run, and the times move to now. All
names, numbers and addresses are invented.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from delivery.signer import shape
from openphone.errors import EventError
from openphone.events.envelope import load, text_field
from openphone.times import parse_time, rfc3339
from pipeline.ids import event_id

SETS = {
    "all": "each of the six event types once, as the integration guide has them",
    "media": "messages with pictures, in four shapes",
    "ai": "a call with its recording, AI summary and transcript",
    "full": "a whole conversation: a contact, messages, calls, a voicemail, in every shape",
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True)
class Sample:
    """One event to send; `expected` are fields that its activity must have afterwards."""

    body: bytes = field(repr=False)
    activity_id: str = ""
    expected: Mapping[str, Any] = field(default_factory=dict)

    @property
    def event_id(self) -> str:
        """The id under which the receiver stores the event."""
        return event_id(self.body, self._event)

    @property
    def type(self) -> str:
        """The event's type; empty if it has none."""
        return text_field(self._event, "type")

    @property
    def shape(self) -> str:
        """The shape by which its signature scheme is chosen; see `delivery.signer.shape`."""
        return shape(self.body)

    @property
    def _event(self) -> Mapping[str, object]:
        try:
            return load(self.body)
        except EventError:
            return {}  # refusing it is the receiver's business


def of_set(name: str, *, run: str, now: datetime) -> list[Sample]:
    """Return the samples of one of `SETS`: with `run` in their ids, and the last time at `now`."""
    text = (files(__name__) / f"{name}.json").read_text(encoding="utf-8")
    entries = json.loads(_moved(text.replace("{run}", run), now))
    return [
        Sample(_body(one["event"]), one.get("activity_id", ""), one.get("expected", {}))
        for one in entries
    ]


def of_file(path: Path) -> list[Sample]:
    """Return the event of a file, or of each line of a `.jsonl` file, byte for byte.

    Raises OSError.
    """
    content = path.read_bytes()
    bodies = content.split(b"\n") if path.suffix == ".jsonl" else [content]
    return [Sample(body) for body in bodies if body.strip()]


def _body(event: object) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _moved(text: str, now: datetime) -> str:
    """Move all times alike, so that the last one is now."""
    last = max(map(parse_time, _TIME.findall(text)))
    delta = now - last
    return _TIME.sub(lambda found: rfc3339(parse_time(found[0]) + delta), text)

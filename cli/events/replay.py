"""Publishes stored events again and follows them until they are processed."""

import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from cli.errors import CommandError
from cli.events.records import Record, Records
from delivery.follow import pauses
from openphone.errors import EventError
from openphone.events.envelope import load
from pipeline.message import attributes

# Every look costs one read for each event; those that were published first come first.
_LOOK_AT = 100
# The outcomes that leave nothing to do.
SETTLED = ("stored", "ignored", "already stored", "already ignored")
_LATE = (
    "published, but not processed in time: look again with `openphone events show`, and at "
    "`openphone dead-letters list`"
)


@dataclass(frozen=True)
class Result:
    """What became of the replay of one event.

    `outcome` is one of `SETTLED`, `failed`, `not found`, `not published`, `published`; after
    `published` it is not known how the replay ended.
    """

    event_id: str
    type: str = ""
    outcome: str = "published"
    reason: str = ""


class Publisher(Protocol):
    """The topic of events."""

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when the message is safe. Raises GoogleError."""


def message(record: Record, body: bytes) -> dict[str, str]:
    """Return the attributes under which a stored event is published to replace its record."""
    try:
        event = load(body)
    except EventError:
        event = {}
    return attributes(
        event,
        event_id=record.id,
        signature_scheme=record.fields.get("signature_scheme", ""),
        received_at=record.fields.get("received_at") or datetime.now(UTC),
        replay=True,
    )


class Replay:
    """One run of replays; `results` has one entry for each event, in the order they were given."""

    def __init__(self, records: Records, publisher: Publisher) -> None:
        """Begin with nothing published."""
        self.results: dict[str, Result] = {}
        self._records, self._publisher = records, publisher
        self._before: dict[str, datetime | None] = {}

    @property
    def waiting(self) -> int:
        """How many were published and are not known to be processed."""
        return len(self._before)

    def publish(self, event_ids: Iterable[str]) -> None:
        """Publish each event that is recorded as failed; the others need no replay.

        Raises CommandError if Pub/Sub or Firestore fail; the results say what was not published
        by then.
        """
        ids = list(dict.fromkeys(event_ids))
        self.results |= {name: Result(name, outcome="not published") for name in ids}
        for event_id in ids:
            self.results[event_id] = self._publish(event_id)

    def follow(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wait until all that was published is processed, or none was for this many seconds."""
        end, pause = clock() + seconds, pauses()
        while self._before:
            if self._look():
                end, pause = clock() + seconds, pauses()
            elif clock() > end:
                break
            else:
                sleep(next(pause))
        for event_id in self._before:
            self.results[event_id] = replace(self.results[event_id], reason=_LATE)

    def _publish(self, event_id: str) -> Result:
        record = self._records.get(event_id)
        if record is None:
            return Result(event_id, outcome="not found", reason="no such event is recorded")
        if record.processed:
            # The processor replaces failed records only, so nothing can be applied twice.
            return Result(event_id, record.type, f"already {record.state}")
        try:
            body = record.payload()
        except CommandError as error:
            return Result(event_id, record.type, "not published", error.message)
        self._publisher.publish(body, message(record, body))
        self._before[event_id] = record.fields.get("processed_at")
        return Result(event_id, record.type)

    def _look(self) -> bool:
        """Settle some whose records were written again; return whether there were any."""
        before = len(self._before)
        asked = list(itertools.islice(self._before, _LOOK_AT))
        for event_id, record in self._records.summaries(asked).items():
            if record.fields.get("processed_at") != self._before[event_id]:
                del self._before[event_id]
                self.results[event_id] = Result(event_id, record.type, record.state, record.reason)
        return len(self._before) < before

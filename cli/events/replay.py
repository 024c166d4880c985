"""Publishes stored events again and follows them until they are processed."""

import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from cli.errors import CommandError
from cli.events.records import Record
from cli.terminal.times import pauses
from openphone.errors import EventError
from openphone.events.envelope import load
from pipeline.message import attributes

# Every look costs a read for each event: the first ones to be published come first.
_LOOK_AT = 100
# Those after which there is nothing left to do.
SETTLED = ("stored", "ignored", "already stored", "already ignored")
_LATE = (
    "published, but not processed in time: look again with `openphone events show`, and at "
    "`openphone dead-letters list`"
)


class Records(Protocol):
    """Where the records of events are read."""

    def get(self, event_id: str) -> Record | None:
        """Give one record with its payload."""

    def summaries(self, event_ids: Iterable[str]) -> Mapping[str, Record]:
        """Give those that are there, without their payloads."""


class Publisher(Protocol):
    """Where events go."""

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when the message is safe. Raises CommandError."""


@dataclass(frozen=True)
class Result:
    """What became of the replay of one event.

    `outcome` is one of `SETTLED`, `failed`, `not found`, `not published`, `published`; `published`
    alone does not tell how it ended.
    """

    event_id: str
    type: str = ""
    outcome: str = "published"
    reason: str = ""


def message(record: Record, body: bytes) -> dict[str, str]:
    """Give the attributes under which a stored event is published to replace its record."""
    try:
        event = load(body)
    except EventError:
        event = {}
    received_at = record.fields.get("received_at")
    return attributes(
        event,
        event_id=record.id,
        signature_scheme=str(record.fields.get("signature_scheme", "")),
        received_at=received_at if isinstance(received_at, datetime) else datetime.now(UTC),
        replay=True,
    )


class Replay:
    """One run of replays; `results` has one entry for each event, in the order they were asked."""

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

        Raises CommandError where Pub/Sub or Firestore fail; what was not published by then says
        so in the results.
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
        """Wait until all that was published is processed, or none was for so many seconds."""
        end, pause = clock() + seconds, pauses()
        while self._before:
            if self._look():
                end, pause = clock() + seconds, pauses()
            elif clock() > end:
                break
            else:
                sleep(next(pause))
        for event_id in self._before:
            known = self.results[event_id]
            self.results[event_id] = Result(event_id, known.type, "published", _LATE)

    def _publish(self, event_id: str) -> Result:
        record = self._records.get(event_id)
        if record is None:
            return Result(event_id, outcome="not found", reason="no such event is recorded")
        if record.processed:
            # The processor replaces failed records alone, so that nothing can be applied twice.
            return Result(event_id, record.type, f"already {record.state}")
        try:
            body = record.payload()
        except CommandError as error:
            return Result(event_id, record.type, "not published", error.message)
        self._publisher.publish(body, message(record, body))
        self._before[event_id] = record.processed_at
        return Result(event_id, record.type)

    def _look(self) -> bool:
        """Settle some whose records were written again; tell whether there was any."""
        before = len(self._before)
        asked = list(itertools.islice(self._before, _LOOK_AT))
        for event_id, record in self._records.summaries(asked).items():
            if record.processed_at != self._before[event_id]:
                del self._before[event_id]
                self.results[event_id] = Result(event_id, record.type, record.state, record.reason)
        return len(self._before) < before

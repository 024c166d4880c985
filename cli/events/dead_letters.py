"""Dead letters: listed without being taken out, and replayed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cli.events.records import for_people, plain
from cli.events.replay import Publisher
from openphone.times import parse_time

COLUMNS = ("Event", "Type", "Received (UTC)", "Attempts", "Message")
_AT_ONCE = 100
# Attributes that Pub/Sub itself adds to a dead letter, and those that nobody else may publish.
# https://cloud.google.com/pubsub/docs/dead-letter-topics
_PUBSUB = ("CloudPubSub", "goog")
_ATTEMPTS = "CloudPubSubDeadLetterSourceDeliveryCount"
_FIRST_PUBLISHED = "CloudPubSubDeadLetterSourceTopicPublishTime"


@dataclass(frozen=True)
class Letter:
    """A dead letter that was pulled. One without an event id is not of this pipeline."""

    ack_id: str = field(repr=False)
    id: str
    data: bytes = field(repr=False)
    attributes: Mapping[str, str]
    published_at: datetime

    @property
    def event_id(self) -> str:
        """The id of the event; empty if there is none."""
        return self.attributes.get("event_id", "")

    @property
    def original_attributes(self) -> dict[str, str]:
        """The attributes under which the event was published."""
        return {name: v for name, v in self.attributes.items() if not name.startswith(_PUBSUB)}


class Source(Protocol):
    """A pull subscription. Every method raises GoogleError."""

    def pull(self, most: int) -> list[Letter]:
        """Return some letters, none if there are none now; nobody else gets them for a while."""

    def acknowledge(self, letters: Sequence[Letter]) -> None:
        """Take letters out for good."""

    def release(self, letters: Sequence[Letter]) -> None:
        """Put letters back at once."""


class DeadLetters:
    """One look through the dead letters; whatever it does not replay is put back at the end."""

    def __init__(self, source: Source) -> None:
        """Begin with nothing seen."""
        self.replayed: list[Letter] = []
        self._source = source
        # By message id, as pulled last: a message that comes twice is one letter.
        self._held: dict[str, Letter] = {}

    @property
    def left(self) -> list[Letter]:
        """Those that were seen and not replayed."""
        return list(self._held.values())

    def look(self, most: int) -> list[Letter]:
        """Return the letters, `most` of them at most. Raises GoogleError."""
        try:
            for _ in self._pull(most):
                pass
        finally:
            self._source.release(self.left)
        return self.left[:most]

    def replay(self, topic: Publisher, event_ids: Collection[str] | None) -> None:
        """Publish the letters of these events again, or of all; take each out once it is safe.

        Raises GoogleError; a letter that could not be published, or not taken out, stays.
        """
        try:
            for letter in self._pull():
                if letter.event_id and (event_ids is None or letter.event_id in event_ids):
                    topic.publish(letter.data, letter.original_attributes)
                    self._source.acknowledge([letter])
                    del self._held[letter.id]
                    self.replayed.append(letter)
        finally:
            self._source.release(self.left)

    def _pull(self, most: int | None = None) -> Iterator[Letter]:
        """Yield each letter once, holding it, until no new one comes or `most` are held."""
        done: set[str] = set()
        while most is None or len(done) < most:
            letters = self._source.pull(_AT_ONCE if most is None else most - len(done))
            self._held.update({letter.id: letter for letter in letters})
            fresh = [letter for letter in letters if letter.id not in done]
            if not fresh:
                return
            for letter in fresh:
                done.add(letter.id)
                yield letter


def row(letter: Letter) -> tuple[str, ...]:
    """Return one line of the list, with a text for each of COLUMNS."""
    told = letter.attributes
    received = str(summary(letter)["received_at"] or "")
    with suppress(ValueError):
        received = for_people(parse_time(received))
    event_id = letter.event_id or "(not an event)"
    return event_id, told.get("event_type", ""), received, told.get(_ATTEMPTS, ""), letter.id


def summary(letter: Letter) -> dict[str, object]:
    """Return a letter for JSON; `attempts` says how often Pub/Sub tried to deliver it."""
    told = letter.attributes
    attempts = told.get(_ATTEMPTS, "")
    return {
        "event_id": letter.event_id or None,
        "event_type": told.get("event_type", ""),
        "received_at": told.get("received_at") or told.get(_FIRST_PUBLISHED) or None,
        "dead_since": plain(letter.published_at),
        "attempts": int(attempts) if attempts.isdecimal() else None,
        "message_id": letter.id,
    }

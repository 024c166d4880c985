"""What waits in the dead-letter subscription: looked at without taking it out, and replayed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cli.google.pubsub import Message

_AT_ONCE = 100
# Attributes that Pub/Sub itself adds to a dead letter, and those that nobody else may publish.
# https://cloud.google.com/pubsub/docs/dead-letter-topics
_PUBSUB = ("CloudPubSub", "goog")
_ATTEMPTS = "CloudPubSubDeadLetterSourceDeliveryCount"
_FIRST_PUBLISHED = "CloudPubSubDeadLetterSourceTopicPublishTime"


class Source(Protocol):
    """A pull subscription."""

    def pull(self, most: int) -> list[Message]:
        """Give some messages, none where there are none; they are kept from others for a while."""

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Take messages out for good."""

    def release(self, messages: Sequence[Message]) -> None:
        """Put messages back at once."""


class Publisher(Protocol):
    """Where events go."""

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when the message is safe. Raises CommandError."""


@dataclass(frozen=True)
class Letter:
    """A dead letter. Without an event id it was not published by this pipeline."""

    message: Message

    @property
    def event_id(self) -> str:
        """The id of the event; empty where there is none."""
        return self.message.attributes.get("event_id", "")

    @property
    def event_type(self) -> str:
        """The event's type; empty where there is none."""
        return self.message.attributes.get("event_type", "")

    @property
    def received_at(self) -> str:
        """When the event was received, else first published, in RFC 3339; else empty."""
        attributes = self.message.attributes
        return attributes.get("received_at") or attributes.get(_FIRST_PUBLISHED, "")

    @property
    def attempts(self) -> str:
        """How often Pub/Sub tried to deliver it, as it says; empty where it does not."""
        return self.message.attributes.get(_ATTEMPTS, "")

    @property
    def original_attributes(self) -> dict[str, str]:
        """The attributes under which the event was published."""
        attributes = self.message.attributes
        return {name: v for name, v in attributes.items() if not name.startswith(_PUBSUB)}


class DeadLetters:
    """One look through the dead letters; whatever it does not replay is put back at the end."""

    def __init__(self, source: Source) -> None:
        """Begin with nothing seen."""
        self.replayed: list[Letter] = []
        self._source = source
        # By message id, as pulled last: a message that comes twice is one letter.
        self._held: dict[str, Message] = {}

    @property
    def left(self) -> list[Letter]:
        """Those that were seen and not replayed."""
        return [Letter(message) for message in self._held.values()]

    def look(self, most: int) -> list[Letter]:
        """Give the letters, at most so many. Raises PubSubError."""
        try:
            for _ in self._pull(most):
                pass
        finally:
            self._source.release(list(self._held.values()))
        return self.left[:most]

    def replay(self, topic: Publisher, event_ids: Collection[str] | None) -> None:
        """Publish the letters of these events again, or of all, and take out each once it is safe.

        Raises PubSubError; a letter that could not be published, or not taken out, stays.
        """
        try:
            for letter in self._pull():
                if letter.event_id and (event_ids is None or letter.event_id in event_ids):
                    self._replay(topic, letter)
        finally:
            self._source.release(list(self._held.values()))

    def _replay(self, topic: Publisher, letter: Letter) -> None:
        topic.publish(letter.message.data, letter.original_attributes)
        self._source.acknowledge([letter.message])
        del self._held[letter.message.id]
        self.replayed.append(letter)

    def _pull(self, most: int | None = None) -> Iterator[Letter]:
        """Give each letter once, holding it, until nothing new comes or so many are held."""
        done: set[str] = set()
        while most is None or len(done) < most:
            messages = self._source.pull(_AT_ONCE if most is None else most - len(done))
            self._held.update({message.id: message for message in messages})
            fresh = [message for message in messages if message.id not in done]
            if not fresh:
                return
            for message in fresh:
                done.add(message.id)
                yield Letter(message)

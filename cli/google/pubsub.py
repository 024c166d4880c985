"""Publishes events and reads dead letters. The only module of the command line that knows Pub/Sub.

The client library itself reads `PUBSUB_EMULATOR_HOST`.
"""

from collections.abc import Callable, Mapping, Sequence

from google.api_core import exceptions
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1 import PublisherClient as PlainClient
from google.pubsub_v1.types import PubsubMessage

from cli.config import Config
from cli.events.dead_letters import Letter
from cli.google.service import RPC_SECONDS, Service, close_at_end, retried

DEAD_LETTERS = "openphone-events-dead"
# A request may hold 512 KiB; Google's own client sends as many ids at once:
# https://cloud.google.com/pubsub/quotas#resource_limits
_IDS_AT_ONCE = 1000
_RETRIED = retried(
    exceptions.Aborted,
    exceptions.InternalServerError,
    exceptions.ResourceExhausted,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)
_PUBSUB = Service(
    "Pub/Sub",
    emulator="PUBSUB_EMULATOR_HOST",
    needs=(
        "roles/pubsub.publisher on the topic, and for dead letters roles/pubsub.subscriber on the "
        "subscription openphone-events-dead"
    ),
    missing=(
        "There is no such topic or subscription: check GOOGLE_CLOUD_PROJECT and PUBSUB_TOPIC, and "
        "that `terraform apply` has run."
    ),
    other={
        exceptions.InvalidArgument: "Pub/Sub refuses the message: it is too large or not valid."
    },
)


class Topic:
    """The topic of events, which the processor gets."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError without a project or credentials."""
        self._name = f"projects/{config.project}/topics/{config.topic}"
        with _PUBSUB.failures():
            self._client = PublisherClient()
        close_at_end(self._client.transport.close)

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when Pub/Sub has confirmed the message. Raises GoogleError for every failure."""
        message = PubsubMessage(data=body, attributes=dict(attributes))
        with _PUBSUB.failures():
            # The client's own `publish` batches messages, and mistakes attributes that are named
            # like its arguments (`topic`, `data`, `timeout`); the one below it does neither.
            PlainClient.publish(self._client, topic=self._name, messages=[message], **_RETRIED)


class Subscription:
    """A pull subscription. Every method raises GoogleError."""

    def __init__(self, config: Config, name: str, *, patience: float) -> None:
        """Take the names; after `patience` seconds without a message there is none.

        Raises CommandError without a project or credentials.
        """
        self._patience = patience
        self._name = f"projects/{config.project}/subscriptions/{name}"
        with _PUBSUB.failures():
            self._client = SubscriberClient()
        close_at_end(self._client.close)

    def pull(self, most: int) -> list[Letter]:
        """Return some messages, none if there are none now.

        They go back to the subscription at their deadline, or when they are released. A pull
        waits for the first message: one with `return_immediately` may miss messages that exist.
        """
        request = {"subscription": self._name, "max_messages": most}
        with _PUBSUB.failures():
            try:
                answer = self._client.pull(request=request, retry=None, timeout=self._patience)
            except exceptions.DeadlineExceeded:
                # Either there is no message or no answer: a pull that does not wait tells which.
                at_once = {**request, "return_immediately": True}
                answer = self._client.pull(request=at_once, retry=None, timeout=RPC_SECONDS)
        return [
            Letter(
                received.ack_id,
                received.message.message_id,
                received.message.data,
                dict(received.message.attributes),
                received.message.publish_time,
            )
            for received in answer.received_messages
        ]

    def acknowledge(self, letters: Sequence[Letter]) -> None:
        """Take messages out of the subscription for good."""
        self._send(self._client.acknowledge, letters)

    def release(self, letters: Sequence[Letter]) -> None:
        """Put messages back at once."""
        self._send(self._client.modify_ack_deadline, letters, ack_deadline_seconds=0)

    def _send(
        self, method: Callable[..., object], letters: Sequence[Letter], **settings: int
    ) -> None:
        """Call a method of the client with all ack ids, as many at a time as one request takes."""
        for start in range(0, len(letters), _IDS_AT_ONCE):
            ack_ids = [one.ack_id for one in letters[start : start + _IDS_AT_ONCE]]
            request = {"subscription": self._name, "ack_ids": ack_ids, **settings}
            with _PUBSUB.failures():
                method(request=request, **_RETRIED)

"""Publishes events and reads dead letters. The only module of the command line that knows Pub/Sub.

The client library itself reads `PUBSUB_EMULATOR_HOST`.
"""

from collections.abc import Iterator, Mapping, Sequence

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1 import PublisherClient as PlainClient
from google.pubsub_v1.types import PubsubMessage

from cli.config import Config
from cli.events.interfaces import PulledMessage
from cli.google.closing import close_at_end
from cli.google.errors import Service, failures

DEAD_LETTERS = "openphone-events-dead"
RPC_SECONDS = 10.0
# A request may hold 512 KiB; Google's own client sends as many ids at once:
# https://cloud.google.com/pubsub/quotas#resource_limits
_IDS_AT_ONCE = 1000
_RETRY = Retry(
    predicate=if_exception_type(
        exceptions.Aborted,
        exceptions.InternalServerError,
        exceptions.ResourceExhausted,
        exceptions.ServiceUnavailable,
        exceptions.Unknown,
    ),
    initial=0.2,
    maximum=2.0,
    timeout=RPC_SECONDS,
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
        with failures(_PUBSUB):
            self._client = PublisherClient()
        close_at_end(self._client.transport.close)

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when Pub/Sub has confirmed the message. Raises GoogleError for every failure."""
        message = PubsubMessage(data=body, attributes=dict(attributes))
        with failures(_PUBSUB):
            # The client's own `publish` batches messages, and mistakes attributes that are named
            # like its arguments (`topic`, `data`, `timeout`); the one below it does neither.
            PlainClient.publish(
                self._client,
                topic=self._name,
                messages=[message],
                retry=_RETRY,
                timeout=RPC_SECONDS,
            )


class Subscription:
    """A pull subscription. Every method raises GoogleError."""

    def __init__(self, config: Config, name: str, *, patience: float) -> None:
        """Take the names; after `patience` seconds without a message there is none.

        Raises CommandError without a project or credentials.
        """
        self._patience = patience
        self._name = f"projects/{config.project}/subscriptions/{name}"
        with failures(_PUBSUB):
            self._client = SubscriberClient()
        close_at_end(self._client.close)

    def pull(self, most: int) -> list[PulledMessage]:
        """Return some messages, none if there are none now.

        They go back to the subscription at their deadline, or when they are released. A pull
        waits for the first message: one with `return_immediately` may miss messages that exist.
        """
        request = {"subscription": self._name, "max_messages": most}
        with failures(_PUBSUB):
            try:
                answer = self._client.pull(request=request, retry=None, timeout=self._patience)
            except exceptions.DeadlineExceeded:
                # Either there is no message or no answer: a pull that does not wait tells which.
                at_once = {**request, "return_immediately": True}
                answer = self._client.pull(request=at_once, retry=None, timeout=RPC_SECONDS)
        return [
            PulledMessage(
                received.ack_id,
                received.message.message_id,
                received.message.data,
                dict(received.message.attributes),
                received.message.publish_time,
            )
            for received in answer.received_messages
        ]

    def acknowledge(self, messages: Sequence[PulledMessage]) -> None:
        """Take messages out of the subscription for good."""
        for ack_ids in _ack_ids(messages):
            request = {"subscription": self._name, "ack_ids": ack_ids}
            with failures(_PUBSUB):
                self._client.acknowledge(request=request, retry=_RETRY, timeout=RPC_SECONDS)

    def release(self, messages: Sequence[PulledMessage]) -> None:
        """Put messages back at once."""
        for ack_ids in _ack_ids(messages):
            request = {"subscription": self._name, "ack_ids": ack_ids, "ack_deadline_seconds": 0}
            with failures(_PUBSUB):
                self._client.modify_ack_deadline(request=request, retry=_RETRY, timeout=RPC_SECONDS)


def _ack_ids(messages: Sequence[PulledMessage]) -> Iterator[list[str]]:
    """Yield the messages' ack ids, as many at a time as one request takes."""
    for start in range(0, len(messages), _IDS_AT_ONCE):
        yield [one.ack_id for one in messages[start : start + _IDS_AT_ONCE]]

"""Publishes events and reads dead letters. The only module of the command line that knows Pub/Sub.

The client library itself reads `PUBSUB_EMULATOR_HOST`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1 import PublisherClient as PlainClient
from google.pubsub_v1.types import PubsubMessage

from cli.config import Config
from cli.errors import CommandError
from cli.google.closing import close_at_end

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
_CREDENTIALS = (
    "Google Cloud gives no access to Pub/Sub: run `gcloud auth application-default login`, or "
    "set PUBSUB_EMULATOR_HOST for the local stack."
)
_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.Unauthenticated, _CREDENTIALS),
    (GoogleAuthError, _CREDENTIALS),
    (
        exceptions.PermissionDenied,
        (
            "Pub/Sub refuses this: your account needs roles/pubsub.publisher on the topic, and for "
            "dead letters roles/pubsub.subscriber on the subscription openphone-events-dead."
        ),
    ),
    (
        exceptions.NotFound,
        (
            "There is no such topic or subscription: check GOOGLE_CLOUD_PROJECT and PUBSUB_TOPIC, "
            "and that `terraform apply` has run."
        ),
    ),
    (exceptions.InvalidArgument, "Pub/Sub refuses the message: it is too large or not valid."),
    (
        Exception,
        (
            "Pub/Sub does not answer: check the network, GOOGLE_CLOUD_PROJECT and, for the local "
            "stack, PUBSUB_EMULATOR_HOST; then try again."
        ),
    ),
)


class PubSubError(CommandError):
    """Pub/Sub did not do what it was asked for; the text says why and what to do."""


@dataclass(frozen=True)
class Message:
    """A message that was pulled, and is kept from others until its deadline."""

    ack_id: str = field(repr=False)
    id: str
    data: bytes = field(repr=False)
    attributes: Mapping[str, str]
    published_at: datetime


@contextmanager
def failures() -> Iterator[None]:
    """Tell what went wrong with Pub/Sub inside, as a PubSubError with a constant text."""
    try:
        yield
    except (exceptions.GoogleAPIError, GoogleAuthError, OSError, ValueError) as error:
        problem = next(text for kind, text in _PROBLEMS if isinstance(error, kind))
        raise PubSubError(problem) from error


class Topic:
    """The topic that the processor's events come from."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError where no project or no credentials are set."""
        self._name = f"projects/{config.project}/topics/{config.topic}"
        with failures():
            self._client = PublisherClient()
        close_at_end(self._client.transport.close)

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when Pub/Sub has confirmed the message. Raises PubSubError for every failure."""
        message = PubsubMessage(data=body, attributes=dict(attributes))
        with failures():
            # The client's own `publish` fills batches, and takes attributes for its arguments where
            # they have the same names (`topic`, `data`, `timeout`); the one under it does neither.
            PlainClient.publish(
                self._client,
                topic=self._name,
                messages=[message],
                retry=_RETRY,
                timeout=RPC_SECONDS,
            )


class Subscription:
    """A pull subscription. Every method raises PubSubError."""

    def __init__(self, config: Config, name: str, *, patience: float) -> None:
        """Take the names, and how many seconds without a message mean that there is none.

        Raises CommandError where no project or no credentials are set.
        """
        self._patience = patience
        self._name = f"projects/{config.project}/subscriptions/{name}"
        with failures():
            self._client = SubscriberClient()
        close_at_end(self._client.close)

    def pull(self, most: int) -> list[Message]:
        """Give some messages; none where there are none now.

        They come back to the subscription at their deadline, or when they are released. A pull
        waits for the first of them: `return_immediately` alone may find nothing where there is
        something.
        """
        request = {"subscription": self._name, "max_messages": most}
        with failures():
            try:
                answer = self._client.pull(request=request, retry=None, timeout=self._patience)
            except exceptions.DeadlineExceeded:
                # Either nothing is there or nobody answers: the same at once tells.
                at_once = {**request, "return_immediately": True}
                answer = self._client.pull(request=at_once, retry=None, timeout=RPC_SECONDS)
        return [
            Message(
                received.ack_id,
                received.message.message_id,
                received.message.data,
                dict(received.message.attributes),
                received.message.publish_time,
            )
            for received in answer.received_messages
        ]

    def acknowledge(self, messages: Sequence[Message]) -> None:
        """Take messages out of the subscription for good."""
        for ack_ids in _ack_ids(messages):
            request = {"subscription": self._name, "ack_ids": ack_ids}
            with failures():
                self._client.acknowledge(request=request, retry=_RETRY, timeout=RPC_SECONDS)

    def release(self, messages: Sequence[Message]) -> None:
        """Put messages back at once."""
        for ack_ids in _ack_ids(messages):
            request = {"subscription": self._name, "ack_ids": ack_ids, "ack_deadline_seconds": 0}
            with failures():
                self._client.modify_ack_deadline(request=request, retry=_RETRY, timeout=RPC_SECONDS)


def _ack_ids(messages: Sequence[Message]) -> Iterator[list[str]]:
    """Give the ids by which messages are known to the subscription, as many as a request takes."""
    for start in range(0, len(messages), _IDS_AT_ONCE):
        yield [one.ack_id for one in messages[start : start + _IDS_AT_ONCE]]

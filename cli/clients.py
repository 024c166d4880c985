"""Makes the clients that commands use.

Google's libraries take a second to load, and many commands can do without: they are imported when
the first client is made. Those clients raise CommandError without a project or credentials.
"""

from typing import TYPE_CHECKING

from cli.config import Config
from openphone.api.client import PATIENCE_SECONDS, READ_SECONDS, Api
from openphone.api.protocol import REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from cli.google.firestore import Firestore
    from cli.google.pubsub import Subscription, Topic
    from cli.google.secret_manager import SecretManager

# ruff: noqa: PLC0415 - see above


def openphone(config: Config, *, per_second: float = REQUESTS_PER_SECOND) -> Api:
    """Return OpenPhone's API, asked at most `per_second` times a second.

    Raises CommandError if no key is set, OpenPhoneError for a wrong key or address.
    """
    return Api(
        config.api_url,
        config.api_key,
        per_second=per_second,
        timeout=config.api_timeout or READ_SECONDS,
        patience=config.api_patience or PATIENCE_SECONDS,
    )


def firestore(config: Config) -> "Firestore":
    """Return the stored documents. Raises CommandError without a project or credentials."""
    from cli.google.firestore import Firestore

    return Firestore(config)


def topic(config: Config) -> "Topic":
    """Return the topic of events. Raises CommandError without a project or credentials."""
    from cli.google.pubsub import Topic

    return Topic(config)


def dead_letters(config: Config, *, patience: float) -> "Subscription":
    """Return the subscription of dead letters; see it for `patience`."""
    from cli.google.pubsub import DEAD_LETTERS, Subscription

    return Subscription(config, DEAD_LETTERS, patience=patience)


def signing_keys(config: Config) -> "SecretManager":
    """Return the secret of signing keys. Raises CommandError without a project or credentials."""
    from cli.google.secret_manager import SecretManager

    return SecretManager(config)

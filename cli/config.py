"""The settings of the command line. A command asks only for those that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from cli.errors import CommandError
from openphone.signatures import parse_keys

API_URL = "https://api.quo.com"
# The generations of OpenPhone's API.
APIS = ("v1", "2026")
LONGEST_SECONDS = 3600


def _setting(name: str, default: str = "", *, secret: bool = False) -> str:
    """Return the field of a setting; it is not shown if it is secret."""
    read: str = field(default=default, repr=not secret, metadata={"name": name})
    return read


@dataclass(frozen=True)
class Config:
    """What the environment says; a setting that is not set has its default, or is empty."""

    given_project: str = _setting("GOOGLE_CLOUD_PROJECT")
    given_api_key: str = _setting("OPENPHONE_API_KEY", secret=True)
    webhook_base_url: str = _setting("WEBHOOK_BASE_URL")
    api_url: str = _setting("OPENPHONE_API_URL", API_URL)
    topic: str = _setting("PUBSUB_TOPIC", "openphone-events")
    signing_keys_secret: str = _setting("SIGNING_KEYS_SECRET", "openphone-signing-keys")
    database: str = _setting("FIRESTORE_DATABASE", "(default)")
    secret_manager_emulator: str = _setting("SECRET_MANAGER_EMULATOR_HOST")
    given_signing_keys: str = _setting("OPENPHONE_WEBHOOK_SIGNING_KEY", secret=True)
    firestore_emulator: str = _setting("FIRESTORE_EMULATOR_HOST")
    given_api_timeout: str = _setting("OPENPHONE_API_TIMEOUT")
    given_api_patience: str = _setting("OPENPHONE_API_PATIENCE")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the environment. A setting that is empty counts as not set."""
        given = {one.name: env.get(one.metadata["name"], "").strip() for one in fields(cls)}
        addresses = {name: given[name].rstrip("/") for name in ("webhook_base_url", "api_url")}
        return cls(**{name: value for name, value in (given | addresses).items() if value})

    @property
    def project(self) -> str:
        """The Google Cloud project. Raises CommandError if it is not set."""
        if not self.given_project:
            raise CommandError(
                "GOOGLE_CLOUD_PROJECT is not set: export the id of the Google Cloud project."
            )
        return self.given_project

    @property
    def api_key(self) -> str:
        """The key of OpenPhone's API. Raises CommandError if it is not set."""
        if not self.given_api_key:
            raise CommandError(
                "OPENPHONE_API_KEY is not set: export an API key of your OpenPhone workspace "
                "(Settings, API)."
            )
        return self.given_api_key

    @property
    def signing_keys(self) -> tuple[str, ...]:
        """The keys of OPENPHONE_WEBHOOK_SIGNING_KEY; none if it is not set."""
        return parse_keys(self.given_signing_keys, commas=True)

    @property
    def api_timeout(self) -> float:
        """Seconds that the API may take to answer, 0 if not set. Raises CommandError."""
        return _seconds("OPENPHONE_API_TIMEOUT", self.given_api_timeout)

    @property
    def api_patience(self) -> float:
        """Seconds for which a request is retried, 0 if not set. Raises CommandError."""
        return _seconds("OPENPHONE_API_PATIENCE", self.given_api_patience)


def _seconds(name: str, value: str) -> float:
    if not value:
        return 0.0
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise CommandError(
            f"{name} must be a number of seconds, more than 0 and at most {LONGEST_SECONDS}."
        )
    return seconds

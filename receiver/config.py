"""The settings of the receiver."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openphone.signatures import SCHEMES, TOLERANCES, Policy, parse_keys
from pipeline.settings import Settings

# Pub/Sub takes messages of 10,000,000 bytes, attributes included.
MOST_BODY_BYTES = 9_900_000


@dataclass(frozen=True)
class Config:
    """The receiver's settings. `signing_keys`, if any, replace Secret Manager."""

    project: str
    topic: str
    secret: str
    secret_emulator: str
    signing_keys: tuple[str, ...] = field(repr=False)
    policy: Policy
    max_body_bytes: int
    log_level: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the environment. Raises ConfigError, which names every problem at once."""
        settings = Settings(env)
        config = cls(
            project=settings.project(),
            topic=settings.text(
                "PUBSUB_TOPIC", "openphone-events", pattern="[A-Za-z][A-Za-z0-9._~+%-]{2,254}"
            ),
            secret=settings.text(
                "SIGNING_KEYS_SECRET", "openphone-signing-keys", pattern="[A-Za-z0-9_-]{1,255}"
            ),
            secret_emulator=settings.text("SECRET_MANAGER_EMULATOR_HOST", ""),
            signing_keys=_signing_keys(settings),
            policy=_policy(settings),
            max_body_bytes=settings.number("MAX_BODY_BYTES", 5 * 1024 * 1024, most=MOST_BODY_BYTES),
            log_level=settings.log_level(),
        )
        settings.check()
        return config


def _policy(settings: Settings) -> Policy:
    return Policy(
        schemes=settings.subset("SIGNATURE_SCHEMES", SCHEMES),
        # OPENPHONE_TOLERANCE_SECONDS and STANDARD_TOLERANCE_SECONDS
        tolerances={
            scheme: settings.number(f"{scheme.upper()}_TOLERANCE_SECONDS", seconds)
            for scheme, seconds in TOLERANCES.items()
        },
    )


def _signing_keys(settings: Settings) -> tuple[str, ...]:
    text = settings.text("OPENPHONE_WEBHOOK_SIGNING_KEY", "")
    keys = parse_keys(text, commas=True)
    if text and not keys:
        settings.problem("OPENPHONE_WEBHOOK_SIGNING_KEY holds no key")
    return keys

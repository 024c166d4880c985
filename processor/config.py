"""The settings of the processor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pipeline.settings import Settings
from processor.planning.job import Options

# A hundred years: much more, and the time of expiry leaves the calendar.
MOST_TTL_DAYS = 36_500


@dataclass(frozen=True)
class Config:
    """What the processor needs to know. Push tokens are checked when `push_audience` is set."""

    project: str
    database: str
    emulator: str
    options: Options
    push_audience: str
    push_service_account: str
    log_level: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the environment. Raises ConfigError, which names every problem at once."""
        settings = Settings(env)
        config = cls(
            project=settings.project(),
            database=settings.database(),
            emulator=settings.text("FIRESTORE_EMULATOR_HOST", ""),
            options=Options(
                numbers=_numbers(settings.text("OPENPHONE_NUMBERS", "")),
                keep=timedelta(days=settings.number("EVENT_TTL_DAYS", 90, most=MOST_TTL_DAYS)),
            ),
            push_audience=settings.text("PUSH_AUDIENCE", ""),
            push_service_account=settings.text("PUSH_SERVICE_ACCOUNT", ""),
            log_level=settings.log_level(),
        )
        if config.push_audience and not config.push_service_account:
            # Anybody can have Google sign a token for this audience.
            settings.problem("PUSH_SERVICE_ACCOUNT is required when PUSH_AUDIENCE is set")
        settings.check()
        return config


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number for part in text.split(",") if (number := part.strip()))

"""Reads the settings of a service from its environment and reports every problem at once."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

_Config = TypeVar("_Config")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigError(Exception):
    """Settings are wrong or missing. The text names every one of them, without its value."""


class Settings:
    """Reads one setting after another; `check` raises at the end if any was wrong.

    For a wrong setting, too, a value of its type is returned, so that reading goes on.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        """Read from these environment variables."""
        self._env = env
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, pattern: str = "(?s).+") -> str:
        """Return a text; unset or empty, the default. Without a default it is required."""
        value = self._env.get(name, "").strip() or default
        if value is None:
            self.problem(f"{name} is required")
        elif value != default and not re.fullmatch(pattern, value):
            self.problem(f"{name} is not a valid name")
        return value or ""

    def number(self, name: str, default: int, *, most: int = 10**9) -> int:
        """Return a whole number from 1 to `most`."""
        value = self._env.get(name, str(default)).strip()
        if re.fullmatch("[0-9]{1,18}", value) and 1 <= int(value) <= most:
            return int(value)
        self.problem(f"{name} must be a whole number from 1 to {most}")
        return default

    def subset(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return some of the allowed words, given separated by commas; unset, all of them."""
        words = {word.strip() for word in self._env.get(name, ",".join(allowed)).split(",")}
        if not words <= {*allowed}:
            self.problem(f"{name} must be one or more of {', '.join(allowed)}")
        return tuple(word for word in allowed if word in words)

    def project(self) -> str:
        """Return `GOOGLE_CLOUD_PROJECT`, which is required."""
        return self.text("GOOGLE_CLOUD_PROJECT", pattern="[a-z0-9.:-]+")

    def database(self) -> str:
        """Return `FIRESTORE_DATABASE`: the id of a Firestore database."""
        pattern = "[a-z][a-z0-9-]{2,61}[a-z0-9]"
        return self.text("FIRESTORE_DATABASE", "(default)", pattern=pattern)

    def log_level(self) -> str:
        """Return `LOG_LEVEL`: one of the standard levels, in upper or lower case."""
        value = self._env.get("LOG_LEVEL", "INFO").strip().upper()
        if value not in LOG_LEVELS:
            self.problem(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
        return value

    def problem(self, text: str) -> None:
        """Note what is wrong; the text must not hold the value."""
        self._problems.append(text)

    def check(self) -> None:
        """Raise ConfigError if anything was wrong."""
        if self._problems:
            raise ConfigError("; ".join(self._problems))


def read_or_exit(read: Callable[[Mapping[str, str]], _Config], env: Mapping[str, str]) -> _Config:
    """Return what `read` makes of the environment, or end the process with the one message."""
    try:
        return read(env)
    except ConfigError as error:
        raise SystemExit(f"cannot start: {error}") from None

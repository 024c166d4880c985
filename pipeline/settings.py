"""Reads the settings of a service from its environment and reports every problem at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

_Config = TypeVar("_Config")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigError(Exception):
    """Settings are wrong or missing. The text names every one of them, without its value."""


class Settings:
    """Gives one setting after another; `check` raises at the end if any was wrong.

    A setting that is wrong gives a value of its type all the same, so that reading goes on.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        """Read from these environment variables."""
        self._env = env
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, pattern: str = "(?s).+") -> str:
        """Give a text. Unset or empty, it is the default; without a default it is required."""
        value = self._env.get(name, "").strip() or default
        if value is None:
            self.problem(f"{name} is required")
        elif value != default and not re.fullmatch(pattern, value):
            self.problem(f"{name} is not a valid name")
        return value or ""

    def number(self, name: str, default: int, *, most: int = 10**9) -> int:
        """Give a whole number from 1 to `most`."""
        value = self._env.get(name, str(default)).strip()
        if re.fullmatch("[0-9]{1,18}", value) and 1 <= int(value) <= most:
            return int(value)
        self.problem(f"{name} must be a whole number from 1 to {most}")
        return default

    def subset(self, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """Give some of the allowed words, separated by commas; unset, all of them."""
        words = {word.strip() for word in self._env.get(name, ",".join(allowed)).split(",")}
        if not words <= {*allowed}:
            self.problem(f"{name} must be one or more of {', '.join(allowed)}")
        return tuple(word for word in allowed if word in words)

    def log_level(self) -> str:
        """Give `LOG_LEVEL`: one of the standard levels, in upper or lower case."""
        value = self._env.get("LOG_LEVEL", "INFO").strip().upper()
        if value not in LOG_LEVELS:
            self.problem(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
        return value

    def problem(self, text: str) -> None:
        """Remember what is wrong; the text holds no value."""
        self._problems.append(text)

    def check(self) -> None:
        """Raise ConfigError if anything was wrong."""
        if self._problems:
            raise ConfigError("; ".join(self._problems))


def read_or_exit(read: Callable[[Mapping[str, str]], _Config], env: Mapping[str, str]) -> _Config:
    """Give what `read` makes of the environment, or end the process with the one message."""
    try:
        return read(env)
    except ConfigError as error:
        raise SystemExit(f"cannot start: {error}") from None

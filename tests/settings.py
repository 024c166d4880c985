"""Which settings a part reads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from pipeline.settings import ConfigError


class _Recorder(Mapping[str, str]):
    """An empty environment that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def read_by(from_env: Callable[[Mapping[str, str]], Any]) -> set[str]:
    """Return the names of all variables that reading the settings asks for."""
    recorder = _Recorder()
    with suppress(ConfigError):  # the project is required
        from_env(recorder)
    return recorder.asked

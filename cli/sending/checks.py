"""Compares what is stored with what was expected. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from openphone.times import parse_time


def differences(expected: Mapping[str, object], stored: Mapping[str, object]) -> list[str]:
    """Return the names of the fields that are not as expected; further stored fields do not count.

    A member of a map is named like `ai_summary.text`, one of a list like `recordings[0].id`.
    """
    return list(_differ("", expected, stored))


def _differ(name: str, expected: object, stored: object) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(stored, Mapping):
        for key, value in expected.items():
            yield from _differ(f"{name}.{key}".lstrip("."), value, stored.get(key))
    elif isinstance(expected, list) and isinstance(stored, list) and len(expected) == len(stored):
        for number, (one, other) in enumerate(zip(expected, stored, strict=True)):
            yield from _differ(f"{name}[{number}]", one, other)
    elif not _same(expected, stored):
        yield name


def _same(expected: object, stored: object) -> bool:
    if isinstance(stored, datetime) and isinstance(expected, str):
        return parse_time(expected) == stored
    return isinstance(expected, bool) == isinstance(stored, bool) and expected == stored

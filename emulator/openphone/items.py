"""JSON objects, as the workspace holds them and the API shows them."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from openphone.times import rfc3339

Item: TypeAlias = dict[str, Any]


def pick(item: Item, names: tuple[str, ...]) -> Item:
    """Return these fields of an item; null for one that it lacks."""
    return {name: item.get(name) for name in names}


def now() -> str:
    """Return the present time as the API writes it."""
    return rfc3339(datetime.now(UTC))

"""A request as the endpoints see it, and what they answer."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from emulator.openphone.errors import ApiError, Item, problem

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Request:
    """One request. `query` keeps repeated names; header names are lower case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Item:
        """Give the body's JSON object. Raises ApiError, 400, where it is none."""
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise ApiError(400, "The body is not valid JSON") from error
        if not isinstance(value, dict):
            raise ApiError(
                400,
                "The input was invalid",
                problems=[problem("", "Expected object", value, "Object")],
            )
        return value


@dataclass(frozen=True)
class Answer:
    """The status of an answer, and its body, a JSON value or nothing."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def page(
    items: Sequence[Item], size: int, token: str, key: Callable[[Item], Key], name: str
) -> tuple[list[Item], str | None]:
    """Give the page of at most `size` items after a token, and the token of the next page.

    The items come newest first by `key`, the page begins behind the one that the token names,
    so that items that come in while somebody turns pages neither repeat nor hide others.
    Raises ApiError, 400, for a token that no page gave.
    """
    ordered = sorted(items, key=key, reverse=True)
    if token:
        last = _read(token, name)
        ordered = [item for item in ordered if key(item) < last]
    found = ordered[:size]
    more = len(ordered) > size
    return found, _write(key(found[-1])) if more else None


def _write(last: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps({"last": last}).encode()).decode()


def _read(token: str, name: str) -> Key:
    try:
        moment, item_id = json.loads(base64.urlsafe_b64decode(token))["last"]
    except (ValueError, KeyError, TypeError) as error:
        wrong = problem(f"/{name}", "The page token is not valid", token, "String")
        raise ApiError(400, "The input was invalid", problems=[wrong]) from error
    return str(moment), str(item_id)

"""Pages of lists, newest first, with tokens that stay right while items come in."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import TypeAlias

from emulator.openphone.errors import ApiError, problem
from emulator.openphone.items import Item

Key: TypeAlias = tuple[str, str]


def page(
    items: Sequence[Item], size: int, token: str, key: Callable[[Item], Key], name: str
) -> tuple[list[Item], str | None]:
    """Return the page of at most `size` items after a token, and the token of the next page.

    The items come newest first by `key`; the page begins behind the item that the token names,
    so that items that come in meanwhile neither repeat nor hide others.
    Raises ApiError, 400, for a token that no page gave; `name` is the token's parameter.
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
        wrong = problem(f"/{name}", "The page token is not valid", token)
        raise ApiError(400, "The input was invalid", problems=[wrong]) from error
    return str(moment), str(item_id)

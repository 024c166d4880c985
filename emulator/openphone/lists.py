"""Lists within bounds of time, and their pages, with tokens that stay right as items come in."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from emulator.openphone.checks import Query
from emulator.openphone.errors import invalid
from emulator.openphone.items import Item
from openphone.times import parse_time

# Compares the time of an item with that of a parameter.
Compare: TypeAlias = Callable[[datetime, datetime], bool]


def between(
    query: Query, found: Iterable[Item], bounds: Mapping[str, Compare], field: str = "createdAt"
) -> list[Item]:
    """Return the items whose time is within the bounds that the parameters set."""
    found = list(found)
    for name, compare in bounds.items():
        if bound := query.moment(name):
            found = [item for item in found if compare(parse_time(item[field]), bound)]
    return found


def page(
    query: Query, found: Iterable[Item], size: int, name: str, order: str = "createdAt"
) -> tuple[list[Item], str | None]:
    """Return the page of at most `size` items after the token that the parameter `name` has.

    Beside it comes the token of the next page, if there is one. The items come newest first by
    the field `order`; the page begins behind the item that the token names, so that items that
    come in meanwhile neither repeat nor hide others. This is the last check of the parameters.
    Raises ApiError, 400, if one of them is wrong.
    """
    token = query.text(name)
    query.done()

    def key(item: Item) -> tuple[str, str]:
        return item[order], item["id"]

    ordered = sorted(found, key=key, reverse=True)
    if token:
        try:
            moment, item_id = json.loads(base64.urlsafe_b64decode(token))
        except (ValueError, TypeError) as error:
            raise invalid(f"/{name}", "The page token is not valid", token) from error
        ordered = [item for item in ordered if key(item) < (str(moment), str(item_id))]
    if len(ordered) <= size:
        return ordered, None
    last = json.dumps(key(ordered[size - 1])).encode()
    return ordered[:size], base64.urlsafe_b64encode(last).decode()

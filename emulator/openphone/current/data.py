"""The current generation's endpoints of messages, calls, contacts and numbers.

https://www.quo.com/docs/2026-03-30: lists are `{data, nextCursor}`, newest first, `limit` is at
most 50. Bounds are `createdAt[gt]` and `createdAt[lt]`. The published description of calls has
`createdAt[gte]` and `createdAt[lte]` instead, so calls take all four here.
"""

import operator
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response

from emulator.openphone.checks import E164, Query
from emulator.openphone.context import Context
from emulator.openphone.current import items
from emulator.openphone.errors import ApiError
from emulator.openphone.items import Item
from emulator.openphone.paging import Key, page
from openphone.times import parse_time

MOST = 50
USUAL = 10
_OUTER = ("gt", "lt")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "lt": operator.lt,
    "gte": operator.ge,
    "lte": operator.le,
}
_INCLUDES = ("summary", "voicemail")
_DIRECTIONS = ("incoming", "outgoing")


def messages(context: Context) -> Response:
    """Answer GET /messages: those of the whole workspace."""
    query = Query(context.request)
    sender, recipients = query.text("from", f"{E164}|.{{1,15}}"), query.choices("to")
    found = [
        one
        for one in _matching(context, query, "messages", "userId", _OUTER)
        if sender in ("", one["from"]) and (not recipients or recipients == set(one["to"]))
    ]
    return listed(query, found, items.message)


def calls(context: Context) -> Response:
    """Answer GET /calls: those of the whole workspace."""
    query = Query(context.request)
    wanted = query.choices("participant")
    include = _include(query)
    found = [
        one
        for one in _matching(context, query, "calls", "actorId", tuple(_COMPARE))
        if not wanted or wanted & set(one["participants"])
    ]
    return listed(query, found, lambda one: _shown(context, one, include))


def one_message(context: Context) -> Response:
    """Answer GET /messages/{messageId}."""
    return JSONResponse({"data": items.message(context.found("messages"))})


def one_call(context: Context) -> Response:
    """Answer GET /calls/{callId}."""
    query = Query(context.request)
    include = _include(query)
    query.done()
    return JSONResponse({"data": _shown(context, context.found("calls"), include)})


def recordings(context: Context) -> Response:
    """Answer GET /calls/{callId}/recordings, the earliest first."""
    query = Query(context.request)
    call = context.found("calls")
    return _in_order(query, context.workspace.part("recordings", call["id"]) or [])


def transcripts(context: Context) -> Response:
    """Answer GET /calls/{callId}/transcripts, for Business plans: one for each recording."""
    query = Query(context.request)
    call = context.found("calls")
    if not context.business:
        raise ApiError(403, "Call transcripts are only available on business and scale plans")
    return _in_order(query, items.transcripts(context.workspace, call))


def contacts(context: Context) -> Response:
    """Answer GET /contacts."""
    query = Query(context.request)
    asked = query.many("externalIds", ".+") + query.many("sources", ".+")
    found = [] if asked else context.workspace.all("contacts")
    owner = context.workspace.owner()
    return listed(query, found, lambda one: items.contact(one, owner))


def conversations(context: Context) -> Response:
    """Answer GET /conversations, the latest first."""
    query = Query(context.request)
    line = query.text("phoneNumberId", "PN.*")
    found = _between(query, context.workspace.conversations(), ("gte", "lte"))
    found = [one for one in found if line in ("", one["phoneNumberId"])]
    return listed(query, found, lambda one: one)


def phone_numbers(context: Context) -> Response:
    """Answer GET /phone-numbers."""
    query = Query(context.request)
    number = query.text("phoneNumber", E164)
    query.text("include")
    found = [
        one | {"createdAt": ""}
        for one in context.workspace.all("phoneNumbers")
        if number in ("", one["number"])
    ]
    return listed(query, found, items.number)


def listed(query: Query, found: list[Item], show: Callable[[Item], Item]) -> Response:
    """Answer one page of a list, newest first, after the last check of the parameters."""
    size, token = query.number("limit", MOST, USUAL), query.text("after")
    query.done()

    def key(item: Item) -> Key:
        return item["createdAt"], item["id"]

    shown, following = page(found, size, token, key, "after")
    return JSONResponse({"data": [show(item) for item in shown], "nextCursor": following})


def between(query: Query, found: list[Item]) -> list[Item]:
    """Return the items within `createdAt[gt]` and `createdAt[lt]`."""
    return _between(query, found, _OUTER)


def _matching(
    context: Context, query: Query, name: str, user: str, bounds: tuple[str, ...]
) -> list[Item]:
    line = query.text("phoneNumberId", "PN.*")
    who = query.text(user, "(US|SY).*")
    direction = query.choice("direction", _DIRECTIONS)
    statuses = query.choices("status")
    return [
        one
        for one in _between(query, context.workspace.all(name), bounds)
        if line in ("", one["phoneNumberId"])
        and who in ("", one["userId"])
        and direction in ("", one["direction"])
        and (not statuses or one["status"] in statuses)
    ]


def _between(query: Query, found: list[Item], operators: tuple[str, ...]) -> list[Item]:
    for name in operators:
        bound = query.moment(f"createdAt[{name}]")
        if bound:
            compare = _COMPARE[name]
            found = [one for one in found if compare(parse_time(one["createdAt"]), bound)]
    return found


def _include(query: Query) -> set[str]:
    asked = set(query.text("include").split(",")) - {""}
    if not asked <= set(_INCLUDES):
        query.wrong("include", f"Value must be one of: {', '.join(_INCLUDES)}", sorted(asked))
    return asked


def _shown(context: Context, call: Item, include: set[str]) -> Item:
    return items.call(context.workspace, call, include, business=context.business)


def _in_order(query: Query, found: list[Item]) -> Response:
    size = query.number("limit", MOST, USUAL)
    query.text("after")
    query.done()
    return JSONResponse({"data": found[:size], "nextCursor": None})

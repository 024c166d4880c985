"""The current generation's endpoints of messages, calls, contacts and numbers.

https://www.quo.com/docs/2026-03-30: lists are `{data, nextCursor}`, newest first, `limit` is at
most 50. Bounds are `createdAt[gt]` and `createdAt[lt]`. The published description of calls has
`createdAt[gte]` and `createdAt[lte]` instead, so calls take all four here.
"""

import operator
from collections.abc import Callable, Mapping

from emulator.openphone.checks import E164, Query
from emulator.openphone.context import Context, Endpoint
from emulator.openphone.current import items
from emulator.openphone.errors import ApiError
from emulator.openphone.items import Item
from emulator.openphone.lists import Compare, between, page

MOST = 50
USUAL = 10
OUTER: Mapping[str, Compare] = {"createdAt[gt]": operator.gt, "createdAt[lt]": operator.lt}
_INNER: Mapping[str, Compare] = {"createdAt[gte]": operator.ge, "createdAt[lte]": operator.le}
_INCLUDES = ("summary", "voicemail")


def _messages(context: Context) -> Item:
    query = Query(context.request)
    sender, recipients = query.text("from", f"{E164}|.{{1,15}}"), query.choices("to")
    found = [
        one
        for one in _matching(context, query, "messages", "userId")
        if sender in ("", one["from"]) and (not recipients or recipients == set(one["to"]))
    ]
    return listed(query, between(query, found, OUTER), items.message)


def _calls(context: Context) -> Item:
    query = Query(context.request)
    wanted = query.choices("participant")
    include = _include(query)
    found = [
        one
        for one in _matching(context, query, "calls", "actorId")
        if not wanted or wanted & set(one["participants"])
    ]
    found = between(query, found, {**OUTER, **_INNER})
    return listed(query, found, lambda one: _shown(context, one, include))


def _call(context: Context) -> Item:
    query = Query(context.request)
    include = _include(query)
    query.done()
    return {"data": _shown(context, context.found("calls"), include)}


def _recordings(context: Context) -> Item:
    call = context.found("calls")
    return _in_order(context, context.workspace.part("recordings", call["id"]) or [])


def _transcripts(context: Context) -> Item:
    call = context.found("calls")
    if not context.business:
        raise ApiError(403, "Call transcripts are only available on business and scale plans")
    return _in_order(context, items.transcripts(context.workspace, call))


def _contacts(context: Context) -> Item:
    query = Query(context.request)
    asked = query.many("externalIds") + query.many("sources")
    found = [] if asked else context.workspace.all("contacts")
    owner = context.workspace.owner()
    return listed(query, found, lambda one: items.contact(one, owner))


def _conversations(context: Context) -> Item:
    query = Query(context.request)
    line = query.text("phoneNumberId", "PN.*")
    found = between(query, context.workspace.conversations(), _INNER)
    found = [one for one in found if line in ("", one["phoneNumberId"])]
    return listed(query, found, lambda one: one)


def _phone_numbers(context: Context) -> Item:
    query = Query(context.request)
    number = query.text("phoneNumber", E164)
    query.text("include")
    found = [one for one in context.workspace.all("phoneNumbers") if number in ("", one["number"])]
    return listed(query, found, items.number, order="id")


def listed(
    query: Query, found: list[Item], show: Callable[[Item], Item], order: str = "createdAt"
) -> Item:
    """Return one page of a list, newest first, after the last check of the parameters."""
    size = query.number("limit", MOST, USUAL)
    shown, following = page(query, found, size, "after", order)
    return {"data": [show(item) for item in shown], "nextCursor": following}


def _matching(context: Context, query: Query, name: str, user: str) -> list[Item]:
    line = query.text("phoneNumberId", "PN.*")
    who = query.text(user, "(US|SY).*")
    direction = query.choice("direction", ("incoming", "outgoing"))
    statuses = query.choices("status")
    return [
        one
        for one in context.workspace.all(name)
        if line in ("", one["phoneNumberId"])
        and who in ("", one["userId"])
        and direction in ("", one["direction"])
        and (not statuses or one["status"] in statuses)
    ]


def _include(query: Query) -> set[str]:
    asked = set(query.text("include").split(",")) - {""}
    if not asked <= set(_INCLUDES):
        query.wrong("include", f"Value must be one of: {', '.join(_INCLUDES)}", sorted(asked))
    return asked


def _shown(context: Context, call: Item, include: set[str]) -> Item:
    return items.call(context.workspace, call, include, business=context.business)


def _in_order(context: Context, found: list[Item]) -> Item:
    query = Query(context.request)
    size = query.number("limit", MOST, USUAL)
    query.text("after")
    query.done()
    return {"data": found[:size], "nextCursor": None}


ENDPOINTS: dict[str, Endpoint] = {
    "GET /messages": _messages,
    "GET /messages/{id}": lambda context: {"data": items.message(context.found("messages"))},
    "GET /calls": _calls,
    "GET /calls/{id}": _call,
    "GET /calls/{id}/recordings": _recordings,
    "GET /calls/{id}/transcripts": _transcripts,
    "GET /contacts": _contacts,
    "GET /conversations": _conversations,
    "GET /phone-numbers": _phone_numbers,
}

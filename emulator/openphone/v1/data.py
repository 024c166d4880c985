"""v1's endpoints of messages, calls and what belongs to them.

https://www.quo.com/docs/mdx/api-reference: lists are `{data, totalItems, nextPageToken}`, an
array is a parameter repeated without brackets, and `maxResults` must be given.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from emulator.openphone.checks import E164, Query
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.items import Item
from emulator.openphone.paging import Key, page
from emulator.openphone.v1 import items
from openphone.times import parse_time

MOST = 100
MOST_CONTACTS = 50
TOO_MANY = "0101400"  # the one refusal with a code of its own


def phone_numbers(context: Context) -> Response:
    """Answer GET /v1/phone-numbers."""
    query = Query(context.request)
    user = query.text("userId", "US.*")
    query.done()
    found = [one for one in context.workspace.all("phoneNumbers") if user in ("", *one["userIds"])]
    return _whole([items.number(context.workspace, one) for one in found])


def contacts(context: Context) -> Response:
    """Answer GET /v1/contacts."""
    query = Query(context.request)
    asked = query.many("externalIds", ".{1,75}") + query.many("sources", ".{1,75}")
    found = [] if asked else context.workspace.all("contacts")
    owner = context.workspace.owner()
    return _page(query, found, "createdAt", lambda one: items.contact(one, owner), MOST_CONTACTS)


def conversations(context: Context) -> Response:
    """Answer GET /v1/conversations; those with parties that are no phone numbers are left out."""
    query = Query(context.request)
    single = query.many("phoneNumber", f"{E164}|PN.*")
    lines = set(query.many("phoneNumbers", f"{E164}|PN.*") or single)
    query.text("userId", "US.*")
    query.choice("excludeInactive", ("true", "false"))
    found = context.workspace.conversations()
    for word in ("created", "updated"):
        found = _between(query, found, f"{word}At", f"{word}After", f"{word}Before")
    for number in context.workspace.all("phoneNumbers"):
        if number["number"] in lines:
            lines.add(number["id"])
    found = [
        one
        for one in found
        if (not lines or one["phoneNumberId"] in lines)
        and all(re.fullmatch(E164, party) for party in one["participants"])
    ]
    return _page(query, found, "updatedAt", lambda one: one)


def messages(context: Context) -> Response:
    """Answer GET /v1/messages: those of one line with exactly these participants."""
    query = Query(context.request)
    query.many("participants", E164)
    return _of_line(context, query, "messages", items.message)


def calls(context: Context) -> Response:
    """Answer GET /v1/calls: those of one line with the one participant."""
    query = Query(context.request)
    parties = query.many("participants", ".+")
    if len(parties) > 1:
        wrong = problem("/participants", "Expected array length to be at most 1", parties, "Array")
        raise ApiError(400, "Too Many Participants", problems=[wrong], code=TOO_MANY)
    return _of_line(context, query, "calls", items.call)


def recordings(context: Context) -> Response:
    """Answer GET /v1/call-recordings/{callId}: a list, empty if nothing was recorded."""
    call = context.found("calls")
    return JSONResponse({"data": context.workspace.part("recordings", call["id"]) or []})


def summary(context: Context) -> Response:
    """Answer GET /v1/call-summaries/{callId}, for Business plans."""
    return _part(context, "summaries", "Call summary", business=True)


def transcript(context: Context) -> Response:
    """Answer GET /v1/call-transcripts/{callId}, for Business plans."""
    return _part(context, "transcripts", "Call transcript", business=True)


def voicemail(context: Context) -> Response:
    """Answer GET /v1/call-voicemails/{callId}."""
    return _part(context, "voicemails", "Voicemail", business=False)


def one_message(context: Context) -> Response:
    """Answer GET /v1/messages/{id}."""
    return JSONResponse({"data": items.message(context.found("messages"))})


def one_call(context: Context) -> Response:
    """Answer GET /v1/calls/{callId}."""
    return JSONResponse({"data": items.call(context.found("calls"))})


def _of_line(context: Context, query: Query, name: str, show: Callable[[Item], Item]) -> Response:
    line = query.text("phoneNumberId", "PN.*", required=True)
    parties = set(query.many("participants", ".*", required=True))
    user = query.text("userId", "US.*")
    # `since` is documented to mean the opposite of its name.
    bounds = ("createdAfter", "createdBefore", "since")
    found = [
        item
        for item in _between(query, context.workspace.all(name), "createdAt", *bounds)
        if item["phoneNumberId"] == line
        and set(context.workspace.outside(item)) == parties
        and user in ("", item["userId"])
    ]
    answer = _page(query, found, "createdAt", show)
    if not context.workspace.one("phoneNumbers", line):
        raise ApiError(404, "Phone number not found")
    return answer


def _between(
    query: Query, found: Sequence[Item], field: str, lower: str, *upper: str
) -> list[Item]:
    after = query.moment(lower)
    before = [bound for name in upper if (bound := query.moment(name))]
    return [
        item
        for item in found
        if (not after or parse_time(item[field]) > after)
        and all(parse_time(item[field]) < bound for bound in before)
    ]


def _page(
    query: Query, found: list[Item], order: str, show: Callable[[Item], Item], most: int = MOST
) -> Response:
    size = query.number("maxResults", most, default=None)
    token = query.text("pageToken")
    query.done()

    def key(item: Item) -> Key:
        return item[order], item["id"]

    shown, following = page(found, size, token, key, "pageToken")
    return _list([show(item) for item in shown], len(found), following)


def _whole(found: list[Item]) -> Response:
    return _list(found, len(found), None)


def _list(shown: list[Item], total: int, following: str | None) -> Response:
    return JSONResponse({"data": shown, "totalItems": total, "nextPageToken": following})


def _part(context: Context, name: str, title: str, *, business: bool) -> Response:
    if business and not context.business:
        raise ApiError(403, f"{title}s are only available on business and scale plans")
    found: Any = context.workspace.part(name, context.found("calls")["id"])
    if not found:
        raise ApiError(404, f"{title} not found")
    return JSONResponse({"data": found})

"""v1's endpoints of messages, calls and what belongs to them.

https://www.quo.com/docs/mdx/api-reference: lists are `{data, totalItems, nextPageToken}`, an
array is a parameter repeated without brackets, and `maxResults` must be given.
"""

import operator
import re
from collections.abc import Callable, Iterable

from emulator.openphone.checks import E164, Query
from emulator.openphone.context import Context, Endpoint
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.items import Item
from emulator.openphone.lists import between, page
from emulator.openphone.v1 import items

MOST = 100
MOST_CONTACTS = 50
TOO_MANY = "0101400"  # the one refusal with a code of its own
# `since` is documented to mean the opposite of its name.
_BOUNDS = {"createdAfter": operator.gt, "createdBefore": operator.lt, "since": operator.lt}


def _phone_numbers(context: Context) -> Item:
    query = Query(context.request)
    user = query.text("userId", "US.*")
    query.done()
    found = [one for one in context.workspace.all("phoneNumbers") if user in ("", *one["userIds"])]
    return whole(items.number(context.workspace, one) for one in found)


def _contacts(context: Context) -> Item:
    query = Query(context.request)
    asked = query.many("externalIds", ".{1,75}") + query.many("sources", ".{1,75}")
    found = [] if asked else context.workspace.all("contacts")
    owner = context.workspace.owner()
    return _page(query, found, lambda one: items.contact(one, owner), most=MOST_CONTACTS)


def _conversations(context: Context) -> Item:
    query = Query(context.request)
    single = query.many("phoneNumber", f"{E164}|PN.*")
    lines = set(query.many("phoneNumbers", f"{E164}|PN.*") or single)
    query.text("userId", "US.*")
    query.choice("excludeInactive", ("true", "false"))
    found = context.workspace.conversations()
    for word in ("created", "updated"):
        bounds = {f"{word}After": operator.gt, f"{word}Before": operator.lt}
        found = between(query, found, bounds, f"{word}At")
    for number in context.workspace.all("phoneNumbers"):
        if number["number"] in lines:
            lines.add(number["id"])
    # Those with parties that are no phone numbers are left out.
    found = [
        one
        for one in found
        if (not lines or one["phoneNumberId"] in lines)
        and all(re.fullmatch(E164, party) for party in one["participants"])
    ]
    return _page(query, found, lambda one: one, order="updatedAt")


def _messages(context: Context) -> Item:
    query = Query(context.request)
    query.many("participants", E164)
    return _of_line(context, query, "messages", items.message)


def _calls(context: Context) -> Item:
    query = Query(context.request)
    parties = query.many("participants")
    if len(parties) > 1:
        wrong = problem("/participants", "Expected array length to be at most 1", parties, "Array")
        raise ApiError(400, "Too Many Participants", problems=[wrong], code=TOO_MANY)
    return _of_line(context, query, "calls", items.call)


def _recordings(context: Context) -> Item:
    call = context.found("calls")
    return {"data": context.workspace.part("recordings", call["id"]) or []}


def _of_line(context: Context, query: Query, name: str, show: Callable[[Item], Item]) -> Item:
    """Return a page of the items of one line with exactly these participants."""
    line = query.text("phoneNumberId", "PN.*", required=True)
    parties = set(query.many("participants", ".*", required=True))
    user = query.text("userId", "US.*")
    found = [
        item
        for item in between(query, context.workspace.all(name), _BOUNDS)
        if item["phoneNumberId"] == line
        and set(context.workspace.outside(item)) == parties
        and user in ("", item["userId"])
    ]
    answer = _page(query, found, show)
    if not context.workspace.one("phoneNumbers", line):
        raise ApiError(404, "Phone number not found")
    return answer


def whole(shown: Iterable[Item]) -> Item:
    """Return a list that has no pages."""
    found = list(shown)
    return {"data": found, "totalItems": len(found), "nextPageToken": None}


def _page(
    query: Query,
    found: list[Item],
    show: Callable[[Item], Item],
    order: str = "createdAt",
    most: int = MOST,
) -> Item:
    size = query.number("maxResults", most, default=None)
    shown, following = page(query, found, size, "pageToken", order)
    data = [show(item) for item in shown]
    return {"data": data, "totalItems": len(found), "nextPageToken": following}


def _part(name: str, title: str, *, business: bool) -> Endpoint:
    def answer(context: Context) -> Item:
        if business and not context.business:
            raise ApiError(403, f"{title}s are only available on business and scale plans")
        found = context.workspace.part(name, context.found("calls")["id"])
        if not found:
            raise ApiError(404, f"{title} not found")
        return {"data": found}

    return answer


ENDPOINTS: dict[str, Endpoint] = {
    "GET /v1/phone-numbers": _phone_numbers,
    "GET /v1/contacts": _contacts,
    "GET /v1/conversations": _conversations,
    "GET /v1/messages": _messages,
    "GET /v1/messages/{id}": lambda context: {"data": items.message(context.found("messages"))},
    "GET /v1/calls": _calls,
    "GET /v1/calls/{id}": lambda context: {"data": items.call(context.found("calls"))},
    "GET /v1/call-recordings/{id}": _recordings,
    "GET /v1/call-summaries/{id}": _part("summaries", "Call summary", business=True),
    "GET /v1/call-transcripts/{id}": _part("transcripts", "Call transcript", business=True),
    "GET /v1/call-voicemails/{id}": _part("voicemails", "Voicemail", business=False),
}

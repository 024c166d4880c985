"""Which endpoint answers which path, with what an id in it must look like."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from emulator.openphone import current_data, current_webhooks, v1_data, v1_webhooks
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.subscriptions import CURRENT
from emulator.openphone.wire import Answer, Request

Endpoint: TypeAlias = Callable[[Context], Answer]

VERSION_HEADER = "quo-api-version"

_LEGACY: dict[str, Endpoint] = {
    "GET /v1/webhooks": v1_webhooks.every,
    "GET /v1/webhooks/{WH.*}": v1_webhooks.one,
    "DELETE /v1/webhooks/{WH.*}": v1_webhooks.delete,
    "POST /v1/webhooks/{messages|calls|call-summaries|call-transcripts}": v1_webhooks.create,
    "GET /v1/phone-numbers": v1_data.phone_numbers,
    "GET /v1/contacts": v1_data.contacts,
    "GET /v1/conversations": v1_data.conversations,
    "GET /v1/messages": v1_data.messages,
    "GET /v1/messages/{AC.*}": v1_data.one_message,
    "GET /v1/calls": v1_data.calls,
    "GET /v1/calls/{AC.*}": v1_data.one_call,
    "GET /v1/call-recordings/{AC.*}": v1_data.recordings,
    "GET /v1/call-summaries/{AC.*}": v1_data.summary,
    "GET /v1/call-transcripts/{AC.*}": v1_data.transcript,
    "GET /v1/call-voicemails/{AC.*}": v1_data.voicemail,
}
_CURRENT: dict[str, Endpoint] = {
    "GET /webhooks": current_webhooks.every,
    "POST /webhooks": current_webhooks.create,
    "GET /webhooks/{[0-9]+}": current_webhooks.one,
    "PATCH /webhooks/{[0-9]+}": current_webhooks.change,
    "DELETE /webhooks/{[0-9]+}": current_webhooks.delete,
    "POST /webhooks/{[0-9]+}/rotate": current_webhooks.rotate,
    "GET /webhooks/{[0-9]+}/events": current_webhooks.deliveries,
    "POST /webhooks/{[0-9]+}/events/test": current_webhooks.test,
    "GET /webhooks/{[0-9]+}/events/{.+}": current_webhooks.delivery,
    "POST /webhooks/{[0-9]+}/events/{.+}/retry": current_webhooks.retry,
    "GET /messages": current_data.messages,
    "GET /messages/{AC.*}": current_data.one_message,
    "GET /calls": current_data.calls,
    "GET /calls/{AC.*}": current_data.one_call,
    "GET /calls/{AC.*}/recordings": current_data.recordings,
    "GET /calls/{AC.*}/transcripts": current_data.transcripts,
    "GET /contacts": current_data.contacts,
    "GET /conversations": current_data.conversations,
    "GET /phone-numbers": current_data.phone_numbers,
}


class _Route(NamedTuple):
    method: str
    path: re.Pattern[str]
    ids: tuple[re.Pattern[str], ...]
    endpoint: Endpoint


class WrongMethodError(ApiError):
    """The path is there, but not with this method; `allowed` says with which."""

    def __init__(self, allowed: list[str]) -> None:
        """Keep the methods."""
        super().__init__(405)
        self.allowed = allowed


def find(request: Request) -> tuple[Endpoint, tuple[str, ...]]:
    """Give the endpoint of a request and the ids in its path.

    Raises ApiError: 404, 405, or 400 where the version header is missing or an id cannot be one.
    """
    here = [(route, found) for route in _ROUTES if (found := route.path.fullmatch(request.path))]
    if not here:
        raise ApiError(404)
    chosen = next((one for one in here if one[0].method == request.method), None)
    if not chosen:
        raise WrongMethodError(sorted({route.method for route, _ in here}))
    route, found = chosen
    _check_version(request)
    for pattern, text in zip(route.ids, found.groups(), strict=True):
        if not pattern.fullmatch(text):
            message = f"Expected string to match '^{pattern.pattern}$'"
            wrong = problem("/id", message, text, "String")
            raise ApiError(400, f"/id: {message}", problems=[wrong])
    return route.endpoint, found.groups()


def _check_version(request: Request) -> None:
    given = request.headers.get(VERSION_HEADER)
    if not request.path.startswith("/v1/") and given != CURRENT:
        message = f"Quo-Api-Version must be {CURRENT}"
        raise ApiError(
            400, message, problems=[problem("/Quo-Api-Version", message, given, "String")]
        )


def _route(text: str, endpoint: Endpoint) -> _Route:
    method, _, path = text.partition(" ")
    ids = tuple(re.compile(one) for one in re.findall(r"{(.+?)}", path))
    return _Route(method, re.compile(re.sub(r"{.+?}", "([^/]+)", path)), ids, endpoint)


_ROUTES = [_route(text, endpoint) for text, endpoint in (_LEGACY | _CURRENT).items()]

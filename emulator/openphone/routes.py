"""Which endpoint answers which path of the API."""

from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emulator.openphone.context import Context, Simulator
from emulator.openphone.current import data as current_data
from emulator.openphone.current import webhooks as current_webhooks
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.v1 import data as v1_data
from emulator.openphone.v1 import webhooks as v1_webhooks
from emulator.openphone.webhooks.registered import CURRENT

Endpoint: TypeAlias = Callable[[Context], Response]

_V1: dict[str, Endpoint] = {
    "GET /v1/webhooks": v1_webhooks.every,
    "GET /v1/webhooks/{id}": v1_webhooks.one,
    "DELETE /v1/webhooks/{id}": v1_webhooks.delete,
    "POST /v1/webhooks/{id}": v1_webhooks.create,
    "GET /v1/phone-numbers": v1_data.phone_numbers,
    "GET /v1/contacts": v1_data.contacts,
    "GET /v1/conversations": v1_data.conversations,
    "GET /v1/messages": v1_data.messages,
    "GET /v1/messages/{id}": v1_data.one_message,
    "GET /v1/calls": v1_data.calls,
    "GET /v1/calls/{id}": v1_data.one_call,
    "GET /v1/call-recordings/{id}": v1_data.recordings,
    "GET /v1/call-summaries/{id}": v1_data.summary,
    "GET /v1/call-transcripts/{id}": v1_data.transcript,
    "GET /v1/call-voicemails/{id}": v1_data.voicemail,
}
_CURRENT: dict[str, Endpoint] = {
    "GET /webhooks": current_webhooks.every,
    "POST /webhooks": current_webhooks.create,
    "GET /webhooks/{id}": current_webhooks.one,
    "PATCH /webhooks/{id}": current_webhooks.change,
    "DELETE /webhooks/{id}": current_webhooks.delete,
    "POST /webhooks/{id}/rotate": current_webhooks.rotate,
    "GET /webhooks/{id}/events": current_webhooks.deliveries,
    "POST /webhooks/{id}/events/test": current_webhooks.test,
    "GET /webhooks/{id}/events/{delivery}": current_webhooks.delivery,
    "POST /webhooks/{id}/events/{delivery}/retry": current_webhooks.retry,
    "GET /messages": current_data.messages,
    "GET /messages/{id}": current_data.one_message,
    "GET /calls": current_data.calls,
    "GET /calls/{id}": current_data.one_call,
    "GET /calls/{id}/recordings": current_data.recordings,
    "GET /calls/{id}/transcripts": current_data.transcripts,
    "GET /contacts": current_data.contacts,
    "GET /conversations": current_data.conversations,
    "GET /phone-numbers": current_data.phone_numbers,
}


def api(simulator: Simulator) -> list[Route]:
    """Return the routes of both generations."""
    current = {name: _versioned(answer) for name, answer in _CURRENT.items()}
    return routes(simulator, _V1 | current)


def routes(simulator: Simulator, endpoints: dict[str, Endpoint]) -> list[Route]:
    """Return a route for each `METHOD /path` and its endpoint."""

    def route(name: str, answer: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            content = await request.body()
            return answer(Context(**vars(simulator), request=request, content=content))

        method, _, path = name.partition(" ")
        return Route(path, respond, methods=[method])

    return [route(name, answer) for name, answer in endpoints.items()]


def _versioned(answer: Endpoint) -> Endpoint:
    """Return the endpoint, refusing requests without the version header of its generation."""

    def respond(context: Context) -> Response:
        given = context.request.headers.get("quo-api-version")
        if given != CURRENT:
            message = f"Quo-Api-Version must be {CURRENT}"
            raise ApiError(400, message, problems=[problem("/Quo-Api-Version", message, given)])
        return answer(context)

    return respond

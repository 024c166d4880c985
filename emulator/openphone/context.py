"""The parts of one simulator, and a request to it as its endpoints see and answer it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulator.openphone.auth import RateLimit, plan
from emulator.openphone.errors import ApiError, invalid
from emulator.openphone.faults import Fault
from emulator.openphone.items import Item
from emulator.openphone.webhooks.registered import Webhooks
from emulator.openphone.webhooks.sender import Sender
from emulator.openphone.workspace.workspace import Workspace

_TITLES = {"messages": "Message", "calls": "Call"}


@dataclass(frozen=True)
class Simulator:
    """The parts of one simulator; all run in its server's event loop."""

    workspace: Workspace
    webhooks: Webhooks
    sender: Sender
    limit: RateLimit
    faults: list[Fault] = field(default_factory=list)
    requests: list[Item] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Context(Simulator):
    """The simulator, and a request to it with its body."""

    request: Request
    content: bytes

    @property
    def business(self) -> bool:
        """Whether the key belongs to a plan with summaries and transcripts."""
        return plan(self.request) == "business"

    def json(self) -> Item:
        """Return the body's JSON object. Raises ApiError, 400, where it is none."""
        try:
            value = json.loads(self.content)
        except ValueError as error:
            raise ApiError(400, "The body is not valid JSON") from error
        if not isinstance(value, dict):
            raise invalid("", "Expected object", value, "Object")
        return value

    def path_id(self, pattern: str) -> str:
        """Return the path's `id`. Raises ApiError, 400, where it does not match the pattern."""
        text = str(self.request.path_params["id"])
        if not re.fullmatch(pattern, text):
            raise invalid("/id", f"Expected string to match '^{pattern}$'", text)
        return text

    def found(self, name: str) -> Item:
        """Return the item of `messages` or `calls` that the path names.

        Raises ApiError, 400 for what cannot be an id, 404 where there is no such item.
        """
        item = self.workspace.one(name, self.path_id("AC.*"))
        if not item:
            raise ApiError(404, f"{_TITLES[name]} not found")
        return item


# A JSON object is answered with 200, or the status beside it; None is 204 without a body.
Answer: TypeAlias = Item | tuple[Item, int] | None
Endpoint: TypeAlias = Callable[[Context], Answer]


def routes(
    simulator: Simulator, endpoints: Mapping[str, Endpoint], version: str = ""
) -> list[Route]:
    """Return a route for each `METHOD /path` and its endpoint.

    With a version, they refuse requests whose header does not name it.
    """

    def route(name: str, endpoint: Endpoint) -> Route:
        async def respond(request: Request) -> Response:
            given = request.headers.get("quo-api-version")
            if version and given != version:
                raise invalid("/Quo-Api-Version", f"Quo-Api-Version must be {version}", given)
            content = await request.body()
            answer = endpoint(Context(**vars(simulator), request=request, content=content))
            if answer is None:
                return Response(status_code=204)
            return JSONResponse(*(answer if isinstance(answer, tuple) else (answer,)))

        method, _, path = name.partition(" ")
        return Route(path, respond, methods=[method])

    return [route(name, endpoint) for name, endpoint in endpoints.items()]

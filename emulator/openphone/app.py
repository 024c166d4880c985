"""Wires the simulated OpenPhone together: both generations of its API, and a sender of webhooks.

It is as strict as the API: what that refuses, it refuses too, except for http URLs of webhooks on
127.0.0.1. The business it holds is that of the sample events, with some messages and calls that
no webhook reported.
"""

import threading
from datetime import UTC, datetime
from http.client import METHOD_NOT_ALLOWED
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Mount, Route, Router

from emulator.openphone import admin
from emulator.openphone.auth import RateLimit
from emulator.openphone.context import Simulator, routes
from emulator.openphone.current import data as current_data
from emulator.openphone.current import webhooks as current_webhooks
from emulator.openphone.errors import ApiError, body
from emulator.openphone.guard import Guard
from emulator.openphone.v1 import data as v1_data
from emulator.openphone.v1 import webhooks as v1_webhooks
from emulator.openphone.webhooks.registered import CURRENT, Webhooks
from emulator.openphone.webhooks.sender import ANSWER_SECONDS, Sender, Settings
from emulator.openphone.workspace.workspace import Workspace
from emulator.ports import HOST
from emulator.server import Server

RATE = 10  # https://www.quo.com/docs/mdx/api-reference/rate-limits


class OpenPhone(Server):
    """The running simulator."""

    def __init__(  # noqa: PLR0913 - one parameter an option
        self,
        port: int,
        *,
        time_scale: float = 1.0,
        rate: int = RATE,
        items: int = 0,
        shuffle: int | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        as_written: bool = False,
    ) -> None:
        """Listen on the port of 127.0.0.1, 0 for a free one. Raises StackError when it cannot.

        The parameters are the options of the command; `as_written` leaves the sample business
        on its own day, 2026-04-02, instead of moving it to the last day that is over.
        """
        workspace = Workspace(None if as_written else datetime.now(UTC), items)
        webhooks = Webhooks()
        sender = Sender(webhooks, Settings(time_scale, answer_seconds, shuffle))
        self._stopping = threading.Event()
        application = self._application(Simulator(workspace, webhooks, sender, RateLimit(rate)))
        super().__init__(application, port, "OpenPhone simulator")
        self.url = f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """Close the port, and end requests and deliveries."""
        self._stopping.set()
        super().stop()

    def _application(self, simulator: Simulator) -> Starlette:
        v1 = v1_webhooks.ENDPOINTS | v1_data.ENDPOINTS
        current = current_webhooks.ENDPOINTS | current_data.ENDPOINTS
        endpoints = routes(simulator, v1) + routes(simulator, current, CURRENT)

        def refuse(request: Request, error: Exception) -> Response:
            """Answer a refusal, of an endpoint or of Starlette itself, as the API would."""
            status = cast("HTTPException", error).status_code
            refusal = error if isinstance(error, ApiError) else ApiError(status)
            headers = (
                {"allow": _allowed(endpoints, request)} if status == METHOD_NOT_ALLOWED else {}
            )
            return JSONResponse(body(refusal, request.scope["path"]), status, headers)

        guard = Middleware(Guard, simulator, self.hang_up, self._stopping)
        api = Router(endpoints, redirect_slashes=False)
        own = routes(simulator, admin.ENDPOINTS)
        return Starlette(
            routes=[Mount(admin.PREFIX, routes=own), Mount("/", app=api, middleware=[guard])],
            exception_handlers={HTTPException: refuse},
        )


def _allowed(endpoints: list[Route], request: Request) -> str:
    here = [route for route in endpoints if route.matches(request.scope)[0] != Match.NONE]
    methods = {method for route in here for method in route.methods or ()}
    return ", ".join(sorted(methods - {"HEAD"}))

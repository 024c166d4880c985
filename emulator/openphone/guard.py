"""What every request to the API passes: the log, the key and its rate, and ordered faults."""

import threading
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.openphone.auth import plan
from emulator.openphone.context import Simulator
from emulator.openphone.errors import ApiError, body
from emulator.openphone.faults import take


class Guard:
    """Middleware around the endpoints of both generations."""

    def __init__(
        self,
        application: ASGIApp,
        simulator: Simulator,
        hang_up: Callable[[tuple[str, int]], None],
        stopping: threading.Event,
    ) -> None:
        """Take the simulator, how to cut a client off, and what ends every silence."""
        self._application = application
        self._simulator = simulator
        self._hang_up = hang_up
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note it, without its key, with the status of the answer.

        Raises ApiError, 401 for an unknown key, 429 beyond its rate.
        """
        request = Request(scope, receive)
        name = plan(request)
        unknown = "unknown" if request.headers.get("authorization") else "none"
        note: dict[str, object] = {
            "at": time.time(),
            "method": scope["method"],
            "path": scope["path"],
            "query": [list(pair) for pair in request.query_params.multi_items()],
            "key": name or unknown,
            "status": None,
        }
        self._simulator.requests.append(note)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                note["status"] = message["status"]
            await send(message)

        try:
            if not name:
                raise ApiError(401)
            self._simulator.limit.check(name)
            await self._answer(request, noting)
        except HTTPException as refusal:
            note["status"] = refusal.status_code
            raise

    async def _answer(self, request: Request, send: Send) -> None:
        scope, receive = request.scope, request.receive
        fault = take(self._simulator.faults, scope["method"], scope["path"])
        # Read now: an endpoint is to see the body even if the client has gone by then.
        received = await request.body()

        async def replay() -> Message:
            return {"type": "http.request", "body": received, "more_body": False}

        if fault:
            await run_in_threadpool(self._stopping.wait, fault.hang)
        if fault and fault.drop:
            self._hang_up(tuple(scope["client"]))
            while (await receive())["type"] != "http.disconnect":
                pass
        elif fault and fault.status:
            content = fault.body or body(ApiError(fault.status), scope["path"])
            await JSONResponse(content, fault.status, fault.headers)(scope, receive, send)
        else:
            await self._application(scope, replay, send)

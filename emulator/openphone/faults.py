"""Faults that a test orders: refusals, silence, and connections that are cut."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.openphone.errors import ApiError, body
from emulator.openphone.items import Item


@dataclass
class Fault:
    """Something to go wrong with the next `times` requests whose path begins with `path`.

    After `hang` seconds the connection is cut (`drop`), or the answer is `status` with `body`,
    by default the API's own. Without either, the request is answered as usual.
    """

    times: int = 1
    path: str = "/"
    method: str = ""
    status: int = 0
    hang: float = 0
    drop: bool = False
    body: Item | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, method: str, path: str) -> bool:
        """Return whether it is meant for a request."""
        return path.startswith(self.path) and self.method in ("", method)


class Faults:
    """Middleware that makes requests go wrong as ordered, and takes each fault off the list."""

    def __init__(
        self,
        application: ASGIApp,
        ordered: list[Fault],
        hang_up: Callable[[tuple[str, int]], None],
        stopping: threading.Event,
    ) -> None:
        """Take what is ordered, how to cut a client off, and what ends every silence."""
        self._application = application
        self._ordered = ordered
        self._hang_up = hang_up
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the first fault that fits the request happen, if there is one."""
        fault = self._take(scope["method"], scope["path"])
        # Read now: an endpoint is to see the body even if the client has gone by then.
        received = await Request(scope, receive).body()

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

    def _take(self, method: str, path: str) -> Fault | None:
        fault = next((fault for fault in self._ordered if fault.fits(method, path)), None)
        if fault:
            fault.times -= 1
            if fault.times < 1:
                self._ordered.remove(fault)
        return fault

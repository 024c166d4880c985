"""The log of the requests that the API received."""

import time

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.openphone.auth import plan
from emulator.openphone.items import Item


class RequestLog:
    """Middleware that notes every request, without its key, and the status of the answer."""

    def __init__(self, application: ASGIApp, notes: list[Item]) -> None:
        """Add a note for each request to the list."""
        self._application = application
        self._notes = notes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the request, and its status once the answer begins."""
        connection = HTTPConnection(scope)
        unknown = "unknown" if connection.headers.get("authorization") else "none"
        note: Item = {
            "at": time.time(),
            "method": scope["method"],
            "path": scope["path"],
            "query": [list(pair) for pair in connection.query_params.multi_items()],
            "key": plan(connection) or unknown,
            "status": None,
        }
        self._notes.append(note)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                note["status"] = message["status"]
            await send(message)

        await self._application(scope, receive, noting)

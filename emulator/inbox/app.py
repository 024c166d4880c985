"""The inbox page on this machine, with the headers that Firebase Hosting sends in production."""

import json
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from emulator.inbox.files import TYPES, files
from emulator.ports import HOST, Ports
from emulator.processes.services import PROJECT
from emulator.server import Server

# These hosts of the samples' pictures and recordings do not exist: their files are served here.
SAMPLE_HOSTS = ("media.example.com", "storage.example.com")
# By terraform/firestore.rules as it stands, the first is staff and the second is not.
USERS = {
    "front.desk": {"email": "front.desk@shop.example", "name": "Front desk"},
    "stranger": {"email": "stranger@elsewhere.example", "name": "Stranger (not staff)"},
}


class Inbox(Server):
    """The running server of the page."""

    def __init__(self, ports: Ports) -> None:
        """Listen on the inbox port of 127.0.0.1. Raises StackError when it is not free."""
        config = _config(ports)

        def serve(request: Request) -> Response:
            path = f"/{request.path_params['path']}"
            if path == "/config.js":
                return Response(config, media_type=TYPES[".js"])
            file = files().get(path)
            if not file:
                raise HTTPException(404, "There is nothing here.")
            return FileResponse(file, media_type=TYPES[file.suffix])

        async def with_headers(request: Request, answer: RequestResponseEndpoint) -> Response:
            response = await answer(request)
            response.headers.update(headers(ports))
            return response

        application = Starlette(
            routes=[Route("/{path:path}", serve)],
            middleware=[Middleware(BaseHTTPMiddleware, dispatch=with_headers)],
        )
        super().__init__(application, ports.inbox, "inbox page")


def headers(ports: Ports) -> dict[str, str]:
    """Return the headers of every response; inbox/firebase.json has those of production."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' https:",
        "media-src": "'self' https:",
        "connect-src": f"'self' http://{HOST}:{ports.firestore}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


def _config(ports: Ports) -> str:
    """Return the page's settings as a module; inbox/config.example.js describes them."""
    config: dict[str, Any] = {
        "firebase": {"projectId": PROJECT},
        "emulator": {"host": HOST, "port": ports.firestore, "users": USERS},
        "media": dict.fromkeys(SAMPLE_HOSTS, "/media/"),
    }
    return f"export default {json.dumps(config, indent=2)};\n"

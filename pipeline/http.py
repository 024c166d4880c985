"""What both services do alike with a request: route it, bound its body, refuse it."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

HEALTH_PATH = "/health"

_LENGTH_DIGITS = 18  # enough to tell that a declared length is too large


class RefusalError(Exception):
    """A request is answered with this status, constant text and headers.

    `reason` is for the log only: one more constant text.
    """

    def __init__(
        self, status: int, text: str, headers: Mapping[str, str] | None = None, *, reason: str = ""
    ) -> None:
        """Keep the answer; without a `reason`, the log shows the text."""
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers
        self.reason = reason or text

    def response(self) -> Response:
        """Return the answer."""
        return JSONResponse({"error": self.text}, self.status, self.headers)


def check_route(request: Request, path: str) -> Response | None:
    """Return None for a POST to `path`, and the answer to a health check.

    Raises RefusalError for every other path (404) and method (405, with `Allow`).
    """
    allowed = {path: ("POST",), HEALTH_PATH: ("GET", "HEAD")}.get(request.scope["path"])
    if allowed is None:
        raise RefusalError(404, "no such path")
    if request.method not in allowed:
        raise RefusalError(405, "method not allowed", {"Allow": ", ".join(allowed)})
    return JSONResponse({"status": "ok"}) if request.scope["path"] == HEALTH_PATH else None


async def read_body(request: Request, most: int, too_large: RefusalError) -> bytes:
    """Return the body; raise `too_large` once it is longer than `most` bytes, and read no further.

    Raises starlette's ClientDisconnect where the sender hangs up.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:_LENGTH_DIGITS]) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)

"""What the receiver looks at before it trusts a request: its path, method, size and headers."""

from collections.abc import Mapping

from starlette.requests import Request

WEBHOOK_PATH = "/api/webhooks/openphone"
HEALTH_PATH = "/health"

_ALLOWED = {WEBHOOK_PATH: ("POST",), HEALTH_PATH: ("GET", "HEAD")}
_LENGTH_DIGITS = 18  # enough to tell that a declared length is too large


class RefusalError(Exception):
    """A request is answered with this status, constant text and headers.

    `reason` is for the log only: one more constant word.
    """

    def __init__(
        self, status: int, text: str, headers: Mapping[str, str] | None = None, *, reason: str = ""
    ) -> None:
        """Keep the answer."""
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers
        self.reason = reason or text


def check_route(request: Request) -> None:
    """Raise RefusalError unless the request's path and method are served."""
    allowed = _ALLOWED.get(request.scope["path"])
    if allowed is None:
        raise RefusalError(404, "no such path")
    if request.method not in allowed:
        raise RefusalError(405, "method not allowed", {"Allow": ", ".join(allowed)})


async def read_body(request: Request, most: int) -> bytes:
    """Give the body, of at most `most` bytes, and read no further than that.

    Raises RefusalError, and starlette's ClientDisconnect.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:_LENGTH_DIGITS]) > most:
        raise RefusalError(413, "the body is too large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise RefusalError(413, "the body is too large")
    return bytes(body)


def joined_headers(request: Request) -> dict[str, bytes]:
    """Give the raw headers by lower-case name; values of a repeated one are joined by commas."""
    joined: dict[str, bytes] = {}
    for raw, value in request.scope["headers"]:
        name = raw.decode("latin-1")
        joined[name] = joined[name] + b"," + value if name in joined else value
    return joined

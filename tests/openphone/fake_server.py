"""A web server that answers as a test tells it, and remembers what it was asked."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from emulator.ports import HOST, address


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True)
class Reply:
    """One answer; `status` 0 closes the connection without one."""

    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeServer:
    """The running server; `answer` may be changed at any time."""

    def __init__(self, url: str, answer: Callable[[Asked], Reply]) -> None:
        """Take its address, and what makes its answers."""
        self.url, self.answer = url, answer
        self.asked: list[Asked] = []


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextlib.contextmanager
def serve(answer: Callable[[Asked], Reply]) -> Iterator[FakeServer]:
    """Run one on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            """Answer one request, whatever its method."""
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body, time.monotonic())
            fake.asked.append(asked)
            self._send(fake.answer(asked))

        def _send(self, reply: Reply) -> None:
            if not reply.status:
                self.close_connection = True
                return
            self.send_response_only(reply.status)  # without a Date of its own
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = _Server((HOST, 0), Handler)
    fake = FakeServer(f"http://{address(server.server_address[1])}", answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

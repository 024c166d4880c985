"""The HTTP server around the simulator."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from emulator.openphone.auth import DroppedError
from emulator.openphone.wire import Answer, Request
from emulator.ports import HOST

MOST_BYTES = 8 * 1024 * 1024

# Raises DroppedError where there is to be no answer.
Respond: TypeAlias = Callable[[Request], Answer]


class Server(ThreadingHTTPServer):
    """A server whose connections end with it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Respond) -> None:
        """Listen on a port of 127.0.0.1, 0 for a free one. Raises OSError when it cannot."""
        self.respond = respond
        self._open: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)
        # A short interval: it is how long stopping takes.
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """Keep a connection in mind as long as it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the library's
        """Forget a connection, and close it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """Say nothing of clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece, and at once: otherwise each takes 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True

    def answer(self) -> None:
        size = self.headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > MOST_BYTES:
            self._write(Answer(413 if size.isdecimal() else 400), close=True)
            return
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(size)),
        )
        try:
            self._write(self.server.respond(request))
        except DroppedError:
            self.close_connection = True

    def _write(self, answer: Answer, *, close: bool = False) -> None:
        content = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if content:
            self.send_header("content-type", "application/json; charset=utf-8")
        if answer.status != 204:  # noqa: PLR2004 - it has no content
            self.send_header("content-length", str(len(content)))
        if close:
            self.send_header("connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what the library asks for
        """Answer every method, whose handler the library looks for as `do_GET` and so on."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Log nothing: the log of requests is the simulator's."""

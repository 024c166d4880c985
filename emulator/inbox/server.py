"""Serves the inbox page on this machine, as Firebase Hosting does in production."""

import threading
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from emulator.errors import StackError
from emulator.inbox import files
from emulator.inbox.ranges import part
from emulator.ports import HOST, Ports


class Inbox:
    """The running server, in a thread of this process."""

    def __init__(self, ports: Ports) -> None:
        """Listen on the inbox port of 127.0.0.1. Raises StackError when that cannot be."""
        if not (files.PAGE / "index.html").is_file():
            raise StackError("The inbox page is not installed: inbox/index.html is missing.")
        try:
            self._server = _Server((HOST, ports.inbox), partial(_Handler, ports))
        except OSError as error:
            raise StackError(f"The inbox page cannot use port {ports.inbox}.") from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A browser keeps connections open: nobody waits for them at the end.
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; the server itself answers 501 to every other method."""

    protocol_version = "HTTP/1.1"
    server_version = "inbox"
    sys_version = ""
    timeout = 60

    def __init__(self, ports: Ports, *args: Any) -> None:  # noqa: ANN401 - passed on
        self._ports = ports
        super().__init__(*args)

    def do_GET(self) -> None:
        """Send what the path shows."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send the headers alone."""
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        """Requests for the page are no news."""

    def _answer(self, *, with_body: bool) -> None:
        found = files.find(unquote(urlsplit(self.path).path), self._ports)
        if not found:
            body, extra = b"There is nothing here.\n", {"Content-Type": "text/plain"}
            status = HTTPStatus.NOT_FOUND
        else:
            status, body, extra = part(found.body, self.headers.get("Range"))
            extra |= {"Content-Type": found.type}
        self.send_response(status)
        length = {"Content-Length": str(len(body))}
        for name, value in {**files.headers(self._ports), **extra, **length}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

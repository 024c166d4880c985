"""A port that leads to another, while it is open."""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self

from emulator.ports import HOST


class Relay:
    """Hands all that reaches a port of 127.0.0.1 on to a host:port, and the answers back."""

    def __init__(self, port: int, target: str) -> None:
        """Take the port, which opens when the context is entered."""
        host, _, number = target.rpartition(":")
        self._port, self._target = port, (host, int(number))
        self._server = socket.socket()
        self._sockets: list[socket.socket] = [self._server]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Open the port."""
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._server.bind((HOST, self._port))
        self._server.listen()
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port and every connection."""
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        for one in self._sockets:
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(self._target)
                self._sockets += [near, far]
                self._start(_copy, near, far)
                self._start(_copy, far, near)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)

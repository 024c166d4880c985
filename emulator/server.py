"""Serves a Starlette application on 127.0.0.1, in a thread of this process."""

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from emulator.errors import StackError
from emulator.ports import HOST


class Server:
    """The running server; `port` is the one it listens on."""

    def __init__(self, application: Starlette, port: int, name: str) -> None:
        """Listen on a port of 127.0.0.1, 0 for any free one.

        Raises StackError, which calls the server by its `name`, when it cannot.
        """
        try:
            listener = socket.create_server((HOST, port), backlog=128)
        except OSError as error:
            raise StackError(f"The {name} cannot use port {port}.") from error
        self.port: int = listener.getsockname()[1]
        config = uvicorn.Config(
            application,
            access_log=False,
            date_header=False,
            lifespan="off",
            log_config=None,
            log_level="error",
            server_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self._thread.start()

    def hang_up(self, client: tuple[str, int]) -> None:
        """Close the connection of a client at once; call it from the application alone."""
        for connection in self._server.server_state.connections:
            if getattr(connection, "client", None) == client:
                connection.transport.abort()

    def stop(self) -> None:
        """Close the port and every connection."""
        self._server.should_exit = True
        self._thread.join()


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down without waiting for clients: a browser keeps its connections open."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)

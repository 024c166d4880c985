"""The seven ports of the local stack, all on 127.0.0.1, and whether they are free."""

import socket
from typing import NamedTuple

from emulator.errors import StackError

HOST = "127.0.0.1"
LAST_PORT = 65535


class Ports(NamedTuple):
    """One port for each part, in the order in which `--ports-from` assigns them."""

    firestore: int = 8080
    receiver: int = 8081
    processor: int = 8082
    inbox: int = 8083
    openphone: int = 8084
    pubsub: int = 8085
    secret_manager: int = 8086


NAMES = Ports._fields
TITLES = {
    "firestore": "Firestore emulator",
    "receiver": "receiver",
    "processor": "processor",
    "inbox": "inbox page",
    "openphone": "OpenPhone simulator",
    "pubsub": "Pub/Sub emulator",
    "secret_manager": "Secret Manager emulator",
}


def option(name: str) -> str:
    """Return the command-line option that sets the port of one part."""
    return f"--{name.replace('_', '-')}-port"


def address(port: int) -> str:
    """Return host and port as the emulator variables of Google's clients want them."""
    return f"{HOST}:{port}"


def check(ports: Ports) -> None:
    """Raise StackError naming every port that is shared, impossible or already in use."""
    problems = [problem for name in NAMES if (problem := _problem(ports, name))]
    if problems:
        hint = "--ports-from N moves all seven ports at once."
        raise StackError("\n".join([*problems, hint]))


def _problem(ports: Ports, name: str) -> str | None:
    port = getattr(ports, name)
    subject = f"Port {port} for the {TITLES[name]}"
    if not 0 < port <= LAST_PORT:
        return f"{subject} is not between 1 and {LAST_PORT}: choose another with {option(name)}."
    if ports.count(port) > 1:
        return f"{subject} is assigned to more than one part: choose another with {option(name)}."
    if _in_use(port):
        return f"{subject} is in use: free it, or choose another with {option(name)}."
    return None


def _in_use(port: int) -> bool:
    # On macOS a port can be bound at one address while somebody listens at all addresses, so
    # try a connection as well.
    with socket.socket() as client:
        client.settimeout(1)
        if client.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
        except OSError:
            return True
    return False

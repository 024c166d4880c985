"""Where Google's emulators come from: an installed Google Cloud SDK, else Docker."""

from collections.abc import Callable, Mapping
from typing import Protocol

from emulator.errors import StackError
from emulator.processes import docker, sdk
from emulator.processes.commands import Launch


class Emulators(Protocol):
    """Google's emulators, ready to be started."""

    @property
    def source(self) -> str:
        """Where they come from, for the person at the terminal."""

    @property
    def push_host(self) -> str:
        """The name under which the Pub/Sub emulator reaches this machine."""

    def firestore(self, port: int, project: str) -> Launch:
        """Return how to start the Firestore emulator on a port of 127.0.0.1, with its rules."""

    def pubsub(self, port: int, project: str) -> Launch:
        """Return how to start the Pub/Sub emulator on a port of 127.0.0.1."""


def find(env: Mapping[str, str], say: Callable[[str], None]) -> Emulators:
    """Return the emulators of the installed SDK, else those of Docker.

    Raises StackError saying what is missing for both and how to install it.
    """
    try:
        return sdk.find(env)
    except StackError as no_sdk:
        try:
            return docker.find(env, say)
        except StackError as no_docker:
            raise StackError(
                "Google's emulators of Firestore and Pub/Sub cannot start.\n"
                f"{no_sdk}\nAlternatively, use Docker: {no_docker}"
            ) from no_docker

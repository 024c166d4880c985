"""Where Google's emulators come from: an installed Google Cloud SDK, else Docker."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from emulator.errors import StackError
from emulator.processes import docker, sdk

Emulators: TypeAlias = sdk.Sdk | docker.Docker


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

"""How the two services are started: as on Cloud Run, each a functions-framework process."""

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from emulator.errors import StackError
from emulator.ports import HOST, Ports, address

PROJECT = "demo-openphone"
SECRET = "openphone-signing-keys"  # noqa: S105 - the name of one
# The lines of the sample business, see samples/day.jsonl.
SAMPLE_NUMBERS = "+15550100001,+15550100002"
TARGETS = {"receiver": "receive", "processor": "process"}

# They would lead away from the local stack: the key replaces Secret Manager, the next three name
# resources of a real project, the others change what functions-framework starts.
_NOT_PASSED_ON = (
    "OPENPHONE_WEBHOOK_SIGNING_KEY",
    "PUBSUB_TOPIC",
    "SIGNING_KEYS_SECRET",
    "FIRESTORE_DATABASE",
    "DEBUG",
    "FUNCTION_SOURCE",
    "FUNCTION_TARGET",
    "FUNCTION_SIGNATURE_TYPE",
    "FUNCTION_USE_ASGI",
    "HOST",
    "PORT",
)


def environment(env: Mapping[str, str], ports: Ports) -> dict[str, str]:
    """Give the environment of both services: the caller's, led to the local stack."""
    passed_on = {name: value for name, value in env.items() if name not in _NOT_PASSED_ON}
    return {"OPENPHONE_NUMBERS": SAMPLE_NUMBERS} | passed_on | emulator_variables(ports)


def emulator_variables(ports: Ports) -> dict[str, str]:
    """Give the variables that lead Google's clients to the local stack."""
    return {
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "FIRESTORE_EMULATOR_HOST": address(ports.firestore),
        "PUBSUB_EMULATOR_HOST": address(ports.pubsub),
        "SECRET_MANAGER_EMULATOR_HOST": address(ports.secret_manager),
        # A proxy of the caller's would be asked for 127.0.0.1 as well.
        "NO_PROXY": HOST,
        "no_proxy": HOST,
        "PYTHONUNBUFFERED": "1",
    }


def source(service: str) -> Path:
    """Give the main.py of a service. Raises StackError when it is not installed."""
    spec = find_spec(service)
    main = Path(spec.origin).with_name("main.py") if spec and spec.origin else None
    if not main or not main.is_file():
        raise StackError(f"The {service} is not installed: {service}/main.py is missing.")
    return main


def root(service: str) -> str:
    """Give the folder from which a service is started: the one its package is in."""
    return str(source(service).parent.parent)


def command(service: str, port: int) -> tuple[str, ...]:
    """Give the command that starts a service on a port of 127.0.0.1."""
    framework = (sys.executable, "-m", "functions_framework", "--asgi")
    where = ("--host", HOST, "--port", str(port))
    return (*framework, "--target", TARGETS[service], "--source", str(source(service)), *where)

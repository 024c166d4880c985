"""What starts from this checkout: both services, as on Cloud Run, and the rules of Firestore."""

import sys
from collections.abc import Mapping
from pathlib import Path

from emulator.errors import StackError
from emulator.ports import HOST, Ports, address
from emulator.processes.process import Launch

PROJECT = "demo-openphone"
SECRET = "openphone-signing-keys"  # noqa: S105 - the name of one
# Our numbers in the sample business, see emulator/samples/day.jsonl.
SAMPLE_NUMBERS = "+15550100001,+15550100002"
# The folder with the services, and the one from which they start.
ROOT = Path(__file__).parents[2]
# The very file that Terraform deploys.
RULES = ROOT / "terraform" / "firestore.rules"
TARGETS = {"receiver": "receive", "processor": "process"}

# These would lead away from the local stack: the key replaces Secret Manager, the next three name
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
    """Return the environment of both services: the caller's, pointed to the local stack."""
    passed_on = {name: value for name, value in env.items() if name not in _NOT_PASSED_ON}
    return {"OPENPHONE_NUMBERS": SAMPLE_NUMBERS} | passed_on | emulator_variables(ports)


def google_variables(ports: Ports) -> dict[str, str]:
    """Return the variables that point Google's clients to the local stack."""
    return {
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "FIRESTORE_EMULATOR_HOST": address(ports.firestore),
        "PUBSUB_EMULATOR_HOST": address(ports.pubsub),
        "SECRET_MANAGER_EMULATOR_HOST": address(ports.secret_manager),
    }


def emulator_variables(ports: Ports) -> dict[str, str]:
    """Return these, and what else the stack's own processes need."""
    return google_variables(ports) | {
        # The caller's proxy, if any, must not be asked for 127.0.0.1.
        "NO_PROXY": HOST,
        "no_proxy": HOST,
        "PYTHONUNBUFFERED": "1",
    }


def source(service: str) -> Path:
    """Return the main.py of a service."""
    return ROOT / service / "main.py"


def launch(service: str, port: int) -> Launch:
    """Return the command that starts a service on a port of 127.0.0.1."""
    framework = (sys.executable, "-m", "functions_framework", "--asgi")
    where = ("--host", HOST, "--port", str(port))
    what = ("--target", TARGETS[service], "--source", str(source(service)))
    return Launch((*framework, *what, *where))


def rules() -> Path:
    """Return the file with Firestore's security rules. Raises StackError if it is missing."""
    if not RULES.is_file():
        raise StackError(
            f"The security rules are missing: {RULES}. Start the local stack from a complete "
            "checkout of the project."
        )
    return RULES

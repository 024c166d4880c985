"""The variables that point the command line, in a shell, to the local stack."""

import shlex

from emulator.openphone.auth import API_KEY
from emulator.ports import Ports, address
from emulator.processes.services import emulator_variables

# Only the stack's own processes need these.
_LEFT_OUT = ("NO_PROXY", "no_proxy", "PYTHONUNBUFFERED")


def exports(ports: Ports) -> str:
    """Return one `export` a line, for `eval` in a POSIX shell."""
    google = emulator_variables(ports).items()
    variables = {name: value for name, value in google if name not in _LEFT_OUT} | {
        "OPENPHONE_API_KEY": API_KEY,
        "OPENPHONE_API_URL": f"http://{address(ports.openphone)}",
        "WEBHOOK_BASE_URL": f"http://{address(ports.receiver)}",
    }
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())

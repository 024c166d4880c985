"""The security rules of the local Firestore: the very file that Terraform deploys."""

from pathlib import Path

from emulator.errors import StackError
from emulator.processes.services import ROOT

FILE = ROOT / "terraform" / "firestore.rules"
MISSING = (
    "The security rules are missing: {file}. Start the local stack from a complete checkout of the "
    "project."
)


def path() -> Path:
    """Return the file with the rules. Raises StackError if it is missing."""
    if not FILE.is_file():
        raise StackError(MISSING.format(file=FILE))
    return FILE

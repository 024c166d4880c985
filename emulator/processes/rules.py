"""The security rules that the local Firestore keeps: the very file that Terraform deploys."""

from pathlib import Path

from emulator.errors import StackError

FILE = Path(__file__).resolve().parents[2] / "terraform" / "firestore.rules"
MISSING = (
    "The security rules are missing: {file}. They stand beside the code, so start the local stack "
    "from a whole copy of the project."
)


def path() -> Path:
    """Give the file with the rules. Raises StackError where it is missing."""
    if not FILE.is_file():
        raise StackError(MISSING.format(file=FILE))
    return FILE

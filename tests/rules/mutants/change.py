"""One change of the rules."""

from tests.mutants.mutant import Mutant

FILE = "terraform/firestore.rules"


def change(name: str, old: str, new: str, *noticed_by: str) -> Mutant:
    """Return a mutant with another text in the place of one, and the questions that notice it."""
    return Mutant(name, FILE, old, new, noticed_by)

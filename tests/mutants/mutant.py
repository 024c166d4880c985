"""One way to break the product."""

from dataclasses import dataclass
from pathlib import Path


class MutantError(Exception):
    """A mutant no longer fits the code."""


@dataclass(frozen=True)
class Mutant:
    """A text in one file, what replaces it, and the tests of which at least one must fail.

    `tests` are files or test ids, as pytest takes them.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def apply(self, root: Path) -> None:
        """Change the file. Raises MutantError unless the old text occurs there exactly once."""
        file = root / self.file
        text = file.read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            raise MutantError(f"{self.name}: its old text occurs {found} times in {self.file}")
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")

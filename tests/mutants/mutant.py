"""One way to break the product."""

from dataclasses import dataclass
from pathlib import Path


class MutantError(Exception):
    """A mutant does not fit the code any more."""


@dataclass(frozen=True)
class Mutant:
    """A text of one file, what to put in its place, and the tests of which one has to fail.

    `tests` are files or test ids, as pytest takes them.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def apply(self, root: Path) -> None:
        """Change the file. Raises MutantError unless the old text stands there exactly once."""
        file = root / self.file
        text = file.read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            raise MutantError(f"{self.name}: its old text stands {found} times in {self.file}")
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")

"""Breaks the product on purpose and checks that the tests notice.

`python -m tests.mutants` breaks a copy of the project in every way that `ALL` lists, one at a
time, and runs the tests that should fail. To add one, put a `Mutant` into a module beside
`merge` and the module's tuple into `ALL`.
"""

from tests.mutants import merge, store
from tests.mutants.mutant import Mutant

ALL: tuple[Mutant, ...] = (*merge.MUTANTS, *store.MUTANTS)

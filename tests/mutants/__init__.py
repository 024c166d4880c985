"""Breaks the product on purpose and checks that the tests notice.

`python -m tests.mutants` breaks a copy of the project in each of the ways that `ALL` lists and runs
the tests that should fail. To add a mutant, put a `Mutant` into `merge` or `store`, or into a new
module whose tuple goes into `ALL`.
"""

from tests.mutants import merge, store
from tests.mutants.mutant import Mutant

ALL: tuple[Mutant, ...] = (*merge.MUTANTS, *store.MUTANTS)

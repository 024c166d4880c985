"""Ways to weaken or break the security rules, each with the questions that must notice it.

The questions are those of `test_access.py`, by name. No part of the rules can go: each `match`
block, each list, each claim and the domain are taken away once.
"""

from tests.rules.mutants import people, places
from tests.rules.mutants.change import FILE

MUTANTS = (*places.MUTANTS, *people.MUTANTS)

__all__ = ["FILE", "MUTANTS"]

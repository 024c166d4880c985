"""`python -m tests.mutants [NAME ...]`: the exit status is 0 only if every mutant is killed."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.mutants import ALL
from tests.mutants.mutant import MutantError
from tests.mutants.runner import Result, check_unbroken, run


def main(names: Sequence[str]) -> int:
    """Run the mutants of these names, or all, and print the result of each."""
    chosen = [mutant for mutant in ALL if not names or mutant.name in names]
    if unknown := set(names) - {mutant.name for mutant in chosen}:
        say(f"no such mutant: {', '.join(sorted(unknown))}")
        return 2
    try:
        check_unbroken(sorted({test for mutant in chosen for test in mutant.tests}))
    except MutantError as error:
        say(str(error))
        return 2
    width = max(len(mutant.name) for mutant in chosen)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        killed = 0
        for result in pool.map(run, chosen):
            killed += result.killed
            say(f"{result.name:{width}}  {result.seconds:5.1f} s  {described(result)}")
    say(f"{killed} of {len(chosen)} mutants killed")
    return 0 if killed == len(chosen) else 1


def described(result: Result) -> str:
    """Return the result of a mutant in words."""
    if result.killed:
        return f"killed by {result.killer}"
    return f"NOT RUN: {result.problem}" if result.problem else "SURVIVED"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

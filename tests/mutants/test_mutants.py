"""Every mutant fits the code, and is killed: all of them in the long profile, else one."""

import shutil
from pathlib import Path

import pytest

from tests.histories.profiles import LONG
from tests.mutants import ALL
from tests.mutants.mutant import Mutant, MutantError
from tests.mutants.runner import ROOT, run

QUICK = "tests/histories/test_address_book.py"
BROKEN = Mutant("broken", "documents/merge.py", "if at >= stamps", "if at < stamps", (QUICK,))


def named(mutant: Mutant) -> str:
    return mutant.name


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for package in ("documents", "openphone", "processor"):
        shutil.copytree(ROOT / package, tmp_path / package)
    return tmp_path


def test_no_two_mutants_have_one_name() -> None:
    assert len({mutant.name for mutant in ALL}) == len(ALL)


@pytest.mark.parametrize("mutant", ALL, ids=named)
def test_a_mutant_fits_the_code_and_leaves_it_python(mutant: Mutant, root: Path) -> None:
    before = (root / mutant.file).read_text()
    mutant.apply(root)
    after = (root / mutant.file).read_text()
    assert after != before
    compile(after, mutant.file, "exec")


@pytest.mark.parametrize("old", ["no such text", "def "])
def test_a_mutant_that_does_not_fit_is_refused(old: str, root: Path) -> None:
    with pytest.raises(MutantError, match="occurs"):
        Mutant("unfit", "documents/merge.py", old, "", (QUICK,)).apply(root)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mutant", ALL if LONG else [BROKEN], ids=named)
def test_a_mutant_is_killed(mutant: Mutant) -> None:
    result = run(mutant)
    assert result.killed, result


def test_a_mutant_that_nobody_notices_survives() -> None:
    harmless = Mutant("harmless", "documents/merge.py", "The algebra", "An algebra", (QUICK,))
    result = run(harmless)
    assert not result.killed
    assert not result.problem


def test_a_mutant_that_cannot_even_be_imported_is_not_killed() -> None:
    result = run(Mutant("unreadable", "documents/merge.py", "The algebra", '"""', (QUICK,)))
    assert not result.killed
    assert result.problem


def test_a_mutant_in_which_no_test_can_even_begin_is_not_killed() -> None:
    emulators = "tests/processor/test_caching.py"
    stopped = Mutant(
        "stopped", "tests/conftest.py", "launch.find(", "int('no number', ", (emulators,)
    )
    result = run(stopped)
    assert not result.killed
    assert result.problem

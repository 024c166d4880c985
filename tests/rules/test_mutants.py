"""Every way to break the rules is noticed by the questions of `test_access.py` that it names."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant
from tests.mutants.runner import ROOT
from tests.rules.browser import Browser, checks
from tests.rules.mutants import FILE, MUTANTS
from tests.rules.test_access import expected
from tests.stack import Stack

QUESTIONS = {str(check): check for check in checks()}


def named(mutant: Mutant) -> str:
    return mutant.name


@pytest.fixture
def browser(stack: Stack) -> Iterator[Browser]:
    """Return a project of its own: rules belong to a project, and the stack's stay as they are."""
    made = Browser(stack, f"demo-rules-{uuid.uuid4().hex[:12]}")
    yield made
    made.close()


def test_no_two_mutants_have_one_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=named)
def test_a_mutant_of_the_rules_is_killed(mutant: Mutant, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    shutil.copy(ROOT / FILE, file)
    mutant.apply(tmp_path)
    browser.use(file.read_text())
    answers = browser.statuses(QUESTIONS[name] for name in mutant.tests)
    assert answers
    assert [str(check) for check in answers if answers[check] == expected(check)] == []


def test_the_rules_as_they_are_survive(browser: Browser) -> None:
    browser.use((ROOT / FILE).read_text())
    answers = browser.statuses(QUESTIONS[name] for mutant in MUTANTS for name in mutant.tests)
    assert [str(check) for check in answers if answers[check] != expected(check)] == []

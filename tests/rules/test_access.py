"""The security rules let everybody read and write what the table says, and nothing else."""

from collections.abc import Iterator

import pytest
import requests

from tests.rules.browser import OWNER, Browser, Check, checks, token
from tests.rules.table import PEOPLE
from tests.stack import Stack

ALLOWED = {"get": 200, "get missing": 404, "list": 200, "query": 200}
DENIED = 403


def expected(check: Check) -> int:
    """Return the status that the table asks for."""
    reads = check.what in PEOPLE[check.who].reads and check.verb in ALLOWED
    return ALLOWED[check.verb] if reads else DENIED


@pytest.fixture(scope="module")
def answers(stack: Stack) -> Iterator[dict[Check, int]]:
    """Return the answer to every question; the stack's rules are those of every project."""
    browser = Browser(stack, "demo-rules")
    yield browser.statuses(checks())
    browser.close()


@pytest.mark.parametrize("check", checks(), ids=str)
def test_everybody_may_do_what_the_table_says_and_nothing_else(
    answers: dict[Check, int], check: Check
) -> None:
    assert answers[check] == expected(check)


def test_the_documents_of_the_stack_itself_are_guarded_by_these_rules(stack: Stack) -> None:
    url = f"http://{stack.firestore}/v1/projects/{stack.project}/databases/(default)/documents"
    missing = f"{url}/contacts/nobody"
    staff = {"authorization": f"Bearer {token({'staff': True})}"}
    assert requests.get(missing, timeout=30).status_code == DENIED
    assert requests.get(missing, headers=staff, timeout=30).status_code == ALLOWED["get missing"]
    assert requests.get(missing, headers=OWNER, timeout=30).status_code == ALLOWED["get missing"]

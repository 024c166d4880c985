"""A Chromium for all tests of the page, a database of its own for each, and what each checks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import chromium as browsers
from tests.browser.database import Database
from tests.browser.page import Inbox
from tests.stack import Stack


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Return one browser for the tests of this folder.

    It ends with them: while it runs, no other test of this process could run an asyncio loop.
    """
    with browsers.wanted(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def open_tab(chromium: BrowserContext, stack: Stack) -> Iterator[Callable[[str], Inbox]]:
    """Return what opens a tab on a project's documents; after the test each tab is looked at."""
    with ExitStack() as opened:

        def open_one(project: str) -> Inbox:
            return opened.enter_context(closing(Inbox(chromium, stack, project)))

        yield open_one
        chromium.set_offline(offline=False)


@pytest.fixture
def database(stack: Stack) -> Iterator[Database]:
    """Return an empty database."""
    with closing(Database(stack)) as made:
        yield made


@pytest.fixture
def inbox(open_tab: Callable[[str], Inbox], database: Database) -> Inbox:
    """Return a tab on the test's own database, with nothing loaded yet."""
    return open_tab(database.project)


@pytest.fixture
def real_inbox(open_tab: Callable[[str], Inbox], stack: Stack) -> Inbox:
    """Return a tab on what the services store, with nothing loaded yet."""
    return open_tab(stack.project)

"""The list of conversations: thousands of them, of which only those in sight are read."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.database import Database
from tests.browser.documents import conversation
from tests.browser.page import Inbox
from tests.stack import Stack

COUNT = 5000
PAGE = 30


def number(place: int) -> str:
    return f"+1555{place:07}"


def minute(place: int) -> int:
    """Seven conversations to a minute: a cursor that is only a time would skip or repeat some."""
    return -(place // 7)


# The latest first; of one minute, the greater id first.
NEWEST_FIRST = [
    number(place) for place in sorted(range(COUNT), key=lambda one: (-minute(one), -one))
]


@pytest.fixture(scope="module")
def crowd(stack: Stack) -> Iterator[Database]:
    with closing(Database(stack)) as database:
        database.write(*(conversation(number(one), minute(one)) for one in range(COUNT)))
        yield database


@pytest.fixture
def inbox(open_tab: Callable[[str], Inbox], crowd: Database) -> Inbox:
    return open_tab(crowd.project)


def scroll_to_end(inbox: Inbox) -> None:
    list_ = inbox.page.locator("#conversations")
    list_.evaluate("(list) => list.scrollTo(0, list.scrollHeight)")


def scroll_pages(inbox: Inbox, pages: int) -> None:
    for page in range(2, pages + 1):
        scroll_to_end(inbox)
        expect(inbox.rows).to_have_count(PAGE * page)


def asked(inbox: Inbox) -> list[dict[str, Any]]:
    targets = inbox.watch.targets
    return [target["query"]["structuredQuery"] for target in targets if "query" in target]


def test_five_thousand_are_shown_page_by_page_without_gaps_and_without_reading_all(
    inbox: Inbox,
) -> None:
    inbox.open()
    expect(inbox.rows).to_have_count(PAGE)
    scroll_pages(inbox, 6)
    assert inbox.ids(inbox.rows) == NEWEST_FIRST[: 6 * PAGE]
    lists = [query for query in asked(inbox) if query["from"][0]["collectionId"] == "conversations"]
    # A page is asked for by its size, and once it is known, by the cursor at its end.
    assert len(lists) == 6 + 5
    assert all(query.get("limit") == PAGE or "endAt" in query for query in lists)


def test_one_that_moves_to_the_top_while_the_reader_is_far_down_is_there_once(
    inbox: Inbox, crowd: Database
) -> None:
    inbox.open()
    scroll_pages(inbox, 3)
    moved = NEWEST_FIRST[70]
    crowd.write(conversation(moved, 1, "I am back"))
    expect(inbox.rows.first).to_have_attribute("data-conversation-id", moved)
    rest = [one for one in NEWEST_FIRST if one != moved]
    scroll_to_end(inbox)
    expect(inbox.rows.nth(4 * PAGE - 2)).to_be_attached()
    shown = inbox.ids(inbox.rows)
    assert shown == [moved, *rest][: len(shown)]
    crowd.write(conversation(moved, minute(int(moved[5:])), "Hello"))

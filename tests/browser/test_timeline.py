"""A conversation of hundreds: the newest in sight, older ones as the reader goes up."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.database import Database
from tests.browser.documents import ANN, conversation, message
from tests.browser.page import Inbox
from tests.stack import Stack

COUNT = 400
PAGE = 30
TOP = "(entry) => entry.getBoundingClientRect().top"


def name(place: int) -> str:
    return f"AC{place:04}"


@pytest.fixture(scope="module")
def long_talk(stack: Stack) -> Iterator[Database]:
    with closing(Database(stack)) as database:
        messages = (message(name(one), one, f"Message {one}") for one in range(COUNT))
        database.write(conversation(ANN, COUNT), *messages)
        yield database


@pytest.fixture
def inbox(open_tab: Callable[[str], Inbox], long_talk: Database) -> Inbox:
    tab = open_tab(long_talk.project).open(ANN)
    expect(tab.entries.last).to_contain_text(f"Message {COUNT - 1}")
    return tab


def scroll_up(inbox: Inbox) -> None:
    inbox.page.locator("#conversation .scroll").evaluate("(list) => list.scrollTo(0, 0)")


def expect_from(inbox: Inbox, place: int) -> None:
    expect(inbox.entries.first).to_have_attribute("data-activity-id", name(place))


def test_it_opens_at_the_newest_and_reads_only_these(inbox: Inbox) -> None:
    expect(inbox.entries.last).to_be_in_viewport()
    expect(inbox.entries).to_have_count(PAGE)


def test_going_up_reads_older_ones_until_the_first(inbox: Inbox) -> None:
    for first in range(COUNT - PAGE, 0, -PAGE):
        expect_from(inbox, first)
        scroll_up(inbox)
    expect_from(inbox, 0)
    assert inbox.ids(inbox.entries) == [name(one) for one in range(COUNT)]
    expect(inbox.page.get_by_role("button", name="Show older")).to_be_hidden()


def test_what_is_being_read_stays_where_it_is_while_older_ones_come(inbox: Inbox) -> None:
    scroll_up(inbox)
    read = inbox.entry(name(COUNT - PAGE))
    before = read.evaluate(TOP)
    expect(inbox.entries.nth(PAGE)).to_be_attached()
    assert abs(read.evaluate(TOP) - before) < 2
    expect(read).to_be_in_viewport()


def test_the_end_is_followed_and_a_reader_further_up_is_told(
    inbox: Inbox, long_talk: Database
) -> None:
    newer = inbox.page.get_by_role("button", name="Newer messages")
    long_talk.write(message("AC9001", COUNT + 1, "At the end"))
    expect(inbox.entry("AC9001")).to_be_in_viewport()
    expect(newer).to_be_hidden()

    scroll_up(inbox)
    expect(inbox.entries.nth(PAGE + 1)).to_be_attached()
    scroll_up(inbox)
    expect(inbox.entries.nth(2 * PAGE + 1)).to_be_attached()
    read = inbox.entries.nth(PAGE).element_handle()
    before = read.evaluate(TOP)
    long_talk.write(message("AC9002", COUNT + 2, "Below"))
    expect(newer).to_be_visible()
    assert abs(read.evaluate(TOP) - before) < 2
    newer.click()
    expect(inbox.entry("AC9002")).to_be_in_viewport()
    expect(newer).to_be_hidden()
    long_talk.delete("activities/AC9001")
    long_talk.delete("activities/AC9002")
    expect(inbox.entry("AC9002")).to_have_count(0)

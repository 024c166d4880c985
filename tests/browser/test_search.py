"""Finding somebody, and going about the page, by keyboard alone too."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.database import Database
from tests.browser.documents import ANN, BEN, CARA, contact, conversation, message
from tests.browser.page import Inbox

GROUP = "group-0123456789abcdef0123456789abcdef"
FOCUSED = "document.activeElement.id || document.activeElement.className"


@pytest.fixture
def shop(inbox: Inbox, database: Database) -> Inbox:
    people = {ANN: "Ann Lee", BEN: "Ben Ode", CARA: "Über Öfen GmbH"}
    database.write(
        *(contact(number, name) for number, name in people.items()),
        *(conversation(number, minutes) for minutes, number in enumerate([CARA, BEN, ANN])),
        contact("+442079460000", "Address Book"),
        (
            f"conversations/{GROUP}",
            {**conversation(ANN, -1)[1], "contact_ids": [ANN, BEN], "participants": [ANN, BEN]},
        ),
        message("AC1", 2, "Hello"),
    )
    inbox.open()
    expect(inbox.rows).to_have_count(4)
    return inbox


FOUND: dict[str, set[str]] = {
    "an": {ANN, GROUP},
    "ANN  lee": {ANN, GROUP},
    "über ö": {CARA},
    "+1 (555) 010-7003": {CARA},
    "555 010 7003": {CARA},
    "+1 555-010": {ANN, BEN, CARA, GROUP},
    "+44 20": {"+442079460000"},
    "lee": set(),
}


def test_people_are_found_by_the_beginning_of_name_or_number(shop: Inbox) -> None:
    box = shop.page.get_by_label("Search by name or number")
    for typed, found in FOUND.items():
        box.fill(typed)
        count = {0: "Nobody found.", 1: "1 found."}.get(len(found), f"{len(found)} found.")
        expect(shop.page.locator("#results .empty"), typed).to_have_text(count)
        expect(shop.found, typed).to_have_count(len(found))
        assert set(shop.ids(shop.found)) == found, typed
        box.fill("")
        expect(shop.page.locator("#results")).to_be_hidden()
        expect(shop.rows.first).to_be_visible()


def test_escape_ends_the_search(shop: Inbox) -> None:
    box = shop.page.get_by_label("Search by name or number")
    box.fill("ann")
    expect(shop.found).to_have_count(2)
    box.press("Escape")
    expect(box).to_have_value("")
    expect(shop.rows.first).to_be_visible()
    expect(shop.page.locator("#results")).to_be_hidden()


def test_a_keyboard_is_enough(shop: Inbox) -> None:
    keys = shop.page.keyboard
    keys.press("/")
    expect(shop.page.get_by_label("Search by name or number")).to_be_focused()
    keys.press("ArrowDown")
    expect(shop.row(ANN).locator(".row")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("End")
    expect(shop.row(GROUP).locator(".row")).to_be_focused()
    keys.press("Home")
    assert outlined(shop.page)
    keys.press("Enter")
    expect(shop.title).to_be_focused()
    expect(shop.title).to_have_text("Ann Lee")
    expect(shop.entry("AC1")).to_be_visible()
    keys.press("Tab")
    expect(shop.page.locator("#conversation .scroll")).to_be_focused()
    assert outlined(shop.page)
    keys.press("Escape")
    expect(shop.row(ANN).locator(".row")).to_be_focused()
    expect(shop.entries).to_have_count(0)


def test_who_is_found_opens_by_keyboard(shop: Inbox) -> None:
    shop.page.keyboard.press("/")
    shop.page.keyboard.type("ben")
    expect(shop.found).to_have_count(2)
    shop.page.keyboard.press("ArrowDown")
    shop.page.keyboard.press("Enter")
    expect(shop.title).to_have_text("Ben Ode")


def test_every_control_is_reached_by_tab_and_seen(shop: Inbox) -> None:
    shop.open(ANN)
    expect(shop.entry("AC1")).to_be_visible()
    seen = []
    while "scroll" not in seen:
        shop.page.keyboard.press("Tab")
        seen.append(str(shop.page.evaluate(FOCUSED)))
        assert outlined(shop.page), seen
        assert len(seen) < 20, seen
    assert seen == ["user", "search", "row", "row", "row", "row", "scroll"]


def test_back_forward_and_reload_keep_the_conversation(shop: Inbox) -> None:
    shop.row(ANN).locator(".row").click()
    expect(shop.title).to_have_text("Ann Lee")
    shop.row(BEN).locator(".row").click()
    expect(shop.title).to_have_text("Ben Ode")
    shop.page.go_back()
    expect(shop.title).to_have_text("Ann Lee")
    shop.page.reload()
    expect(shop.title).to_have_text("Ann Lee")
    expect(shop.entry("AC1")).to_be_visible()
    expect(shop.row(ANN).locator(".row")).to_have_attribute("aria-current", "page")
    shop.page.go_forward()
    expect(shop.title).to_have_text("Ben Ode")


def test_an_address_that_names_nothing_shows_the_list(shop: Inbox) -> None:
    for hash_ in ["#/%", "#/a/b", "#/__x__", "#/..", "#", "#/" + "x" * 2000]:
        shop.page.evaluate("location.hash = '#/somebody'")
        expect(shop.title).to_have_text("somebody")
        shop.page.evaluate("(hash) => { location.hash = hash; }", hash_)
        expect(shop.page.locator("#conversation .nothing-open"), hash_).to_be_visible()
    expect(shop.rows).to_have_count(4)


def outlined(page: Page) -> bool:
    """Whether what has the focus shows it: by an outline, or, as the search box, by its border."""
    return bool(
        page.evaluate("""() => {
          const style = getComputedStyle(document.activeElement);
          return style.outlineStyle !== "none" || document.activeElement.id === "search";
        }""")
    )

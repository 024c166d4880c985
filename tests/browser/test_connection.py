"""The page says whether what it shows is what the server has, and comes back by itself."""

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.database import Database
from tests.browser.documents import ANN, BEN, contact, conversation, message
from tests.browser.page import Inbox
from tests.relay import Relay
from tests.stack import Stack, free_ports, until

# What Chromium and the SDK write while nobody can be reached.
CUT = ("Failed to load resource: net::ERR_", "transport errored", "Could not reach Cloud Firestore")
STREAM = "**/Listen/channel**"


def test_offline_it_keeps_what_it_has_and_back_it_shows_what_came_meanwhile(
    inbox: Inbox, database: Database, chromium: BrowserContext
) -> None:
    inbox.watch.allow(*CUT)
    database.write(contact(ANN, "Ann Lee"), conversation(ANN, 0), message("AC1", 0, "Hello"))
    expect(inbox.open(ANN).entry("AC1")).to_be_visible()

    chromium.set_offline(offline=True)
    inbox.wait_for("offline")
    expect(inbox.page.locator("#connection-text")).to_contain_text("Offline since")
    database.write(message("AC2", 1, "Are you there?"), conversation(ANN, 1, "Are you there?"))
    database.write(conversation(BEN, 2, "Good morning"))
    expect(inbox.row(ANN).locator(".name")).to_have_text("Ann Lee")
    expect(inbox.entries).to_have_count(1)

    chromium.set_offline(offline=False)
    expect(inbox.entry("AC2")).to_contain_text("Are you there?")
    expect(inbox.row(BEN)).to_be_visible()
    inbox.wait_for("live")
    assert inbox.ids(inbox.rows) == [BEN, ANN]
    assert inbox.ids(inbox.entries) == ["AC1", "AC2"]


def test_without_a_server_it_is_offline_until_one_is_there(inbox: Inbox) -> None:
    inbox.watch.allow(*CUT)
    inbox.page.route(STREAM, lambda route: route.abort("connectionrefused"))
    inbox.open(ANN, state="offline")
    expect(inbox.page.locator("#conversation")).to_contain_text("Not loaded")
    expect(inbox.page.locator("#conversations .empty")).to_be_hidden()
    inbox.page.unroute(STREAM)
    inbox.page.get_by_role("button", name="Try now").click()
    inbox.wait_for("live")
    expect(inbox.page.locator("#conversations .empty")).to_be_visible()


def test_after_a_gap_too_short_for_the_sdk_to_notice_it_is_live_again(
    inbox: Inbox, database: Database
) -> None:
    database.write(contact(ANN, "Ann Lee"), conversation(ANN, 0), message("AC1", 0, "Hello"))
    inbox.open(ANN)
    for event, state in (("offline", "offline"), ("online", "live")):
        inbox.page.evaluate("(name) => window.dispatchEvent(new Event(name))", event)
        inbox.wait_for(state)


def test_a_server_that_goes_away_is_noticed_and_found_again_on_demand(
    inbox: Inbox, stack: Stack, database: Database
) -> None:
    inbox.watch.allow(*CUT)
    database.write(conversation(ANN, 0, "Hello"))
    port = free_ports().firestore
    inbox.ask_at(port)
    inbox.page.clock.install()
    with Relay(port, stack.firestore):
        inbox.open()
        expect(inbox.row(ANN)).to_be_visible()

    def gave_up() -> bool:
        # The SDK tries for a while: its pauses pass at once, its attempts in their own time.
        inbox.page.clock.run_for(10_000)
        return inbox.is_now("offline")

    until(gave_up, 60, "the page did not notice")
    expect(inbox.row(ANN)).to_be_visible()
    database.write(conversation(BEN, 1, "New"))
    with Relay(port, stack.firestore):
        inbox.page.get_by_role("button", name="Try now").click()
        inbox.wait_for("live")
        expect(inbox.row(BEN)).to_be_visible()
        inbox.page.goto("about:blank")


def test_until_the_server_answers_it_says_that_it_connects(inbox: Inbox) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    inbox.page.route(STREAM, hold)
    inbox.open(ANN, state="connecting")
    expect(inbox.page.locator("#connection-text")).to_have_text("Connecting…")
    expect(inbox.page.locator("#conversation")).to_contain_text("Loading…")
    expect(inbox.page.locator("#conversations .empty")).to_be_hidden()
    inbox.page.unroute(STREAM)
    for route in held:
        route.continue_()
    inbox.wait_for("live")


def test_an_empty_database_says_so_and_fills_by_itself(inbox: Inbox, database: Database) -> None:
    inbox.open()
    expect(inbox.page.locator("#conversations .empty")).to_contain_text("No conversations yet.")
    database.write(conversation(ANN, 0))
    expect(inbox.rows).to_have_count(1)
    expect(inbox.page.locator("#conversations .empty")).to_be_hidden()


@pytest.mark.parametrize("hash_", ["", ANN])
def test_who_is_not_staff_sees_the_denial_and_nothing_else(
    inbox: Inbox, database: Database, hash_: str
) -> None:
    said = "The key is under the mat."
    database.write(contact(ANN, "Ann Lee"), conversation(ANN, 0, said), message("AC1", 0, said))
    inbox.open(hash_, user="stranger", state="denied")
    notice = inbox.page.locator("#notice")
    expect(notice).to_have_attribute("data-notice", "denied")
    expect(notice).to_contain_text("stranger@elsewhere.example")
    expect(inbox.page.locator("[data-conversation-id], [data-activity-id]")).to_have_count(0)
    html = inbox.page.content()
    assert not [secret for secret in ("Ann Lee", said, ANN, "555-010") if secret in html]


def test_of_what_may_no_longer_be_read_nothing_stays_on_the_page(
    inbox: Inbox, database: Database, chromium: BrowserContext
) -> None:
    inbox.watch.allow(*CUT)
    said = "The key is under the mat."
    database.write(contact(ANN, "Ann Lee"), conversation(ANN, 0, said), message("AC1", 0, said))
    inbox.open(ANN)
    expect(inbox.row(ANN)).to_contain_text("Ann Lee")
    expect(inbox.entry("AC1")).to_contain_text(said)
    database.deny_all()
    chromium.set_offline(offline=True)  # what is being listened to is checked anew after that
    inbox.wait_for("offline")
    chromium.set_offline(offline=False)
    inbox.wait_for("denied")
    expect(inbox.page.locator("[data-conversation-id], [data-activity-id]")).to_have_count(0)
    html = inbox.page.content()
    assert not [secret for secret in ("Ann Lee", said, "555-010") if secret in html]


def test_another_user_is_chosen_on_the_page(inbox: Inbox, database: Database) -> None:
    database.write(conversation(ANN, 0))
    inbox.open(user="stranger", state="denied")
    inbox.page.get_by_label("Signed in as").select_option("front.desk")
    inbox.wait_for("live")
    expect(inbox.rows).to_have_count(1)

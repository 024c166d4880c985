"""What the page really asks Firestore is what docs/queries.md lists: its indexes suffice."""

from playwright.sync_api import expect

from tests.browser.database import Database
from tests.browser.documents import ANN, BEN, call, contact, conversation, message
from tests.browser.page import Inbox
from tests.queries import listed


def test_a_walk_through_the_page_asks_each_listed_query_and_no_other(
    inbox: Inbox, database: Database
) -> None:
    _, timeless = message("AC2", 0, "Nobody knows when", BEN)
    database.write(
        contact(ANN, "Ann Lee"),
        conversation(ANN, 1),
        conversation(BEN, 0),
        call("AC1", 0, ai_transcript={"parts": ["p1", "p2"]}),
        ("activities/AC1/transcript_parts/p1", {"dialogue": [{"text": "First"}]}),
        ("activities/AC1/transcript_parts/p2", {"dialogue": [{"text": "Last"}]}),
        ("activities/AC2", {name: timeless[name] for name in timeless if name != "occurred_at"}),
    )
    inbox.open(ANN)
    inbox.entry("AC1").locator("details summary").click()
    expect(inbox.entry("AC1").locator(".dialogue .text")).to_have_text(["First", "Last"])
    inbox.row(BEN).locator(".row").click()
    expect(inbox.entry("AC2")).to_contain_text("Nobody knows when")
    for typed in ("ann", "+1555"):
        inbox.page.get_by_label("Search by name or number").fill(typed)
        expect(inbox.found).to_have_count(1)
    assert inbox.watch.shapes() == {one.shape for one in listed() if "inbox" in one.asked_by}

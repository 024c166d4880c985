"""What is posted to the receiver, signed, shows in a page that is open, without a reload."""

import pytest
from playwright.sync_api import expect

from tests.browser.events import Party
from tests.browser.page import Inbox
from tests.stack import Stack

HOSTILE = '<img src="x" onerror="alert(1)"> and <script>alert(2)</script>'


@pytest.fixture
def ann(stack: Stack) -> Party:
    return Party(stack)


@pytest.fixture
def ben(stack: Stack) -> Party:
    return Party(stack)


def test_a_message_appears_in_the_list_and_in_the_open_timeline(
    real_inbox: Inbox, ann: Party
) -> None:
    real_inbox.open(ann.number)
    real_inbox.page.evaluate("window.neverReloaded = true")
    first = ann.message("1", "The gutter leaks again.", "10:00:00")

    expect(real_inbox.entry(first).locator(".text")).to_have_text("The gutter leaks again.")
    expect(real_inbox.row(ann.number).locator(".preview")).to_have_text("The gutter leaks again.")
    expect(real_inbox.row(ann.number).locator(".waiting")).to_have_text("Waiting")

    second = ann.message("2", HOSTILE, "10:01:00")
    expect(real_inbox.entry(second).locator(".text")).to_have_text(HOSTILE)
    expect(real_inbox.row(ann.number).locator(".preview")).to_have_text(HOSTILE)
    assert real_inbox.ids(real_inbox.entries) == [first, second]
    assert real_inbox.page.evaluate("window.neverReloaded")


def test_a_new_status_shows_on_the_message_that_is_open(real_inbox: Inbox, ann: Party) -> None:
    sent = ann.sent("1", "We come at two.", "10:00:00", "sent")
    real_inbox.open(ann.number)
    status = real_inbox.entry(sent).locator(".status")
    expect(status).to_have_text("Sent")
    ann.sent("1", "We come at two.", "10:00:00", "delivered")
    expect(status).to_have_text("Delivered")
    ann.sent("1", "We come at two.", "10:00:00", "undelivered")
    expect(status).to_have_text("Not delivered")


def test_a_new_message_moves_its_conversation_to_the_top(
    real_inbox: Inbox, ann: Party, ben: Party
) -> None:
    ann.message("1", "First", "22:00:00")
    ben.message("1", "Second", "22:01:00")
    real_inbox.open()
    expect(real_inbox.rows.nth(0)).to_have_attribute("data-conversation-id", ben.number)
    expect(real_inbox.rows.nth(1)).to_have_attribute("data-conversation-id", ann.number)
    ann.message("2", "Third", "22:02:00")
    expect(real_inbox.rows.nth(0)).to_have_attribute("data-conversation-id", ann.number)
    expect(real_inbox.rows.nth(1)).to_have_attribute("data-conversation-id", ben.number)


def test_a_call_grows_while_its_events_come_and_what_is_open_in_it_stays_open(
    real_inbox: Inbox, ann: Party
) -> None:
    rang = {"createdAt": "2094-05-06T12:00:00Z", "status": "ringing"}
    call = real_inbox.open(ann.number).entry(ann.call("call.ringing", "c", **rang))
    expect(call.locator("h4")).to_have_text("Incoming call")
    expect(call.locator(".call-head p")).to_have_text("Ringing")

    times = {"answeredAt": "2094-05-06T12:00:05Z", "completedAt": "2094-05-06T12:04:05Z"}
    ann.call("call.completed", "c", **rang | times | {"status": "completed", "duration": 240})
    expect(call.locator(".call-head p")).to_have_text("4 min · Answered")

    dialogue = [{"content": "Hello?", "start": 65, "end": 66, "identifier": ann.number}]
    ann.about("call.transcript.completed", "c", dialogue=dialogue, status="completed")
    call.locator("details summary").click()
    expect(call.locator(".dialogue li")).to_contain_text("1:05")
    expect(call.locator(".dialogue li")).to_contain_text("Hello?")

    url = "https://storage.example.com/call-maria.mp3?sig=1"
    recordings = [{"id": "R1", "url": url, "type": "audio/mpeg", "duration": 240}]
    ann.call("call.recording.completed", "c", recordings=recordings)
    expect(call.locator("audio")).to_have_attribute("src", "/media/call-maria.mp3")

    steps = {"summary": ["Wants a quote."], "nextSteps": ["Send it."], "status": "completed"}
    ann.about("call.summary.completed", "c", **steps)
    expect(call.locator(".summary")).to_contain_text("Wants a quote.")
    expect(call.locator(".summary li")).to_have_text(["Send it."])
    expect(call.locator(".dialogue li")).to_be_visible()


def test_a_large_transcript_is_read_when_it_unfolds(real_inbox: Inbox, ann: Party) -> None:
    ann.call("call.completed", "c", createdAt="2094-05-06T12:00:00Z", status="completed")
    lines = [{"content": f"{place} {'word ' * 200}", "start": place} for place in range(600)]
    ann.about("call.transcript.completed", "c", dialogue=lines, status="completed")
    call = real_inbox.open(ann.number).entry(ann.id("c"))
    expect(call.locator("details")).to_be_visible()
    assert not asked_for_parts(real_inbox)

    call.locator("details summary").click()
    expect(call.locator(".dialogue li")).to_have_count(600)
    expect(call.locator(".dialogue li .text").last).to_contain_text("599 word")
    assert asked_for_parts(real_inbox)


def asked_for_parts(inbox: Inbox) -> bool:
    return "activities/*/transcript_parts" in {one.collection for one in inbox.watch.shapes()}

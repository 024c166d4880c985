"""Light and dark, on a desk and on a phone, for eyes and for screen readers."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PHONE
from tests.browser.database import Database
from tests.browser.documents import ANN, BEN, call, contact, conversation, message
from tests.browser.page import Inbox

# WCAG 2.2, 1.4.3, level AA.
ENOUGH = 4.5
_CONTRASTS = (Path(__file__).parent / "contrast.js").read_text()
_CONTROLS = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "Audio",
    "Video",
    "DisclosureTriangle",
}


@pytest.fixture
def shop(inbox: Inbox, database: Database) -> Inbox:
    """Return a page with one of everything that has a colour of its own."""
    url = "https://storage.example.com/call-maria.mp3"
    summary = {"summary": ["Quote"], "next_steps": ["Send"], "sentiment": "negative"}
    about: dict[str, Any] = {
        "recordings": [{"url": url, "duration_seconds": 5}],
        "voicemail": {"url": url, "transcript": "Call back"},
        "ai_summary": summary,
        "ai_transcript": {"dialogue": [{"speaker": "Ann", "text": "Hi", "start": 1}]},
    }
    pdf = {"url": "https://storage.example.com/schedule.pdf", "type": "application/pdf"}
    database.write(
        contact(ANN, "Ann Lee", company="Lee Ltd", role="Owner"),
        contact(BEN, "Ben Ode", deleted=True),
        conversation(ANN, 1),
        conversation(BEN, 0, status="failed", direction="outgoing"),
        message("AC1", 0, "See https://example.com", media=[pdf, {"url": "http://insecure"}]),
        message("AC2", 1, "Yes", direction="outgoing", status="undelivered"),
        message("AC3", 2, "Yes", direction="outgoing", status="delivered"),
        call("AC4", 3, status="missed", **about),
    )
    return inbox


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(shop: Inbox, scheme: Literal["light", "dark"]) -> None:
    shop.page.emulate_media(color_scheme=scheme)
    shop.open(ANN)
    expect(shop.row(BEN)).to_contain_text("deleted")
    shop.entry("AC4").locator("details summary").click()
    ground = shop.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(238, 240, 244)") == (scheme == "light")
    assert faint(shop.page, least=30) == []
    shop.page.evaluate("document.getElementById('connection').dataset.state = 'offline'")
    assert faint(shop.page, least=30) == []
    shop.open(user="stranger", state="denied")
    assert faint(shop.page, least=3) == []


def faint(page: Page, least: int) -> list[str]:
    """Return the texts, of at least so many, that too little sets off from their ground."""
    found = page.evaluate(_CONTRASTS)
    assert len(found) >= least
    return [f"{ratio:.2f} {place}" for ratio, place in found if ratio < ENOUGH]


def test_a_phone_shows_one_pane_at_a_time_and_nothing_is_wider_than_it(shop: Inbox) -> None:
    shop.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    shop.open()
    pane, talk = shop.page.locator("#list-pane"), shop.page.locator("#conversation")
    expect(shop.row(ANN)).to_be_visible()
    expect(talk).to_be_hidden()
    assert shop.wider() == []
    shop.row(ANN).locator(".row").click()
    expect(shop.entry("AC4")).to_be_visible()
    expect(pane).to_be_hidden()
    assert shop.wider() == []
    shop.page.get_by_role("link", name="Back to the list").click()
    expect(shop.row(ANN).locator(".row")).to_be_focused()
    expect(talk).to_be_hidden()


def test_each_control_and_region_has_a_name_for_screen_readers(shop: Inbox) -> None:
    shop.open(ANN)
    expect(shop.entry("AC4")).to_be_visible()
    expect(shop.title).to_have_text("Ann Lee")
    session = shop.page.context.new_cdp_session(shop.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    named = [(part(node, "role"), part(node, "name")) for node in nodes if not node["ignored"]]
    controls = [one for one in named if one[0] in _CONTROLS]
    assert len(controls) >= 9
    assert [one for one in controls if not one[1].strip()] == []
    assert {("region", "Conversations"), ("region", "Conversation")} <= set(named)
    assert ("heading", "Ann Lee") in named
    assert ("status", "") in named  # the state of the connection is read out when it changes
    articles = [name for role, name in named if role == "article"]
    assert articles == ["Received message", "Sent message", "Sent message", "Received call"]


def test_what_comes_is_read_out(shop: Inbox, database: Database) -> None:
    shop.open(ANN)
    expect(shop.entry("AC4")).to_be_visible()
    announcer = shop.page.locator("#announcer")
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_be_empty()
    database.write(message("AC5", 4, "Are you there?"))
    expect(announcer).to_have_text("New message from Ann Lee: Are you there?")


def part(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))

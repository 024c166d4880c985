"""What a message or call shows: files, what came of it, recordings, summary, transcript."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.database import Database
from tests.browser.documents import ANN, after_noon, call, contact, conversation, message
from tests.browser.page import Inbox

FILES = "files.example.net"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GONE = "Failed to load resource: the server responded with a status of 40"


@pytest.fixture
def files(inbox: Inbox) -> Inbox:
    """Return a page for which a host has pictures and sounds that load, and some that are gone."""

    def answer(route: Route) -> None:
        if "gone" in route.request.url:
            route.fulfill(status=403 if "403" in route.request.url else 404)
        else:
            route.fulfill(body=PNG, content_type="image/png")

    inbox.watch.hosts.add(FILES)
    inbox.page.route(f"https://{FILES}/**", answer)
    return inbox


def file(name: str, kind: str = "") -> dict[str, str]:
    return {"url": f"https://{FILES}/{name}", **({"type": kind} if kind else {})}


def test_pictures_are_seen_and_other_files_are_links(files: Inbox, database: Database) -> None:
    media = [
        file("a.png?sig=1", "image/png"),
        file("b%20c.pdf?sig=2", "application/pdf"),
        file("d.mp3", "audio/mpeg"),
    ]
    untyped: dict[str, Any] = {"media_urls": [f"https://{FILES}/e.jpg", f"https://{FILES}/f"]}
    database.write(message("AC1", 0, "Look", media=media), message("AC2", 1, "", **untyped))
    first, second = files.open(ANN).entry("AC1"), files.entry("AC2")
    expect(first.locator("img")).to_have_js_property("naturalWidth", 1)
    expect(first.locator("a.picture")).to_have_attribute("href", media[0]["url"])
    expect(first.locator("a.picture")).to_have_attribute("rel", "noopener noreferrer")
    expect(first.locator("a.file")).to_have_attribute("href", media[1]["url"])
    expect(first.locator("a.file")).to_contain_text("b c.pdf")
    expect(first.locator("audio")).to_have_attribute("src", media[2]["url"])
    expect(first.locator(".text")).to_have_text("Look")
    expect(second.locator("img")).to_have_count(2)


def test_files_that_have_expired_say_so(files: Inbox, database: Database) -> None:
    files.watch.allow(GONE)
    recording = {"id": "R1", **file("gone-404.mp3", "audio/mpeg"), "duration_seconds": 61}
    database.write(
        message("AC1", 0, "Look", media=[file("gone-403.png", "image/png"), file("a.png")]),
        call("AC2", 1, recordings=[recording], voicemail=file("gone-403.mp3")),
    )
    files.open(ANN)
    expect(files.entry("AC1").locator(".gone")).to_have_text("This file's address has expired")
    expect(files.entry("AC1").locator("img")).to_have_count(1)
    expect(files.entry("AC1").locator(".text")).to_have_text("Look")
    # Players load nothing before somebody plays them.
    expect(files.entry("AC2").locator("audio")).to_have_count(2)
    files.entry("AC2").locator("audio").evaluate_all("all => all.map((one) => one.load())")
    files.entry("AC2").locator("audio").evaluate_all(
        "all => all.map((one) => one.play().catch(() => 0))"
    )
    expect(files.entry("AC2").locator(".gone")).to_have_count(2)


def test_a_recording_plays(inbox: Inbox, database: Database) -> None:
    url = "https://storage.example.com/call-maria.mp3?sig=1"
    recording = {"id": "R1", "url": url, "type": "audio/mpeg", "duration_seconds": 300}
    database.write(call("AC1", 0, recordings=[recording]))
    entry = inbox.open(ANN).entry("AC1")
    expect(entry.locator(".player")).to_contain_text("Recording")
    expect(entry.locator(".player")).to_contain_text("5 min")
    player = entry.locator("audio")
    player.evaluate("(audio) => { audio.muted = true; return audio.play(); }")
    expect(player).to_have_js_property("paused", value=False)
    assert player.evaluate("(audio) => audio.duration") > 1


# The fields of a call, its heading, and what came of it.
CALLS: list[tuple[dict[str, Any], str, str]] = [
    ({"status": "missed"}, "Missed call", "Nobody answered"),
    ({"status": "abandoned"}, "Missed call", "The caller hung up"),
    (
        {"status": "completed", "answered_at": after_noon(0), "duration_seconds": 300},
        "Incoming call",
        "5 min · Answered",
    ),
    (
        {"status": "ai-handled", "handled_by_ai": True, "duration_seconds": 76},
        "Incoming call",
        "1 min 16 s · Answered by the AI agent",
    ),
    ({"direction": "outgoing", "status": "no-answer"}, "Outgoing call", "Nobody answered"),
]


def test_a_call_says_what_came_of_it(inbox: Inbox, database: Database) -> None:
    database.write(*(call(f"AC{place}", place, **one[0]) for place, one in enumerate(CALLS)))
    inbox.open(ANN)
    for place, (_, title, outcome) in enumerate(CALLS):
        head = inbox.entry(f"AC{place}").locator(".call-head")
        expect(head.locator("h4")).to_have_text(title)
        expect(head.locator("p")).to_have_text(outcome)


def test_a_voicemail_shows_its_words(inbox: Inbox, database: Database) -> None:
    url = "https://storage.example.com/voicemail-jonas.mp3"
    said = {"id": "VM1", "url": url, "duration_seconds": 18, "transcript": "Please call back."}
    database.write(call("AC1", 0, status="missed", voicemail=said))
    entry = inbox.open(ANN).entry("AC1")
    expect(entry.locator("h4")).to_have_text("Missed call, voicemail")
    expect(entry.locator(".player")).to_contain_text("18 s")
    expect(entry.locator("audio")).to_have_attribute("src", "/media/voicemail-jonas.mp3")
    expect(entry.locator("blockquote")).to_have_text("Please call back.")


def test_a_summary_has_key_points_next_steps_and_what_the_agent_did(
    inbox: Inbox, database: Database
) -> None:
    result = {"data": [{"name": "Budget", "value": "5000"}]}
    summary = {
        "text": "Wants a quote.",
        "summary": ["Wants a quote."],
        "key_points": ["two storeys", "a ladder is there"],
        "next_steps": ["Send the quote."],
        "sentiment": "positive",
        "jobs": [{"icon": "📋", "name": "Lead", "result": result}],
    }
    database.write(call("AC1", 0, ai_summary=summary))
    shown = inbox.open(ANN).entry("AC1").locator(".summary")
    expect(shown.locator("h6")).to_have_text(["Key points", "Next steps", "📋 Lead"])
    expect(shown.locator("p")).to_have_text(["Wants a quote."])
    points = ["two storeys", "a ladder is there", "Send the quote.", "Budget: 5000"]
    expect(shown.locator("li")).to_have_text(points)
    expect(shown.locator(".mood")).to_have_text("positive")


def test_a_transcript_unfolds_with_the_speakers_names(inbox: Inbox, database: Database) -> None:
    lines = [
        {"speaker": "Agent", "text": "Good morning.", "start": 2},
        {"identifier": ANN, "text": "Hello, Ann here.", "start": 65},
        {"user_id": "US1", "text": "What can I do?"},
    ]
    transcript: dict[str, Any] = {"ai_transcript": {"dialogue": lines}}
    database.write(contact(ANN, "Ann Lee"), conversation(ANN, 0), call("AC1", 0, **transcript))
    entry = inbox.open(ANN).entry("AC1")
    expect(entry.locator(".dialogue li").first).to_be_hidden()
    entry.locator("details summary").click()
    texts = ["Good morning.", "Hello, Ann here.", "What can I do?"]
    expect(entry.locator(".dialogue .text")).to_have_text(texts)
    expect(entry.locator(".speaker bdi")).to_have_text(["Agent", "Ann Lee", "Us"])
    expect(entry.locator(".speaker small")).to_have_text(["0:02", "1:05"])


def test_who_waits_for_an_answer_is_marked(inbox: Inbox, database: Database) -> None:
    calls = {"activity_type": "call", "preview": ""}
    rows: dict[str, dict[str, Any]] = {
        "+15550107011": {},
        "+15550107012": {"direction": "outgoing"},
        "+15550107013": {**calls, "answered": False},
        "+15550107014": {**calls, "answered": True},
        "+15550107015": {**calls, "direction": "outgoing", "answered": False},
    }
    database.write(*(conversation(number, 0, **last) for number, last in rows.items()))
    inbox.open()
    expect(inbox.rows).to_have_count(5)
    marked = inbox.page.locator("#conversations [data-waiting]")
    assert set(inbox.ids(marked)) == {"+15550107011", "+15550107013"}
    expect(marked.locator(".waiting")).to_have_text(["Waiting", "Waiting"])

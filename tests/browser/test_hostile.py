"""What strangers write shows as text, wherever it stands, and breaks nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.database import Database
from tests.browser.documents import ANN, BEN, Document, call, contact, conversation, message
from tests.browser.page import Inbox

TEXTS = {
    "img": '<img src="x" onerror="window.broken = 1">',
    "script": "<script>window.broken = 1</script><style>body{display:none}</style>",
    "markup": "</p></article><b>bold</b>&lt;i&gt; &amp; ${window.broken=1} {{1+1}}",
    "long": "x" * 10_000,
    "rtl": "\u202e مرحبا עברית\u202c \u2067left?\u2069",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 40 + "Z̸̡̢̛̗" * 40,
    "javascript": "javascript:window.broken=1 data:text/html,<script>window.broken=1</script>",
    "http": "http://example.com/a ftp://example.com //example.com https://user:key@example.com/",
    "control": "a\x00b\ufeff\x1b[31mc\x07",
}
ELEMENTS = (
    "() => document.querySelectorAll('img, script, style, iframe, b, i, object, form').length"
)


def everywhere(text: str, place: int) -> list[Document]:
    """Return a conversation with a text in each field that shows."""
    number = f"+155501072{place:02}"
    recording = {"id": "R1", "url": text, "type": text, "duration_seconds": 5}
    summary: dict[str, Any] = {
        "text": text,
        "summary": [text, text],
        "key_points": [text],
        "next_steps": [text],
        "sentiment": text,
        "status": text,
        "jobs": [{"icon": text, "name": text, "result": {"data": [{"name": text, "value": text}]}}],
    }
    line = {"speaker": text, "text": text, "start": 1}
    about = {
        "status": text,
        "answered_by": text,
        "forwarded_to": text,
        "forwarded_from": text,
        "menu_selection": text,
        "recordings": [recording, {"url": "http://example.com/r.mp3"}],
        "voicemail": {"url": text, "transcript": text},
        "ai_summary": summary,
        "ai_transcript": {"dialogue": [line, {"identifier": text, "text": text}]},
    }
    media = [{"url": text, "type": "image/png"}, {"url": "http://example.com/a.png", "type": text}]
    return [
        contact(number, text, company=text, role=text),
        conversation(number, place, text[:140], status=text),
        message(f"ACm{place}", 0, text, number, media=media, error_code=text, status="failed"),
        message(f"ACo{place}", 1, text, number, direction="outgoing", status=text),
        call(f"ACc{place}", 2, number, **about),
    ]


@pytest.fixture
def strangers(inbox: Inbox, database: Database) -> Inbox:
    for place, text in enumerate(TEXTS.values()):
        database.write(*everywhere(text, place))
    return inbox


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_hostile_text_is_shown_as_text_everywhere(strangers: Inbox, size: dict[str, int]) -> None:
    page = strangers.page
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    strangers.open()
    expect(strangers.rows).to_have_count(len(TEXTS))
    ours = page.evaluate(ELEMENTS)
    assert strangers.wider() == []
    for place, (name, text) in enumerate(TEXTS.items()):
        page.evaluate("(id) => { location.hash = `#/${id}`; }", f"+155501072{place:02}")
        expect(strangers.entry(f"ACc{place}"), name).to_be_visible()
        strangers.entry(f"ACc{place}").locator("details").evaluate("(one) => { one.open = true; }")
        expect(strangers.title).to_contain_text(text.strip())
        for activity, times in {f"ACm{place}": 2, f"ACo{place}": 2, f"ACc{place}": 16}.items():
            # A status begins with a capital letter.
            shown = strangers.entry(activity).inner_text().casefold()
            assert shown.count(text.strip().casefold()) >= times, (name, activity)
        assert page.evaluate(ELEMENTS) == ours, name
        assert page.locator(".entry a, .entry audio").count() == 0, name
        assert strangers.wider() == [], name
    assert page.evaluate("window.broken") is None
    assert [url for url in strangers.watch.asked if "example.com" in url] == []


def test_only_https_is_a_link_and_only_the_address_is_in_it(
    inbox: Inbox, database: Database
) -> None:
    text = 'See https://example.com/a?b=1&c="><img src=x> or (https://example.com/d). http://e.com'
    database.write(message("AC1", 0, text))
    links = inbox.open(ANN).entry("AC1").locator("a")
    expect(links).to_have_text(["https://example.com/a?b=1&c=", "https://example.com/d"])
    expect(links.first).to_have_attribute("href", "https://example.com/a?b=1&c=")
    for link in links.all():
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(link).to_have_attribute("target", "_blank")
    expect(inbox.entry("AC1").locator(".text")).to_have_text(text)


def test_documents_of_other_forms_break_nothing(
    open_tab: Callable[[str], Inbox], database: Database
) -> None:
    odd: list[Any] = [None, 7, True, "text", [1], [{"a": 1}], {"a": {"b": 1}}]
    fields = ("body", "media", "recordings", "voicemail", "ai_summary", "ai_transcript", "status")
    for place, value in enumerate(odd):
        more = dict.fromkeys(fields, value)
        database.write(
            (f"conversations/c{place}", dict.fromkeys(("contact_ids", "last_activity"), value)
             | {"last_activity_at": conversation(BEN, place)[1]["last_activity_at"]}),
            call(f"ACc{place}", place, BEN, **more),
            message(f"ACm{place}", place, "", BEN, **more),
        )  # fmt: skip
    inbox = open_tab(database.project).open(BEN)
    expect(inbox.rows).to_have_count(len(odd))
    expect(inbox.entries).to_have_count(2 * len(odd))

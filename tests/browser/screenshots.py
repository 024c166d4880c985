"""`python -m tests.browser.screenshots`: makes the pictures of docs/screenshots/ anew.

The sample day on a stack of its own, seen in the evening of that day: the same picture each time.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from emulator import keys
from emulator.demo import samples
from tests.browser import chromium
from tests.browser.page import Inbox
from tests.stack import Stack, running

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screenshots"
EVENING = datetime(2026, 4, 2, 18, 30, tzinfo=UTC)
MARIA, TOM = "+15550101011", "+15550101022"
DESKTOP, PHONE = (1280, 800), (390, 844)

# Name, size, colours, the conversation that is open, and what is scrolled to in it.
PICTURES = (
    ("desktop", DESKTOP, "light", MARIA, "CALL001"),
    ("desktop-dark", DESKTOP, "dark", TOM, ""),
    ("phone-list", PHONE, "light", "", ""),
    ("phone-timeline", PHONE, "light", MARIA, "MSG001"),
)


def main() -> None:
    """Start a stack, send the day, take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (profile := Path(folder) / "profile").mkdir()
        with running(Path(folder)) as stack, chromium.running(profile) as browser:
            _send_day(stack)
            for picture in PICTURES:
                _take(browser, stack, *picture)


def _send_day(stack: Stack) -> None:
    day = samples.load(EVENING)
    for event_id in samples.send(stack.receiver, day, keys.signer({}), lambda: None):
        stack.wait_for_event(event_id)


def _take(  # noqa: PLR0913, PLR0917 - the columns of the table above
    browser: BrowserContext,
    stack: Stack,
    name: str,
    size: tuple[int, int],
    scheme: str,
    conversation: str,
    activity: str,
) -> None:
    inbox = Inbox(browser, stack)
    inbox.page.clock.set_fixed_time(EVENING)
    inbox.page.set_viewport_size({"width": size[0], "height": size[1]})
    inbox.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    inbox.open(conversation)
    expect(inbox.rows).to_have_count(11)
    expect(inbox.row(MARIA)).to_contain_text("Maria Delgado")
    if activity:
        inbox.entry(activity).evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    for image in inbox.page.locator("img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", value=True)
    if activity:
        inbox.entry(activity).evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    file = FOLDER / f"{name}.png"
    inbox.page.screenshot(path=file)
    inbox.close()
    print(f"{file.name}: {file.stat().st_size // 1024} KB")  # noqa: T201 - the result


if __name__ == "__main__":
    main()

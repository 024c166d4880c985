"""`python -m benchmarks.live_updates`: how long an event takes from the post to the open page.

Messages are posted to the receiver one by one, signed; a MutationObserver in the page notes when
each stands in the open timeline. The floor, in the same run: documents written to Firestore
directly, as one commit of a conversation and a message, without receiver, Pub/Sub and processor.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.database import Database
from tests.browser.documents import ANN, conversation, message
from tests.browser.events import Party
from tests.browser.page import Inbox
from tests.stack import running

WARM_UP = 5
MESSAGES = 40

# Notes for each text of the timeline when it came, in milliseconds of Unix time.
_OBSERVE = """() => {
  window.seen = {};
  new MutationObserver(() => {
    const at = performance.timeOrigin + performance.now();
    for (const one of document.querySelectorAll(".entry .text")) {
      window.seen[one.textContent] ??= at;
    }
  }).observe(document.getElementById("conversation"), { childList: true, subtree: true });
}"""


def _measure(what: str, inbox: Inbox, post: Callable[[int], object]) -> None:
    """Print the milliseconds from the beginning of each post until its text is in the page."""
    inbox.page.evaluate(_OBSERVE)
    began = {}
    for number in range(WARM_UP + MESSAGES):
        began[f"Message {number}"] = time.time() * 1000
        post(number)
        expect(inbox.entries.last).to_contain_text(f"Message {number}")
    seen = inbox.page.evaluate("window.seen")
    found = [seen[text] - at for text, at in began.items()][WARM_UP:]
    cuts = statistics.quantiles(found, n=10)
    median = statistics.median(found)
    print(f"{what}: median {median:.0f} ms, nine of ten within {cuts[-1]:.0f} ms")  # noqa: T201
    inbox.close()


def main() -> None:
    """Measure on a stack of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (profile := Path(folder) / "profile").mkdir()
        with running(Path(folder)) as stack, chromium.running(profile) as browser:
            party, database = Party(stack), Database(stack)

            def receive(number: int) -> None:
                party.message(f"{number}", f"Message {number}", f"10:00:{number:02}")

            def write(number: int) -> None:
                text = message(f"AC{number}", number, f"Message {number}")
                database.write(conversation(ANN, number), text)

            inbox = Inbox(browser, stack).open(party.number)
            _measure("posted to the receiver, until in the page", inbox, receive)
            inbox = Inbox(browser, stack, database.project).open(ANN)
            _measure("written to Firestore, until in the page", inbox, write)
            database.close()


if __name__ == "__main__":
    main()

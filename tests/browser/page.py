"""The inbox page as a person uses it; the hooks are those that inbox/src names as stable."""

from typing import Self
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Locator, Route, expect

from emulator.ports import address
from emulator.processes.services import PROJECT
from tests.browser.watch import Watch
from tests.stack import Stack

# The machine may be busy with other tests; a condition that comes true is not waited for longer.
PATIENCE_MS = 30_000
SETTLING_MS = 100
expect.set_options(timeout=PATIENCE_MS)

# Whether something on the page is wider than its place: then it scrolls sideways, or is cut off.
_WIDER = """() => [document.scrollingElement, ...document.querySelectorAll(".scroll, .card, .row")]
  .filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0)
  .map((one) => one.className || one.tagName)"""


class Inbox:
    """The page in a tab of its own."""

    def __init__(self, chromium: BrowserContext, stack: Stack, project: str = PROJECT) -> None:
        """Take a project of the stack's Firestore: the one the services use, or another."""
        self.address = f"http://{address(stack.ports.inbox)}/"
        self.page = chromium.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.watch = Watch(self.page)
        self._instead = {PROJECT: project}
        self._firestore = stack.ports.firestore
        if project != PROJECT:
            self.page.route("**/config.js", self._serve)

    def open(self, conversation: str = "", user: str = "", state: str = "live") -> Self:
        """Load the page, with a conversation open where one is named, and wait for its state."""
        hash_ = f"#/{quote(conversation, safe='+')}" if conversation else ""
        query = f"?user={user}" if user else ""
        self.page.goto("about:blank")  # else another hash alone would load nothing
        self.page.goto(self.address + query + hash_, wait_until="commit")
        self.wait_for(state)
        if state == "live":
            # All its listeners must be there before a test writes: of 100 documents that were
            # made while one was being added, the emulator did not tell the others of two.
            if conversation:
                expect(self.page.get_by_text("Loading…")).to_have_count(0)
            self.page.wait_for_timeout(SETTLING_MS)
        return self

    def wait_for(self, state: str) -> None:
        """Wait for connecting, live, offline, denied or failed."""
        expect(self.page.locator("#connection")).to_have_attribute("data-state", state)

    def is_now(self, state: str) -> bool:
        """Whether that is its state at this moment."""
        return self.page.locator("#connection").get_attribute("data-state") == state

    @property
    def rows(self) -> Locator:
        """The rows of the list."""
        return self.page.locator("#conversations [data-conversation-id]")

    @property
    def found(self) -> Locator:
        """The rows that a search found."""
        return self.page.locator("#results [data-conversation-id]")

    def row(self, conversation: str) -> Locator:
        """The row of a conversation in the list."""
        return self.page.locator(f'#conversations [data-conversation-id="{conversation}"]')

    @property
    def entries(self) -> Locator:
        """The messages and calls of the conversation that is open."""
        return self.page.locator("#conversation [data-activity-id]")

    def entry(self, activity: str) -> Locator:
        """One message or call."""
        return self.page.locator(f'#conversation [data-activity-id="{activity}"]')

    @property
    def title(self) -> Locator:
        """The heading of the conversation that is open."""
        return self.page.locator("#conversation h2")

    def ids(self, of: Locator) -> list[str]:
        """Return the ids of rows or entries, in the order in which they are shown."""
        names = "all => all.map(({ dataset: d }) => d.conversationId ?? d.activityId)"
        return [str(name) for name in of.evaluate_all(names)]

    def wider(self) -> list[str]:
        """Return what is wider than its place."""
        return [str(name) for name in self.page.evaluate(_WIDER)]

    def close(self) -> None:
        """Close the tab; fail where it did what no page of ours does."""
        self.page.close()
        self.watch.check()

    def ask_at(self, port: int) -> None:
        """Have the page ask another port than Firestore's, whatever its policy says."""
        self._instead |= {f'"port": {self._firestore}': f'"port": {port}'}
        self.page.route("**/config.js", self._serve)
        self.page.context.new_cdp_session(self.page).send("Page.setBypassCSP", {"enabled": True})

    def _serve(self, route: Route) -> None:
        """Hand on what the server gives, with other values in it."""
        served = route.fetch()
        text = served.text()
        for old, new in self._instead.items():
            text = text.replace(old, new)
        route.fulfill(response=served, body=text)

"""What a page did beside showing something: whom it asked, for what, and what went wrong."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

from emulator.ports import HOST
from tests.queries import Shape, listed, of_document, of_structured

# The browser reports what the Content-Security-Policy stopped to the page alone.
_REPORT = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
_LISTED = frozenset(query.shape for query in listed() if "inbox" in query.asked_by)


class Watch:
    """Everything that a page asks for and complains of, from its beginning."""

    def __init__(self, page: Page) -> None:
        """Take a page that has loaded nothing yet."""
        self.hosts = {HOST}
        self.asked: list[str] = []
        self.targets: list[dict[str, Any]] = []
        self._allowed: list[str] = []
        self._complaints: list[str] = []
        page.add_init_script(_REPORT)
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complaints.append(f"error: {error.message}"))
        page.on("dialog", self._dialog)

    def allow(self, *complaints: str) -> None:
        """Expect what a test provokes: patterns of what the browser then writes."""
        self._allowed += complaints

    def shapes(self) -> set[Shape]:
        """Return the forms of all queries that Firestore was asked."""
        return {one for target in self.targets for one in _shapes(target)}

    def check(self) -> None:
        """Fail where the page went elsewhere, broke, or asked what docs/queries.md lacks."""
        allowed = re.compile("|".join(self._allowed) or "(?!)")
        complaints = [text for text in self._complaints if not allowed.search(text)]
        elsewhere = [url for url in self.asked if _host(url) not in self.hosts]
        unlisted = {one for one in self.shapes() - _LISTED if not _looked_up(one)}
        assert not complaints, complaints
        assert not elsewhere, elsewhere
        assert not unlisted, unlisted

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if "/Listen/channel" in request.url and request.method == "POST":
            self.targets += _targets(request.post_data or "")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._complaints.append(f"{message.text} {message.location['url']}")

    def _dialog(self, dialog: Dialog) -> None:
        self._complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def _host(url: str) -> str:
    """Return who is asked by a request; nobody is for what stands in the address itself."""
    parts = urlsplit(url)
    return HOST if parts.scheme in {"data", "blob"} else parts.hostname or ""


def _looked_up(shape: Shape) -> bool:
    """Whether the SDK itself asks for one document: it does where it cannot tell what became of it.

    It needs no index, and concerns only what a query of the page has shown before.
    """
    return shape.where == {("__name__", "==")} and shape.collection in {
        one.collection for one in _LISTED
    }


def _targets(body: str) -> list[dict[str, Any]]:
    """Return what a request of Firestore's stream begins to listen to."""
    sent = parse_qs(body)
    messages = [json.loads(sent[name][0]) for name in sent if name.endswith("___data__")]
    return [message["addTarget"] for message in messages if "addTarget" in message]


def _shapes(target: dict[str, Any]) -> set[Shape]:
    match target:
        case {"documents": {"documents": [*names]}}:
            return {of_document(str(name)) for name in names}
        case {"query": {"structuredQuery": query, "parent": parent}}:
            return {of_structured(query, str(parent))}
    raise ValueError(f"a target of another kind: {sorted(target)}")

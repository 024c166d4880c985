"""Reads the lists page by page, hands on their items, and saves how far it has come."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cli.backfill.checkpoint import State
from cli.backfill.listings import Listing
from cli.backfill.sink import Sink
from openphone.api.client import Api
from openphone.api.protocol import ApiError, Page, Request, page
from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched.item import CALL, Fetched, text

_REFUSED = (400, 403, 404)
_EXPIRED = 400
_CONVERSATION = "conversation"
# This many refused conversations in a row are not the conversations' fault. Each has up to two
# lists.
_MOST_IN_A_ROW = 3
_PAGING = ("pageToken", "after")

Save = Callable[[State], None]
Show = Callable[[float], None]


class Run:
    """One backfill; after every step, `save` gets its state, and `show` how much is done."""

    def __init__(self, api: Api, sink: Sink, state: State, save: Save, show: Show) -> None:
        """Take the source, the destination, and how far an earlier run has come."""
        self._api, self._sink, self._state = api, sink, state
        self._save, self._show = save, show
        # A page token of an earlier run may have expired; one of this run has not.
        self._earlier = bool(state.following)
        self._refused: set[str] = set()
        failures = state.report.failures
        self._named = {one["id"] for one in failures if one["kind"] == _CONVERSATION}

    def go(self, listings: Sequence[Listing]) -> None:
        """Read all lists. Raises ApiError or CommandError if it cannot go on."""
        for number, listing in enumerate(listings):
            if listing.key not in self._state.done:
                self._read(listing, lambda share, n=number: self._show((n + share) / len(listings)))  # type: ignore[misc]
                self._finish(listing)
            self._show((number + 1) / len(listings))

    def _read(self, listing: Listing, show: Show) -> None:
        following: Request | None = self._begin(listing)
        while following:
            found = self._page(listing, following)
            if found is None:
                return
            inside = [one for one in found.items if not listing.window or listing.window.holds(one)]
            self._take(listing, inside)
            following = found.following
            if listing.window and found.items:
                show(listing.window.share(found.items[-1]))
                if listing.ordered and listing.window.is_over(found.items[-1]):
                    return
            self._turn(following)

    def _begin(self, listing: Listing) -> Request:
        """Return the request for a list, resumed if an earlier run was interrupted in it."""
        if self._state.listing != listing.key:
            self._state.listing = listing.key
            self._state.following, self._state.items = {}, set()
            self._earlier = False
        return listing.request.with_query(**self._state.following)

    def _page(self, listing: Listing, request: Request) -> Page | None:
        """Return a page, None if the API refuses a conversation."""
        try:
            found = page(request, self._api.send(request))
        except ApiError as error:
            if error.status == _EXPIRED and listing.otherwise:
                again = replace(listing, request=listing.otherwise, otherwise=None)
                return self._page(again, again.request.with_query(**self._state.following))
            if error.status == _EXPIRED and self._earlier:
                # The API no longer takes an earlier run's page token: the list begins again.
                self._earlier, self._state.following = False, {}
                return self._page(listing, listing.request)
            self._refused.add(listing.conversation)
            alone = listing.conversation and error.status in _REFUSED
            if not alone or len(self._refused) >= _MOST_IN_A_ROW:
                raise
            self._fail(listing.conversation, str(error))
            return None
        self._refused.clear()
        return found

    def _fail(self, conversation: str, reason: str) -> None:
        """Count a refused conversation and name it, once, whichever of its lists is refused."""
        if conversation not in self._named:
            self._named.add(conversation)
            self._state.report.of(_CONVERSATION).seen += 1
            self._state.report.fail(_CONVERSATION, conversation, reason)

    def _take(self, listing: Listing, items: Sequence[Json]) -> None:
        if listing.kind != CALL:
            made = [self._made(listing, item) for item in items]
            self._sink.take([one for one in made if one])
            return
        for item in items:
            if text(item, "id") in self._state.items:
                continue
            if call := self._made(listing, item):
                parts = listing.parts(call, item) if listing.parts else ()
                self._sink.take([call, *parts])
            self._state.items.add(text(item, "id"))
            self._save(self._state)

    def _made(self, listing: Listing, item: Json) -> Fetched | None:
        try:
            return listing.read(item)
        except EventError as error:
            self._state.report.of(listing.kind).seen += 1
            self._state.report.fail(listing.kind, text(item, "id") or "without an id", str(error))
            return None

    def _turn(self, following: Request | None) -> None:
        query = dict(following.query) if following else {}
        self._state.following = {name: query[name] for name in _PAGING if name in query}
        self._state.items = set()
        self._earlier = False
        self._save(self._state)

    def _finish(self, listing: Listing) -> None:
        self._state.done.add(listing.key)
        self._state.listing, self._state.following, self._state.items = "", {}, set()
        self._save(self._state)

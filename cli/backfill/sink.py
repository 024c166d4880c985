"""Takes fetched items: looks them up, publishes and counts them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol

from cli.backfill.known import Item, Known
from cli.backfill.report import Report
from cli.errors import CommandError
from cli.events.interfaces import Publisher
from openphone.errors import EventError
from openphone.events.reading import read_event
from openphone.fetched.item import Fetched
from pipeline.message import attributes

SCHEME = "backfill"
_AT_ONCE = 8
# This many failures to publish in a row are not the items' fault.
_MOST_IN_A_ROW = 10


class Lookup(Protocol):
    """Knows what is stored."""

    def look(self, items: Sequence[Item]) -> Mapping[str, Known]:
        """Return what is stored of each, by event id. Raises CommandError."""


class Sink:
    """Takes items in groups; with neither publisher nor lookup it only counts."""

    def __init__(
        self,
        report: Report,
        publisher: Publisher | None,
        lookup: Lookup | None,
        note: Callable[[str], None],
    ) -> None:
        """Take where to count, where to publish (None: nowhere), where to look (None: nowhere)."""
        self._report, self._publisher, self._lookup = report, publisher, lookup
        self._note = note
        self._in_a_row = 0

    def take(self, group: Sequence[Fetched]) -> None:
        """Count all; publish what is not stored by its very event, and what is contradicted.

        Raises CommandError if publishing fails again and again.
        """
        items = []
        for one in group:
            self._report.of(one.item_type).seen += 1
            try:
                items.append(Item(one, read_event(one.body)))
            except EventError as error:
                self._report.fail(one.item_type, one.id, str(error))
        known = self._look(items)
        new = [item for item in items if not _is_stored(item, known)]
        problems = self._publish(new, known or {})
        for item in items:
            self._count(item, known, problems.get(item.fetched.event_id, ""))

    def _look(self, items: Sequence[Item]) -> Mapping[str, Known] | None:
        if self._lookup is None:
            return None
        try:
            return self._lookup.look(items)
        except CommandError as error:
            self._lookup = None
            self._note(f"What is already known cannot be checked. {error.message}")
            return None

    def _publish(self, items: Sequence[Item], known: Mapping[str, Known]) -> dict[str, str]:
        """Publish in parallel; return by event id why an event could not be published."""
        publisher = self._publisher
        if publisher is None or not items:
            return {}

        def publish(item: Item) -> str:
            try:
                publisher.publish(*_message(item, known.get(item.fetched.event_id, Known())))
            except CommandError as error:
                return error.message
            return ""

        with ThreadPoolExecutor(min(_AT_ONCE, len(items))) as pool:
            problems = list(pool.map(publish, items))
        for problem in problems:
            self._in_a_row = self._in_a_row + 1 if problem else 0
            if self._in_a_row >= _MOST_IN_A_ROW:
                raise CommandError(problem)
        return {
            item.fetched.event_id: problem
            for item, problem in zip(items, problems, strict=True)
            if problem
        }

    def _count(self, item: Item, known: Mapping[str, Known] | None, problem: str) -> None:
        counts = self._report.of(item.fetched.item_type)
        if problem:
            self._report.fail(item.fetched.item_type, item.fetched.id, problem)
        elif known is None:
            counts.published += 1
        elif known[item.fetched.event_id].published or known[item.fetched.event_id].held:
            counts.known += 1
        else:
            counts.added += 1


def _is_stored(item: Item, known: Mapping[str, Known] | None) -> bool:
    if known is None:
        return False
    found = known[item.fetched.event_id]
    return found.published and not found.contradicted


def _message(item: Item, known: Known) -> tuple[bytes, dict[str, str]]:
    now = datetime.now(UTC)
    event = item.fetched.as_of(now) if known.contradicted else item.fetched
    return event.body, attributes(
        event.event,
        event_id=event.event_id,
        signature_scheme=SCHEME,
        received_at=now,
        # Dated now, it is a new event of which there is no record.
        replay=known.failed and not known.contradicted,
    )

"""Takes fetched items: looks them up, publishes and counts them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from cli.backfill.known import Item, Known
from cli.backfill.report import Report
from cli.errors import CommandError
from cli.events.replay import Publisher
from openphone.errors import EventError
from openphone.events.reading import read_event
from openphone.fetched.item import Fetched
from pipeline.message import attributes

SCHEME = "backfill"
_AT_ONCE = 8
# This many failures to publish in a row are not the items' fault.
_MOST_IN_A_ROW = 10


# Returns what is stored of each item, by event id; raises CommandError.
Look = Callable[[Sequence[Item]], Mapping[str, Known]]


class Sink:
    """Takes items in groups; with neither publisher nor `look` it only counts."""

    def __init__(
        self,
        report: Report,
        publisher: Publisher | None,
        look: Look | None,
        note: Callable[[str], None],
    ) -> None:
        """Take where to count, where to publish (None: nowhere), how to look (None: not at all)."""
        self._report, self._publisher, self._look, self._note = report, publisher, look, note
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
        known = self._known(items)
        new = [one for one in items if not known.get(one.fetched.event_id, Known()).settled]
        problems = self._publish(new, known)
        for item in items:
            event_id = item.fetched.event_id
            self._count(item, known.get(event_id), problems.get(event_id, ""))

    def _known(self, items: Sequence[Item]) -> Mapping[str, Known]:
        """Return what is known of each; nothing of any from the first look that fails."""
        try:
            return self._look(items) if self._look else {}
        except CommandError as error:
            self._look = None
            self._note(f"What is already known cannot be checked. {error.message}")
            return {}

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
        ids = (item.fetched.event_id for item in items)
        return {name: problem for name, problem in zip(ids, problems, strict=True) if problem}

    def _count(self, item: Item, known: Known | None, problem: str) -> None:
        counts = self._report.of(item.fetched.item_type)
        if problem:
            self._report.fail(item.fetched.item_type, item.fetched.id, problem)
        elif known is None:
            counts.published += 1
        elif known.published or known.held:
            counts.known += 1
        else:
            counts.added += 1


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

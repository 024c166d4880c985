"""The time that a backfill covers. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from openphone.events.envelope import Json
from openphone.fetched.item import text
from openphone.times import parse_time, rfc3339


@dataclass(frozen=True)
class Window:
    """What was made at `since` or later, and before `until`."""

    since: datetime
    until: datetime

    @property
    def after(self) -> str:
        """The bound for the API, which lists what was made after it, not at it."""
        return rfc3339(self.since - timedelta(milliseconds=1))

    @property
    def before(self) -> str:
        """The bound for the API, which lists what was made before it."""
        return rfc3339(self.until)

    def holds(self, item: Json) -> bool:
        """Return whether an item was made within; one without a time counts as within."""
        made = created_at(item)
        return made is None or self.since <= made < self.until

    def is_over(self, item: Json) -> bool:
        """Return whether an item was made before the window, like all that follow in a list."""
        made = created_at(item)
        return made is not None and made < self.since

    def share(self, item: Json) -> float:
        """Return how much of the window lies after an item, from 0 to 1: lists are newest first."""
        made = created_at(item)
        if made is None:
            return 0.0
        done = (self.until - made) / (self.until - self.since)
        return min(max(done, 0.0), 1.0)


def created_at(item: Json) -> datetime | None:
    """Return when an item was made, None if it does not say."""
    try:
        return parse_time(text(item, "createdAt"))
    except ValueError:
        return None

"""From when to when a backfill goes, as the operator writes it. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.terminal.times import parse_when
from openphone.events.envelope import Json
from openphone.fetched.item import text
from openphone.times import parse_time, rfc3339

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Window:
    """What was made at `since` or after it, and before `until`."""

    since: datetime
    until: datetime

    @property
    def after(self) -> str:
        """The bound for the API, which takes what was made after it, never at it."""
        return rfc3339(self.since - timedelta(milliseconds=1))

    @property
    def before(self) -> str:
        """The bound for the API, which takes what was made before it."""
        return rfc3339(self.until)

    def holds(self, item: Json) -> bool:
        """Tell whether an item was made within; one that does not say counts as within."""
        made = created_at(item)
        return made is None or self.since <= made < self.until

    def is_over(self, item: Json) -> bool:
        """Tell whether an item was made before the window, as all that follow in a list."""
        made = created_at(item)
        return made is not None and made < self.since

    def share(self, item: Json) -> float:
        """Give how much of the window lies after an item, from 0 to 1: lists are newest first."""
        made = created_at(item)
        if made is None:
            return 0.0
        done = (self.until - made) / (self.until - self.since)
        return min(max(done, 0.0), 1.0)


def created_at(item: Json) -> datetime | None:
    """Give when an item was made, None where it does not say."""
    try:
        return parse_time(text(item, "createdAt"))
    except ValueError:
        return None


def parse(given: str, now: datetime, *, end: bool = False) -> datetime:
    """Read `2026-11-01`, an RFC 3339 time, or `3d`, `12h`, `30m` before now; UTC where unsaid.

    A date is its beginning, with `end` its end. Raises ValueError or OverflowError for anything
    else.
    """
    day = timedelta(days=1 if end and _DATE.fullmatch(given.strip()) else 0)
    return (parse_when(given, now) + day).astimezone(UTC)

"""Times on the command line: so long ago, a date, or a moment."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from openphone.times import parse_time

_AGO = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class GivenTime:
    """A time as it was typed, and the moment in UTC that it means."""

    text: str
    moment: datetime


class Time(click.ParamType[GivenTime]):
    """The type of an option that takes a time."""

    name = "time"

    def __init__(self, *, end: bool = False) -> None:
        """Take whether a date means its end."""
        self._end = end

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> GivenTime:
        """Read what was typed. Raises click.BadParameter."""
        try:
            return GivenTime(str(value), parse(str(value), datetime.now(UTC), end=self._end))
        except (ValueError, OverflowError):
            self.fail(
                "neither a date or time (2026-11-01, 2026-11-01T08:00:00Z) nor a time ago (30m, "
                "2h, 3d)",
                param,
                ctx,
            )


def parse(text: str, now: datetime, *, end: bool = False) -> datetime:
    """Read `3d`, `12h`, `30m` before now, `2026-11-01`, or an RFC 3339 time; UTC if it has no zone.

    A date is its beginning, with `end` its end. Raises ValueError or OverflowError for everything
    else.
    """
    text = text.strip()
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])})
    day = timedelta(days=1 if end and _DATE.fullmatch(text) else 0)
    return parse_time(text) + day

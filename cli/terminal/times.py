"""Times on the command line: so long ago, or at a moment."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click

_AGO = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class When(click.ParamType[datetime]):
    """A moment with its zone, given as `2h`, `3d`, or an RFC 3339 time."""

    name = "when"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read what was typed. Raises click.BadParameter."""
        if isinstance(value, datetime):
            return value
        try:
            return parse_when(str(value), datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(
                "neither a time ago, such as 30m, 2h or 3d, nor a moment, such as "
                "2026-04-02T09:00:00Z",
                param,
                ctx,
            )


def parse_when(text: str, now: datetime) -> datetime:
    """Read a time ago or a moment, in UTC, as which a moment without a zone is read too.

    Raises ValueError or OverflowError for everything else.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])})
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def pauses() -> Iterator[float]:
    """Give the seconds between looks at something that others do: longer and longer, up to 2."""
    seconds = 0.2
    while True:
        yield seconds
        seconds = min(seconds * 1.5, 2.0)

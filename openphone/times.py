"""Times as the vendor writes them: RFC 3339. Needs the standard library alone."""

from datetime import UTC, datetime


def parse_time(text: str) -> datetime:
    """Return an RFC 3339 time in UTC, to the microsecond; one without an offset counts as UTC.

    Raises ValueError for anything else, also for a time outside the years 1 to 9999.
    """
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is out of range") from error


def rfc3339(moment: datetime) -> str:
    """Return a moment as RFC 3339 text, in UTC, with milliseconds and a final `Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"

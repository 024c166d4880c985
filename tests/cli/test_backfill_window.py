"""Times as they are typed, and the time that a backfill covers."""

from datetime import UTC, datetime

import pytest

from cli.backfill.window import Window
from cli.terminal.times import parse

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)
WINDOW = Window(datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("2026-05-01", False, "2026-05-01T00:00:00+00:00"),
        ("2026-05-01", True, "2026-05-02T00:00:00+00:00"),
        ("2026-05-01T10:00:00+02:00", False, "2026-05-01T08:00:00+00:00"),
        ("2026-05-01T10:00:00Z", True, "2026-05-01T10:00:00+00:00"),
        ("3d", False, "2026-05-02T12:00:00+00:00"),
        ("12h", True, "2026-05-05T00:00:00+00:00"),
        ("90s", False, "2026-05-05T11:58:30+00:00"),
        ("30m", False, "2026-05-05T11:30:00+00:00"),
        ("2h", False, "2026-05-05T10:00:00+00:00"),
        (" 3d ", False, "2026-05-02T12:00:00+00:00"),
        ("2w", False, "2026-04-21T12:00:00+00:00"),
    ],
)
def test_a_time_is_a_date_a_moment_or_so_long_ago(text: str, end: object, expected: str) -> None:
    assert parse(text, NOW, end=bool(end)).isoformat() == expected


@pytest.mark.parametrize("text", ["", "2", "h", "-2h", "2y", "soon", "2026-13-01", "999999w"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        parse(text, NOW)


def test_the_api_is_asked_for_what_was_made_at_the_beginning_too() -> None:
    assert WINDOW.after == "2026-05-03T23:59:59.999Z"
    assert WINDOW.before == "2026-05-05T00:00:00.000Z"


def test_the_share_of_the_window_that_is_done_is_between_nothing_and_all() -> None:
    times = ("2026-05-06", "2026-05-04T12:00:00Z", "2026-05-01", "no time")
    assert [WINDOW.share({"createdAt": time}) for time in times] == [0, 0.5, 1, 0]

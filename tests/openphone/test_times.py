from datetime import datetime, timedelta, timezone

from openphone.times import rfc3339


def test_moments_are_written_in_utc_with_milliseconds() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert rfc3339(datetime(2026, 4, 2, 5, 30, tzinfo=east)) == "2026-04-02T00:00:00.000Z"

"""Reads the files of the sample business, and moves their times to a day that is just over."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from openphone.times import parse_time, rfc3339

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def read(name: str) -> str:
    """Return the text of a file."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def to_latest_day(text: str, now: datetime) -> str:
    """Move every time in a text by the same number of days, so that the last is not after `now`.

    The times keep their hours, so that a working day stays one.
    """
    days = timedelta(days=(now - max(map(parse_time, _TIME.findall(text)))).days)
    return _TIME.sub(lambda found: rfc3339(parse_time(found[0]) + days), text)

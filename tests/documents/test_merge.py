from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from typing import Any

import pytest

from documents import merge
from tests.builders import at

EARLY, LATE = merge.stamp(at("09:00:00"), "EV1"), merge.stamp(at("09:00:01"), "EV0")


def test_stamps_are_ordered_by_time_then_by_event_id() -> None:
    ordered = [
        merge.stamp(None, "EV9"),
        merge.stamp(datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "EV0"),
        merge.stamp(at("09:00:00"), "EV1"),
        merge.stamp(at("09:00:00"), "EV10"),
        merge.stamp(at("09:00:00"), "EV2"),
        merge.stamp(at("09:00:00.000001"), "EV0"),
        merge.stamp(at("09:00:00.1"), "EV0"),
        merge.stamp(at("09:00:01"), "EV0"),
        merge.stamp(datetime(9999, 12, 31, tzinfo=UTC), "EV0"),
    ]
    assert sorted(set(ordered)) == ordered


def test_a_time_before_the_epoch_ranks_below_an_unknown_one() -> None:
    assert merge.stamp(datetime(969, 1, 1, tzinfo=UTC), "EV9") < merge.stamp(None, "EV0")


def test_a_stamp_does_not_depend_on_the_zone_of_its_time() -> None:
    elsewhere = at("09:00:00").astimezone(timezone(timedelta(hours=-5)))
    assert merge.stamp(elsewhere, "EV1") == merge.stamp(at("09:00:00"), "EV1")


@pytest.mark.parametrize(
    ("first", "second"), [((EARLY, "old"), (LATE, "new")), ((LATE, "new"), (EARLY, "old"))]
)
def test_the_value_of_the_greatest_stamp_wins(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    values: dict[str, Any] = {}
    stamps: merge.Stamps = {}
    for stamp, value in (first, second):
        merge.latest(values, stamps, {"a": value, value: value}, stamp)
    assert values == {"a": "new", "old": "old", "new": "new"}
    assert stamps == {"a": LATE, "old": EARLY, "new": LATE}


def test_a_value_that_is_not_given_stays() -> None:
    values: dict[str, Any] = {"a": "known"}
    merge.latest(values, {"a": EARLY}, {}, LATE)
    assert values == {"a": "known"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], ["b", "a", "b"], ["a", "b"]),
        (["b"], ["a"], ["a", "b"]),
        (["b"], [], ["b"]),
        ([], [], []),
    ],
)
def test_a_set_grows_and_is_sorted(old: list[str], new: list[str], expected: list[str]) -> None:
    assert merge.union(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "least", "most"),
    [
        (None, None, None, None),
        (None, "09:00:00", "09:00:00", "09:00:00"),
        ("09:00:00", None, "09:00:00", "09:00:00"),
        ("09:00:00", "09:00:01", "09:00:00", "09:00:01"),
        ("09:00:01", "09:00:00", "09:00:00", "09:00:01"),
    ],
)
def test_minima_fall_and_maxima_rise(
    old: str | None, new: str | None, least: str | None, most: str | None
) -> None:
    times = [at(time) if time else None for time in (old, new)]
    assert merge.earliest(*times) == (at(least) if least else None)
    assert merge.newest(*times) == (at(most) if most else None)


def test_the_last_moment_of_the_calendar_is_a_time_like_any_other() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert merge.earliest(None, last) == last


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://r.example.com/a.mp3?sig=1#t", "r.example.com/a.mp3"),
        ("http://R.EXAMPLE.com:8443/a.mp3", "r.example.com/a.mp3"),
        ("https://user:secret@r.example.com/a.mp3", "r.example.com/a.mp3"),
        ("https://r.example.com/A.mp3", "r.example.com/A.mp3"),
        ("https://r.example.com", "r.example.com"),
        ("a.mp3?sig=1", "a.mp3"),
        ("https://[r/a.mp3?sig=1", "https://[r/a.mp3?sig=1"),
    ],
)
def test_a_recording_is_known_by_host_and_path(url: str, key: str) -> None:
    assert merge.recording_key(url) == key


RECORDINGS = [
    ({"url": "https://r/a?1", "id": "CR1", "type": "audio/wav"}, "1"),
    ({"url": "https://r/a?2", "type": "audio/mpeg", "started_at": at("09:00:02")}, "2"),
    ({"url": "https://r/b?1", "started_at": at("09:00:01")}, "1"),
    ({"url": "https://r/c?1"}, "2"),
    ({"url": "https://r/0?1"}, "3"),
]


@pytest.mark.parametrize("order", list(permutations(RECORDINGS)))
def test_recordings_are_joined_by_address_in_any_order_of_events(
    order: tuple[tuple[dict[str, Any], str], ...],
) -> None:
    entries: list[merge.Values] = []
    stamps: list[merge.Packed] = []
    for recording, stamp in order:
        entries, stamps = merge.recordings(entries, stamps, [recording], stamp)
    assert entries == [
        {"url": "https://r/b?1", "started_at": at("09:00:01")},
        {
            "url": "https://r/a?2",
            "id": "CR1",
            "type": "audio/mpeg",
            "started_at": at("09:00:02"),
        },
        {"url": "https://r/0?1"},
        {"url": "https://r/c?1"},
    ]
    assert merge.unpack(stamps[1]) == {"url": "2", "id": "1", "type": "2", "started_at": "2"}


def test_joining_recordings_leaves_the_old_ones_as_they_were() -> None:
    old: list[merge.Values] = [{"url": "https://r/a"}]
    stamps: list[merge.Packed] = [{"1": "url"}]
    merge.recordings(old, stamps, [{"url": "https://r/a", "id": "CR1"}], "2")
    assert (old, stamps) == ([{"url": "https://r/a"}], [{"1": "url"}])


def test_stamps_are_kept_once_each_with_the_names_that_they_rank() -> None:
    stamps = {"status": LATE, "body": EARLY, "ai_summary.text": LATE}
    packed = merge.pack(stamps)
    assert packed == {EARLY: "body", LATE: "ai_summary.text status"}
    assert merge.unpack(packed) == stamps
    assert (merge.pack({}), merge.unpack({})) == ({}, {})

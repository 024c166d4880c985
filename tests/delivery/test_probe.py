"""A probe is archived by the processor, whatever it is for."""

from datetime import UTC, datetime

from delivery.probe import probe_body
from delivery.signer import shape
from openphone.events.reading import read_event


def test_a_probe_is_an_event_of_which_nothing_comes() -> None:
    body = probe_body("EVprobe-1", "openphone.probe", datetime(2026, 11, 22, 12, tzinfo=UTC))
    event = read_event(body)
    assert event.type == "openphone.probe"
    assert (event.activity, event.entry) == (None, None)
    assert b'"EVprobe-1"' in body
    assert b'"2026-11-22T12:00:00.000Z"' in body
    assert shape(body) == "legacy"

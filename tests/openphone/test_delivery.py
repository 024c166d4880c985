from datetime import UTC, datetime, timedelta, timezone

import pytest

from openphone.times import rfc3339
from pipeline.message import attributes

NOW = datetime(2026, 4, 2, 9, 0, 0, 999_999, tzinfo=UTC)


def made(event: dict[str, object], **optional: str) -> dict[str, str]:
    return attributes(
        event,
        event_id="EV1",
        signature_scheme="hex",
        received_at=NOW,
        **optional,  # type: ignore[arg-type]
    )


def test_the_attributes_say_what_the_message_is() -> None:
    assert made({"id": "EV1", "type": "call.ringing", "apiVersion": "v4"}) == {
        "event_id": "EV1",
        "event_type": "call.ringing",
        "api_version": "v4",
        "signature_scheme": "hex",
        "received_at": "2026-04-02T09:00:00.999Z",
    }


@pytest.mark.parametrize("event", [{}, {"type": None, "apiVersion": 4}, {"type": ["x"]}])
def test_type_and_version_may_be_empty(event: dict[str, object]) -> None:
    assert made(event)["event_type"] == ""
    assert made(event)["api_version"] == ""


def test_the_optional_ones_are_there_when_they_say_something() -> None:
    given = attributes(
        {},
        event_id="EV1",
        signature_scheme="backfill",
        received_at=NOW,
        webhook_id="msg_1",
        traceparent="00-t",
        replay=True,
    )
    assert given["signature_scheme"] == "backfill"
    assert (given["webhook_id"], given["traceparent"], given["replay"]) == ("msg_1", "00-t", "1")
    assert not {"webhook_id", "traceparent", "replay"} & made({}).keys()


@pytest.mark.parametrize("text", ["x" * 1024, "é" * 512, "\x00", "🙂" * 256])
def test_a_value_that_fits_is_kept(text: str) -> None:
    assert made({"type": text}, traceparent=text)["event_type"] == text
    assert made({"type": text}, traceparent=text)["traceparent"] == text


@pytest.mark.parametrize("text", ["x" * 1025, "é" * 513, "\ud800", "🙂" * 257])
def test_a_value_that_pubsub_would_not_take_is_left_out(text: str) -> None:
    given = made({"type": text, "apiVersion": text}, webhook_id=text, traceparent=text)
    assert given.keys() == {"event_id", "signature_scheme", "received_at"}


def test_moments_are_written_in_utc_with_milliseconds() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert rfc3339(datetime(2026, 4, 2, 5, 30, tzinfo=east)) == "2026-04-02T00:00:00.000Z"

from datetime import UTC, datetime

import pytest

from pipeline.message import PushedMessage, attributes

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


def test_what_was_published_is_what_was_pushed() -> None:
    published = attributes(
        {"type": "call.ringing", "apiVersion": "v4"},
        event_id="EV1",
        signature_scheme="standard",
        received_at=NOW,
        webhook_id="msg_1",
        traceparent="00-t",
        replay=True,
    )
    assert PushedMessage.from_attributes(b"{}", {**published, "newer": "x"}) == PushedMessage(
        event_id="EV1",
        body=b"{}",
        event_type="call.ringing",
        api_version="v4",
        signature_scheme="standard",
        received_at=datetime(2026, 4, 2, 9, 0, 0, 999_000, tzinfo=UTC),
        replay=True,
        webhook_id="msg_1",
        traceparent="00-t",
    )


def test_a_message_needs_no_attributes() -> None:
    assert PushedMessage.from_attributes(b'{"id": "EV1"}', {}) == PushedMessage(
        "EV1", b'{"id": "EV1"}'
    )


@pytest.mark.parametrize("given", ["", "a/b", "..", "__x__", "x" * 201, "\ud800"])
def test_an_event_without_a_usable_id_is_named_by_its_body(given: str) -> None:
    # printf '{}' | sha256sum, and the same of '['
    for body, made in (
        (b'{"id": "EV1"}', "EV1"),
        (b"{}", "sha256-44136fa355b3678a1146ad16f7e8649e"),
        (b"[", "sha256-245843abef9e72e7efac30138a994bf6"),
    ):
        assert PushedMessage.from_attributes(body, {"event_id": given}).event_id == made


@pytest.mark.parametrize("replay", ["", "0", "true", "11"])
def test_only_a_one_is_a_replay(replay: str) -> None:
    assert not PushedMessage.from_attributes(b"{}", {"replay": replay}).replay


@pytest.mark.parametrize("time", ["", "now", "1775120400", "0001-01-01T00:00:00+10:00"])
def test_a_time_of_receipt_that_is_none_is_unknown(time: str) -> None:
    assert PushedMessage.from_attributes(b"{}", {"received_at": time}).received_at is None

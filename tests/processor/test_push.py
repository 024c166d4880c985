import base64
import json
from datetime import UTC, datetime

import pytest

from pipeline.message import PushedMessage
from processor.push import EnvelopeError, read_push

BODY = b' {"id": "EV1", "type": "call.ringing"}\n'


def push(data: object = None, attributes: object = None, **more: object) -> bytes:
    message = {"data": data, "attributes": attributes, "messageId": "1", **more}
    given = {name: value for name, value in message.items() if value is not None}
    return json.dumps({"message": given, "subscription": "projects/p/subscriptions/s"}).encode()


def encoded(body: bytes) -> str:
    return base64.b64encode(body).decode()


def test_a_push_is_the_body_byte_for_byte_and_what_the_message_says_of_it() -> None:
    attributes = {
        "event_id": "EV9",
        "event_type": "call.ringing",
        "api_version": "v3",
        "signature_scheme": "openphone",
        "webhook_id": "msg_1",
        "traceparent": "00-trace",
        "received_at": "2026-04-02T09:00:00.123Z",
        "replay": "1",
        "newer": "x",
    }
    pushed = read_push(push(encoded(BODY), attributes))
    assert pushed == PushedMessage(
        event_id="EV9",
        body=BODY,
        event_type="call.ringing",
        api_version="v3",
        signature_scheme="openphone",
        received_at=datetime(2026, 4, 2, 9, 0, 0, 123_000, tzinfo=UTC),
        replay=True,
        webhook_id="msg_1",
        traceparent="00-trace",
    )


@pytest.mark.parametrize("attributes", [None, {}])
def test_a_message_needs_no_attributes(attributes: object) -> None:
    assert read_push(push(encoded(BODY), attributes)) == PushedMessage("EV1", BODY)


def test_a_message_needs_no_data() -> None:
    # printf '' | sha256sum
    made = "sha256-e3b0c44298fc1c149afbf4c8996fb924"
    assert read_push(push(None, {"event_type": "x"})) == PushedMessage(made, b"", event_type="x")
    assert read_push(push("", {"event_id": "EV1"})) == PushedMessage("EV1", b"")


def test_any_bytes_can_be_pushed() -> None:
    body = bytes(range(256))
    assert read_push(push(encoded(body), {"event_id": "EV1"})).body == body


@pytest.mark.parametrize("given", ["", "a/b", "..", "__x__", "x" * 201, "\ud800"])
def test_an_invalid_event_id_is_replaced_by_the_one_in_the_body(given: str) -> None:
    assert read_push(push(encoded(BODY), {"event_id": given})).event_id == "EV1"


def test_an_event_without_any_id_is_named_by_its_body() -> None:
    # printf '{}' | sha256sum
    made = "sha256-44136fa355b3678a1146ad16f7e8649e"
    assert read_push(push(encoded(b"{}"))).event_id == made
    assert read_push(push(encoded(b"{}"), {"event_id": "x" * 201})).event_id == made


def test_an_id_of_two_hundred_bytes_is_kept() -> None:
    assert read_push(push(encoded(b"{}"), {"event_id": "é" * 100})).event_id == "é" * 100


@pytest.mark.parametrize("replay", ["", "0", "true", "11"])
def test_only_the_value_1_marks_a_replay(replay: str) -> None:
    assert not read_push(push(encoded(BODY), {"replay": replay})).replay


@pytest.mark.parametrize("time", ["", "now", "1775120400", "0001-01-01T00:00:00+10:00"])
def test_an_invalid_time_of_receipt_counts_as_unknown(time: str) -> None:
    assert read_push(push(encoded(BODY), {"received_at": time})).received_at is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "the request is not JSON"),
        (b"\xff", "the request is not JSON"),
        (b"[]", "the request is not JSON"),
        (b"null", "the request is not JSON"),
        (b'{"message": NaN}', "the request is not JSON"),
        (b'{"a": ' + b"[" * 50_000, "the request is not JSON"),
        (b"{}", "the request has no message"),
        (b'{"message": null}', "the request has no message"),
        (b'{"message": []}', "the request has no message"),
        (b'{"message": "text"}', "the request has no message"),
        (b'{"message": {}}', "the message is empty"),
        (b'{"message": {"messageId": "1"}}', "the message is empty"),
        (b'{"object": {"message": {"data": "e30="}}}', "the request has no message"),
        (push(5), "the message's data is not text"),
        (push([]), "the message's data is not text"),
        (b'{"message": {"data": null}}', "the message's data is not text"),
        (push("e30"), "the message's data is not base64"),
        (push("e30=\n"), "the message's data is not base64"),
        (push("_-_-"), "the message's data is not base64"),
        (push("é==="), "the message's data is not base64"),
        (push("e30=", []), "the message's attributes are not a map of texts"),
        (push("e30=", "x"), "the message's attributes are not a map of texts"),
        (push("e30=", {"event_id": 5}), "the message's attributes are not a map of texts"),
        (push("e30=", {"event_id": None}), "the message's attributes are not a map of texts"),
    ],
)
def test_what_pubsub_does_not_send_is_refused(body: bytes, text: str) -> None:
    with pytest.raises(EnvelopeError) as caught:
        read_push(body)
    assert str(caught.value) == text

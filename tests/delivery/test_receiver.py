"""Posting to a receiver, and what its answer says."""

import time
from collections.abc import Iterator

import pytest

from delivery import WEBHOOK_PATH
from delivery.receiver import Answer, Receiver, health_url
from delivery.signer import Signer
from openphone.signatures import Policy, read_signature
from tests.openphone.fake_server import Asked, FakeServer, Reply, serve

KEY, WHSEC = "bGVnYWN5LWtleQ==", "whsec_c3RhbmRhcmQta2V5"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve(lambda _: Reply(200)) as fake:
        yield fake


@pytest.fixture
def receiver(server: FakeServer) -> Iterator[Receiver]:
    found = Receiver(server.url + WEBHOOK_PATH, timeout=0.5)
    yield found
    found.close()


def headers_of(asked: Asked) -> dict[str, bytes]:
    return {name: value.encode() for name, value in asked.headers.items()}


def test_a_delivery_is_signed_and_has_the_body_byte_for_byte(
    server: FakeServer, receiver: Receiver
) -> None:
    body = b'{ "id" :\t"EV1"}\r\n '
    receiver.deliver(body, Signer([KEY]))
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", WEBHOOK_PATH, body)
    assert asked.headers["content-type"] == "application/json"
    claim = read_signature(headers_of(asked), now=time.time(), policy=Policy())
    assert claim.scheme == "openphone"
    claim.verify(body, [KEY])


def test_every_delivery_has_an_id_of_its_own_unless_it_is_given(
    server: FakeServer, receiver: Receiver
) -> None:
    signer = Signer([KEY, WHSEC])
    for webhook_id in ("", "", "msg_given"):
        receiver.deliver(b"{}", signer, scheme="standard", webhook_id=webhook_id)
    ids = [asked.headers["webhook-id"] for asked in server.asked]
    assert len(set(ids)) == 3
    assert ids[0].startswith("msg_")
    assert ids[2] == "msg_given"


def test_an_answer_has_its_status_its_json_and_its_clock(
    server: FakeServer, receiver: Receiver
) -> None:
    date = {"Date": "Sun, 22 Nov 2026 12:00:00 GMT"}
    server.answer = lambda _: Reply(403, b'{"error": "no"}', date)
    assert receiver.post(b"{}") == Answer(403, {"error": "no"}, 1_795_348_800.0)


@pytest.mark.parametrize("body", [b"<html>", b'"hello"', b"[]", b""])
def test_a_body_that_is_no_json_object_counts_as_empty(
    server: FakeServer, receiver: Receiver, body: bytes
) -> None:
    server.answer = lambda _: Reply(200, body)
    assert receiver.health() == Answer(200, {}, None)
    assert server.asked[0].path == "/health"


def test_a_redirect_is_an_answer_and_is_not_followed(
    server: FakeServer, receiver: Receiver
) -> None:
    server.answer = lambda _: Reply(301, headers={"Location": f"{server.url}/elsewhere"})
    assert receiver.post(b"{}").status == 301
    assert len(server.asked) == 1


def test_a_receiver_that_hangs_up_or_is_not_there_has_no_status(
    server: FakeServer, receiver: Receiver
) -> None:
    server.answer = lambda _: Reply(0)
    for answer in (receiver.post(b"{}"), Receiver("http://127.0.0.1:9").post(b"{}")):
        assert (answer.status, answer.failure, answer.timed_out) == (0, "ConnectionError", False)


def test_a_receiver_that_takes_too_long_has_timed_out(
    server: FakeServer, receiver: Receiver
) -> None:
    def late(_: Asked) -> Reply:
        time.sleep(1)
        return Reply(200)

    server.answer = late
    answer = receiver.post(b"{}")
    assert (answer.status, answer.timed_out) == (0, True)


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert Receiver(server.url).post(b"{}").status == 200


@pytest.mark.parametrize(
    ("url", "health"),
    [
        (f"https://a.example{WEBHOOK_PATH}", "https://a.example/health"),
        (f"https://a.example/base{WEBHOOK_PATH}", "https://a.example/base/health"),
        ("https://a.example/hook?x=1", "https://a.example/health"),
    ],
)
def test_health_is_looked_for_beside_the_webhook(url: str, health: str) -> None:
    assert health_url(url) == health

import base64
import hashlib
import re
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from openphone.signatures import sign
from receiver.app import WEBHOOK_PATH
from tests.receiver.conftest import OPENPHONE_KEY, STANDARD_KEY
from tests.receiver.processes import HEX_KEY, Service, Topic
from tests.stack import Stack

MIB = 1024 * 1024
KEYS = {"standard": STANDARD_KEY, "openphone": OPENPHONE_KEY, "hex": HEX_KEY}
BODY = b'{"id": "EV1", "type": "message.received", "apiVersion": "v3"}'
FORBIDDEN = {"error": "the signature is not valid"}


def signed(scheme: str, body: bytes = BODY, at: float = 0, key: str = "") -> dict[str, str]:
    at = at or time.time()
    return sign(scheme, key or KEYS[scheme], body, webhook_id="msg_1", at=at)


def lines(headers: dict[str, str]) -> list[bytes]:
    return [f"{name}: {value}".encode() for name, value in headers.items()]


@pytest.fixture(autouse=True)
def _empty(topic: Topic) -> None:
    while topic.messages():
        pass


def accepted(service: Service, topic: Topic, body: bytes) -> dict[str, Any]:
    """Post a body, check that exactly it was published, and give the attributes."""
    answer = service.post(body)
    assert (answer.status, answer.content["status"]) == (200, "accepted")
    [message] = topic.messages()
    assert base64.b64decode(message.get("data", "")) == body
    assert message["attributes"]["event_id"] == answer.content["event_id"]
    attributes: dict[str, Any] = message["attributes"]
    return attributes


def hashed(body: bytes) -> str:
    return "sha256-" + hashlib.sha256(body).hexdigest()[:32]


@pytest.mark.parametrize("scheme", KEYS)
def test_a_signed_event_is_published_byte_for_byte(
    scheme: str, service: Service, topic: Topic
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    answer = service.post(BODY, signed(scheme) | {"traceparent": trace})
    assert (answer.status, answer.content) == (200, {"status": "accepted", "event_id": "EV1"})
    [message] = topic.messages()
    assert base64.b64decode(message["data"]) == BODY
    attributes = message["attributes"]
    received_at = attributes.pop("received_at")
    age = datetime.now(UTC) - datetime.fromisoformat(received_at)
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert re.fullmatch(r"[-0-9]{10}T[:0-9]{8}\.[0-9]{3}Z", received_at)
    assert attributes == {
        "event_id": "EV1",
        "event_type": "message.received",
        "api_version": "v3",
        "signature_scheme": scheme,
        "traceparent": trace,
        **({"webhook_id": "msg_1"} if scheme == "standard" else {}),
    }


@pytest.mark.parametrize("scheme", KEYS)
def test_the_keys_of_the_stack_are_those_in_secret_manager(scheme: str, stack: Stack) -> None:
    body = f'{{"id": "EVreceiver-{scheme}", "type": "task.created"}}'.encode()
    headers = signed(scheme, body, key=stack.signing_keys[scheme])
    url = stack.receiver + WEBHOOK_PATH
    assert requests.post(url, data=body, headers=headers, timeout=30).status_code == 200
    wrong = signed(scheme, body)
    assert requests.post(url, data=body, headers=wrong, timeout=30).status_code == 403


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("scheme", KEYS)
def test_the_case_of_header_names_does_not_matter(
    scheme: str,
    change: Callable[[str], str],
    service: Service,
) -> None:
    headers = {change(name): value for name, value in signed(scheme).items()}
    length = f"{change('content-length')}: {len(BODY)}".encode()
    assert service.send([*lines(headers), length], BODY).status == 200


def test_a_repeated_legacy_header_is_a_list(service: Service) -> None:
    good, bad = lines(signed("openphone")), lines(signed("openphone", key="b3RoZXI="))
    length = [f"Content-Length: {len(BODY)}".encode()]
    assert service.send([*bad, *good, *length], BODY).status == 200
    assert service.send([*bad, *bad, *length], BODY).status == 403


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        ("standard", "webhook-id"),
        ("standard", "webhook-timestamp"),
        ("standard", "webhook-signature"),
        ("hex", "x-openphone-signature-v1"),
    ],
)
def test_any_other_header_of_a_signature_must_not_be_repeated(
    scheme: str, name: str, service: Service
) -> None:
    headers = signed(scheme)
    head = [*lines(headers), *lines({name: headers[name], "Content-Length": str(len(BODY))})]
    answer = service.send(head, BODY)
    assert (answer.status, answer.content) == (403, FORBIDDEN)


def test_contradicting_lengths_are_a_bad_request(service: Service) -> None:
    head = [*lines(signed("hex")), b"Content-Length: 5", b"Content-Length: 6"]
    assert service.send(head, BODY).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"x-quo-signature": "zzz"}, id="of no scheme"),
        pytest.param({"x-openphone-signature-v1": ""}, id="empty"),
        pytest.param({"x-openphone-signature-v1": "zz"}, id="not hexadecimal"),
        pytest.param({"openphone-signature": "hmac;1;;"}, id="empty fields"),
        pytest.param(
            {"webhook-signature": "v1,***", "webhook-id": "m", "webhook-timestamp": "soon"},
            id="no time",
        ),
        pytest.param(
            {"webhook-signature": signed("standard")["webhook-signature"]}, id="no webhook-id"
        ),
        pytest.param(signed("hex", b"another body"), id="of another body"),
        pytest.param(signed("hex", key="another key"), id="of another key"),
        pytest.param(
            signed("hex") | {"openphone-signature": "hmac;1;;"}, id="the stronger one broken"
        ),
        pytest.param(
            signed("openphone") | {"webhook-signature": "v1,"}, id="the strongest one broken"
        ),
    ],
)
def test_a_request_that_proves_nothing_is_forbidden(
    headers: dict[str, str], service: Service, topic: Topic
) -> None:
    answer = service.post(BODY, headers)
    assert (answer.status, answer.content) == (403, FORBIDDEN)
    assert topic.messages() == []


@pytest.mark.parametrize(
    ("scheme", "seconds"),
    [("standard", -400), ("standard", 400), ("openphone", -350_000), ("openphone", 400)],
)
def test_an_untimely_signature_is_forbidden(scheme: str, seconds: int, service: Service) -> None:
    answer = service.post(BODY, signed(scheme, at=time.time() + seconds))
    assert (answer.status, answer.content) == (403, FORBIDDEN)


@pytest.mark.parametrize("name", ["webhook-signature", "openphone-signature", "webhook-id"])
@pytest.mark.parametrize(
    "value", [b"\xff\xfe", b"v1,\xe9", b"hmac;1;\xd9\xa3\xd9\xa3;\xff", b"\x80"]
)
def test_header_bytes_beyond_ascii_are_refused(name: str, value: bytes, service: Service) -> None:
    standard = lines(signed("standard"))
    kept = [line for line in standard if not line.startswith(name.encode())]
    extra = [name.encode() + b": " + value, f"Content-Length: {len(BODY)}".encode()]
    if name == "openphone-signature":
        kept = []
    assert service.send([*kept, *extra], BODY).status == 403


def test_a_retry_of_a_legacy_delivery_days_later_is_accepted(service: Service) -> None:
    assert service.post(BODY, signed("openphone", at=time.time() - 3 * 86_400)).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/api/webhooks", "/api/webhooks/openphone/", "/api/webhooks/openphone%2F", "/x"]
)
def test_another_path_is_not_found(path: str, service: Service) -> None:
    for method in ("GET", "POST"):
        response = requests.request(method, service.url + path, data=BODY, timeout=30)
        assert (response.status_code, response.json()) == (404, {"error": "no such path"})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_not_allowed(method: str, service: Service) -> None:
    response = requests.request(method, service.url + WEBHOOK_PATH, data=BODY, timeout=30)
    assert (response.status_code, response.json()) == (405, {"error": "method not allowed"})
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("method", [b"HEAD", b"TRACE", b"PROPFIND"])
def test_a_rare_method_is_not_allowed_either(method: bytes, service: Service) -> None:
    answer = service.send([], method=method)
    assert answer.status == 405
    assert "allow" in answer.headers


def test_health_answers_without_a_signature(service: Service, stack: Stack) -> None:
    for url in (service.url, stack.receiver):
        response = requests.get(url + "/health", timeout=30)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert requests.head(service.url + "/health", timeout=30).status_code == 200
    response = requests.post(service.url + "/health", timeout=30)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_a_body_of_the_limit_is_accepted_and_one_byte_more_is_not(
    service: Service, topic: Topic
) -> None:
    body = b'{"id": "EVlarge", "a": "' + b"x" * (5 * MIB - 26) + b'"}'
    assert len(body) == 5 * MIB
    assert accepted(service, topic, body)["event_id"] == "EVlarge"
    answer = service.post(body + b" ")
    assert (answer.status, answer.content) == (413, {"error": "the body is too large"})
    assert topic.messages() == []


def test_a_body_declared_too_large_is_refused_before_it_is_sent(service: Service) -> None:
    head = [f"Content-Length: {5 * MIB + 1}".encode(), b"Expect: 100-continue"]
    answer = service.send(head)
    assert (answer.status, answer.content) == (413, {"error": "the body is too large"})


def test_a_chunked_body_is_refused_as_soon_as_it_is_too_large(service: Service) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    unfinished = chunk * 80 + b"1\r\nx\r\n"
    answer = service.send([b"Transfer-Encoding: chunked"], unfinished)
    assert (answer.status, answer.content) == (413, {"error": "the body is too large"})


def test_a_chunked_body_is_accepted(service: Service, topic: Topic) -> None:
    headers = {**signed("hex"), "Transfer-Encoding": "chunked"}
    body = b"5\r\n" + BODY[:5] + b"\r\n" + b"%x\r\n" % len(BODY[5:]) + BODY[5:] + b"\r\n0\r\n\r\n"
    assert service.send(lines(headers), body).status == 200
    [message] = topic.messages()
    assert base64.b64decode(message["data"]) == BODY


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"[]", b'[{"id": "EV1"}]', b"null", b"1", b'"text"', b"not JSON"),
        *(b"\xff\xfe", b'{"a": "\xff"}', b"\xef\xbb\xbf{}", BODY.decode().encode("utf-16")),
        *(b'{"a": NaN}', b'{"a": Infinity}', b"{} {}", b"[" * 100_000),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_an_authentic_body_that_is_no_json_object_is_a_bad_request(
    body: bytes, service: Service, topic: Topic
) -> None:
    answer = service.post(body)
    assert (answer.status, answer.content) == (400, {"error": "the body is not a JSON object"})
    assert topic.messages() == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "EV/1"}',
        b'{"id": "' + b"x" * 2000 + b'"}',
        b'{"id": ".."}',
        b'{"id": "__EV__"}',
        b'{"id": ["EV1"]}',
        b'{"id": 1}',
        b'{"id": null}',
        b'{"id": ""}',
        rb'{"id": "\ud800"}',
        b'{"type": "message.received"}',
        b"{}",
        b'{"id": "EV1", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_an_event_without_a_usable_id_is_accepted_under_one_made_from_it(
    body: bytes, service: Service, topic: Topic
) -> None:
    assert accepted(service, topic, body)["event_id"] == hashed(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "EV1", "type": "of.tomorrow", "unknown": {"extra": [1]}}',
        b'{"id": "EV1", "type": "message.received"}',
        b'{"id": "EV1", "data": {"object": {"from": "anonymous", "to": "32665"}}}',
        rb'{"id": "EV1", "data": {"object": {"text": "\u0000 \ud800 \udc00"}}}',
        b'{"id": "EV1", "n": ' + b"7" * 400 + b"}",
        b'{"id": "EV1", "n": ' + b"7" * 5000 + b"}",
        b'{"id": "EV1", "n": 1e999, "m": -0.0}',
        b'{"id": "EV2", "id": "EV1"}',
        b' \r\n{"object": {"id": "EV1", "object": "event"}}\n',
        '{"id": "EV1", "text": "héllo 👋 \u2028"}'.encode(),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_whatever_is_in_an_authentic_event_it_is_accepted(
    body: bytes, service: Service, topic: Topic
) -> None:
    assert accepted(service, topic, body)["event_id"] == "EV1"


@pytest.mark.parametrize("text", ["x" * 1025, r"\ud800", "é" * 600])
def test_what_an_attribute_cannot_hold_is_left_out(
    text: str, service: Service, topic: Topic
) -> None:
    body = f'{{"id": "EV1", "type": "{text}", "apiVersion": "{text}"}}'.encode()
    attributes = accepted(service, topic, body)
    assert attributes.keys() == {"event_id", "signature_scheme", "received_at"}


def test_a_sender_who_hangs_up_leaves_no_trace_but_a_line(service: Service, topic: Topic) -> None:
    host, _, port = service.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: test\r\n".encode())
        connection.sendall(b"\r\n".join(lines(signed("hex"))) + b"\r\nContent-Length: 61\r\n\r\n{")
        time.sleep(0.2)
    end = time.monotonic() + 10
    while "the sender hung up" not in service.logs() and time.monotonic() < end:
        time.sleep(0.05)
    assert "the sender hung up" in service.logs()
    assert accepted(service, topic, BODY)["event_id"] == "EV1"


def test_garbage_instead_of_http_does_not_stop_the_service(service: Service) -> None:
    host, _, port = service.url.removeprefix("http://").partition(":")
    for garbage in (b"\x16\x03\x01\x00\xff\r\n\r\n", b"POST\r\n\r\n", b"\xff" * 100_000):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(garbage)
            connection.settimeout(10)
            assert connection.recv(12) in {b"HTTP/1.1 400", b""}
    assert service.post(BODY).status == 200

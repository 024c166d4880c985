import json
import logging
from typing import Any

import pytest
from starlette.responses import Response

from openphone.errors import SignatureError
from openphone.signatures import Claim, Policy, sign
from pipeline.http import HEALTH_PATH
from tests.receiver.fakes import KEY, LIMIT, NOW, FakeKeys, FakePublisher, Service, Wire, raw

BODY = b'{"id": "EV1", "type": "message.received", "apiVersion": "v3"}'
ATTRIBUTES = {
    "event_id": "EV1",
    "event_type": "message.received",
    "api_version": "v3",
    "signature_scheme": "hex",
    "received_at": "2026-04-02T09:00:00.123Z",
}


def content(response: Response) -> Any:  # noqa: ANN401 - JSON
    return json.loads(bytes(response.body))


def assert_refused(response: Response, status: int, text: str, service: Service) -> None:
    assert (response.status_code, content(response)) == (status, {"error": text})
    assert service.publisher.published == []


def test_a_verified_event_is_published_as_received_and_accepted() -> None:
    service = Service()
    response = service.deliver(BODY)
    assert (response.status_code, content(response)) == (
        200,
        {"status": "accepted", "event_id": "EV1"},
    )
    assert service.publisher.published == [(BODY, ATTRIBUTES)]


def test_a_standard_delivery_carries_its_own_id_and_the_trace() -> None:
    service = Service()
    service.deliver(BODY, "standard", traceparent="00-trace")
    [(_, attributes)] = service.publisher.published
    assert attributes == ATTRIBUTES | {
        "signature_scheme": "standard",
        "webhook_id": "msg_1",
        "traceparent": "00-trace",
    }


def test_an_event_of_an_unknown_type_without_an_id_is_accepted() -> None:
    service = Service()
    response = service.deliver(b'{"type": "task.created"}')
    [(_, attributes)] = service.publisher.published
    assert content(response)["event_id"] == attributes["event_id"]
    assert attributes["event_id"].startswith("sha256-")
    assert attributes["event_type"] == "task.created"
    assert attributes["api_version"] == ""


def test_a_wrapped_event_is_read_inside_and_published_outside() -> None:
    service = Service()
    wrapped = b'{"object": ' + BODY + b"}"
    assert content(service.deliver(wrapped))["event_id"] == "EV1"
    assert service.publisher.published == [(wrapped, ATTRIBUTES)]


def test_an_object_nested_too_deeply_is_accepted_for_the_processor_to_record() -> None:
    service = Service()
    body = b' {"id": "EV1", "type": "x", "a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    response = service.deliver(body)
    [(published, attributes)] = service.publisher.published
    assert response.status_code == 200
    assert published == body
    assert attributes["event_id"] == content(response)["event_id"]
    assert attributes["event_id"].startswith("sha256-")
    assert attributes["event_type"] == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"text"', b"{", b"\xff", b'{"a": NaN}', b"[" * 50_000, b" [" * 40_000],
)
def test_an_authentic_body_that_is_no_object_is_refused(body: bytes) -> None:
    service = Service()
    assert_refused(service.deliver(body), 400, "the body is not a JSON object", service)


@pytest.mark.parametrize("path", ["/", "", "/api/webhooks/openphone/", "/API/webhooks/openphone"])
def test_another_path_is_not_found(path: str) -> None:
    service = Service()
    assert_refused(service.answer(Wire([]), path=path), 404, "no such path", service)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_not_allowed(method: str) -> None:
    service = Service()
    response = service.answer(Wire([]), method=method)
    assert_refused(response, 405, "method not allowed", service)
    assert response.headers["allow"] == "POST"


def test_health_is_read_only() -> None:
    service = Service()
    for method in ("GET", "HEAD"):
        response = service.answer(Wire([]), method=method, path=HEALTH_PATH)
        assert (response.status_code, content(response)) == (200, {"status": "ok"})
    response = service.answer(Wire([]), method="POST", path=HEALTH_PATH)
    assert_refused(response, 405, "method not allowed", service)
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("length", [str(LIMIT + 1), "9" * 20, "9" * 5000])
def test_a_body_declared_too_large_is_refused_unread(length: str) -> None:
    service = Service()
    wire = Wire([b"x"])
    response = service.answer(wire, raw({"content-length": length}))
    assert_refused(response, 413, "the body is too large", service)
    assert wire.taken == 0


def test_a_body_that_turns_out_too_large_is_not_read_to_its_end_nor_verified() -> None:
    service = Service()
    wire = Wire([b"x" * LIMIT, b"x", b"x", b"x"])
    response = service.answer(wire, raw(sign("hex", KEY, b"x", at=0)))
    assert_refused(response, 413, "the body is too large", service)
    assert wire.taken == 2
    assert service.keys.asked == []


def test_a_body_of_exactly_the_limit_is_read() -> None:
    service = Service()
    body = b'{"a": "' + b"x" * (LIMIT - 9) + b'"}'
    headers = {"content-length": str(len(body)), **sign("hex", KEY, body, at=0)}
    response = service.answer(Wire([body[:10], body[10:], b""]), raw(headers))
    assert len(body) == LIMIT
    assert response.status_code == 200
    assert service.publisher.published[0][0] == body


@pytest.mark.parametrize("length", ["-5", "1e9", "", "²"])
def test_a_length_that_is_no_number_is_not_believed(length: str) -> None:
    headers = {"content-length": length, **sign("hex", KEY, BODY, at=0)}
    assert Service().answer(Wire([BODY]), raw(headers)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing"),
        ({"x-openphone-signature-v1": "zz"}, "malformed"),
        (sign("openphone", "c2lnbmluZw==", BODY, at=NOW.timestamp() - 500_000), "stale"),
        (sign("openphone", "c2lnbmluZw==", BODY, at=NOW.timestamp() + 500_000), "future"),
    ],
)
def test_a_signature_that_cannot_hold_is_refused_before_keys_are_loaded(
    headers: dict[str, str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service()
    response = service.answer(Wire([BODY]), raw(headers))
    assert_refused(response, 403, "the signature is not valid", service)
    assert service.keys.asked == []
    assert [vars(record)["reason"] for record in caplog.records] == [reason]


def test_the_policy_is_applied() -> None:
    service = Service(policy=Policy(schemes=("standard",)))
    assert_refused(service.deliver(BODY), 403, "the signature is not valid", service)


def test_a_signature_that_matches_no_key_is_refused_after_asking_for_newer_ones() -> None:
    service = Service()
    response = service.answer(Wire([BODY]), raw(sign("hex", "other", BODY, at=0)))
    assert_refused(response, 403, "the signature is not valid", service)
    assert service.keys.asked == [None, (KEY,)]


def test_a_body_is_not_verified_again_with_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[tuple[str, ...]] = []
    monkeypatch.setattr(Claim, "verify", lambda _claim, _body, keys: _fail(verified, keys))
    assert Service().deliver(BODY).status_code == 403
    assert verified == [(KEY,)]


def _fail(verified: list[tuple[str, ...]], keys: tuple[str, ...]) -> None:
    verified.append(keys)
    raise SignatureError("mismatch")


def test_a_signature_that_matches_a_newer_key_is_accepted() -> None:
    service = Service(FakeKeys(("old",), newer=("old", KEY)))
    assert service.deliver(BODY).status_code == 200


def test_a_signature_that_matches_no_newer_key_either_is_refused() -> None:
    service = Service(FakeKeys(("old",), newer=("older",)))
    assert_refused(service.deliver(BODY), 403, "the signature is not valid", service)


@pytest.mark.parametrize("keys", [FakeKeys(()), FakeKeys(("old",), newer=())])
def test_without_any_key_the_sender_shall_come_again(keys: FakeKeys) -> None:
    service = Service(keys)
    response = service.deliver(BODY)
    assert_refused(response, 503, "no signing key is available", service)
    assert int(response.headers["retry-after"]) > 0


def test_an_event_that_is_not_confirmed_is_not_accepted(caplog: pytest.LogCaptureFixture) -> None:
    service = Service(publisher=FakePublisher(TimeoutError("for +15550107001")))
    response = service.deliver(BODY)
    assert_refused(response, 503, "the event could not be queued", service)
    assert int(response.headers["retry-after"]) > 0
    [record] = caplog.records
    assert vars(record)["error"] == "TimeoutError"
    assert "+1555" not in repr(vars(record))


def test_an_unexpected_failure_is_answered_and_logged_by_its_class(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service()

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("+15550107001")

    monkeypatch.setattr(service.publisher, "publish", fail)
    response = service.deliver(BODY)
    assert_refused(response, 503, "unexpected failure", service)
    [record] = caplog.records
    assert (record.levelno, vars(record)["error"]) == (logging.ERROR, "RuntimeError")
    assert record.exc_info is None
    assert "+1555" not in repr(vars(record))


def test_a_sender_who_hangs_up_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "receiver")
    service = Service()
    service.answer(Wire([b"{", None]), raw(sign("hex", KEY, b"{", at=0)))
    assert service.publisher.published == []
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("INFO", "the sender hung up")
    ]


def test_repeated_headers_count_together() -> None:
    service = Service(FakeKeys((KEY, "c2lnbmluZw==")))
    good = raw(sign("openphone", "c2lnbmluZw==", BODY, at=NOW.timestamp()))
    bad = raw(sign("openphone", "b3RoZXI=", BODY, at=NOW.timestamp()))
    for headers in (good + bad, bad + good):
        assert service.answer(Wire([BODY]), headers).status_code == 200
    once = raw(sign("hex", KEY, BODY, at=0))
    assert service.answer(Wire([BODY]), once).status_code == 200
    assert service.answer(Wire([BODY]), once + once).status_code == 403


def test_hostile_header_bytes_are_refused() -> None:
    for value in (b"\xff\x00", b"v1,\xe9", b"hmac;1;\xd9\xa3;=", b""):
        for name in (b"webhook-signature", b"openphone-signature", b"x-openphone-signature-v1"):
            headers = [(name, value), (b"\xff", b"\xff"), (b"traceparent", b"\xff")]
            assert Service().answer(Wire([BODY]), headers).status_code == 403

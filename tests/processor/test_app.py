import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from openphone.times import rfc3339
from pipeline.http import RefusalError
from processor.app import MOST_BODY_BYTES, Processor
from processor.planning.changes import Outcome, Plan
from processor.planning.job import Job, Options
from tests.builders import ANN, OURS, event, message

OPTIONS = Options(numbers=frozenset({OURS}), keep=timedelta(days=7))
BODY = message("EV1", "09:00:05")


@dataclass
class FakeStore:
    """Keeps the jobs it gets; fails with `error` if there is one."""

    planned: Plan = field(default_factory=lambda: Plan(Outcome.STORED))
    error: Exception | None = None
    jobs: list[Job] = field(default_factory=list)

    async def apply(self, job: Job) -> Plan:
        self.jobs.append(job)
        if self.error:
            raise self.error
        return self.planned


def push(body: bytes, **attributes: str) -> bytes:
    data = base64.b64encode(body).decode()
    return json.dumps({"message": {"data": data, "attributes": attributes}}).encode()


def request(
    *chunks: bytes | None,
    method: str = "POST",
    path: str = "/",
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> Request:
    """Return a request as an ASGI server hands it over; for a chunk of None the sender hangs up."""
    rest = list(chunks)

    async def receive() -> dict[str, Any]:
        chunk = rest.pop(0)
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": bool(rest)}

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    return Request(scope, receive)


def answer(
    store: FakeStore,
    asked: Request,
    check_token: Callable[[str], Awaitable[None]] | None = None,
) -> Response:
    return asyncio.run(Processor(store, OPTIONS, check_token).handle(asked))


def content(response: Response) -> Any:  # noqa: ANN401 - JSON
    return json.loads(bytes(response.body))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_settled_push_is_acknowledged_whatever_its_outcome(outcome: Outcome) -> None:
    store = FakeStore(Plan(outcome))
    response = answer(store, request(push(BODY, event_id="EV1")))
    assert (response.status_code, bytes(response.body)) == (204, b"")
    [job] = store.jobs
    assert job.pushed.body == BODY
    assert job.options == OPTIONS
    assert job.activity is not None


def test_a_push_that_cannot_be_understood_reaches_the_store_with_the_reason() -> None:
    store = FakeStore(Plan(Outcome.FAILED, error="data: missing"))
    response = answer(store, request(push(b'{"type": "call.ringing"}')))
    assert response.status_code == 204
    assert [job.error for job in store.jobs] == ["data: missing"]


def test_a_body_may_come_in_pieces() -> None:
    store = FakeStore()
    whole = push(BODY)
    response = answer(store, request(whole[:10], b"", whole[10:]))
    assert response.status_code == 204
    assert [job.pushed.body for job in store.jobs] == [BODY]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", BODY, b'{"message": {"data": 5}}'])
def test_a_body_that_is_no_push_is_refused_with_constant_text(body: bytes) -> None:
    store = FakeStore()
    response = answer(store, request(body))
    assert (response.status_code, content(response)) == (400, {"error": "not a Pub/Sub push"})
    assert store.jobs == []


def test_a_body_larger_than_any_push_is_not_read_to_its_end() -> None:
    store = FakeStore()
    half = b"x" * (MOST_BODY_BYTES // 2)
    asked = request(half, half, b"x", b"never asked for", None)
    response = answer(store, asked)
    assert (response.status_code, content(response)) == (400, {"error": "not a Pub/Sub push"})


def test_a_push_whose_sender_hangs_up_is_not_stored() -> None:
    store = FakeStore()
    response = answer(store, request(push(BODY)[:10], None))
    assert response.status_code == 400
    assert store.jobs == []


@pytest.mark.parametrize("error", [RuntimeError("firestore"), TimeoutError(), OverflowError()])
def test_a_push_that_could_not_be_stored_is_answered_503(error: Exception) -> None:
    response = answer(FakeStore(error=error), request(push(BODY)))
    assert response.status_code == 503
    assert content(response) == {"error": "the event could not be stored now"}


def test_health_is_ok_without_a_store() -> None:
    for method in ("GET", "HEAD"):
        response = answer(FakeStore(error=RuntimeError()), request(method=method, path="/health"))
        assert (response.status_code, content(response)) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["", "/x", "/health/", "//"])
def test_another_path_is_not_found(path: str) -> None:
    assert answer(FakeStore(), request(path=path)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/", "POST"),
        ("PUT", "/", "POST"),
        ("DELETE", "/", "POST"),
        ("POST", "/health", "GET, HEAD"),
    ],
)
def test_another_method_is_refused_with_the_allowed_ones(
    method: str, path: str, allow: str
) -> None:
    response = answer(FakeStore(), request(push(BODY), method=method, path=path))
    assert (response.status_code, response.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("status", [401, 403])
def test_a_push_whose_token_is_refused_is_not_read(status: int) -> None:
    async def check(_: str) -> None:
        raise RefusalError(status, "the push token is not valid")

    store = FakeStore()
    response = answer(store, request(), check)
    assert (response.status_code, store.jobs) == (status, [])
    assert content(response) == {"error": "the push token is not valid"}
    assert "allow" not in response.headers


def test_a_push_with_a_good_token_is_stored_and_health_needs_none() -> None:
    checked: list[str] = []

    async def check(authorization: str) -> None:
        checked.append(authorization)

    store = FakeStore()
    headers = [(b"authorization", b"Bearer t")]
    assert answer(store, request(push(BODY), headers=headers), check).status_code == 204
    assert answer(store, request(push(BODY)), check).status_code == 204
    assert answer(store, request(method="GET", path="/health"), check).status_code == 200
    assert checked == ["Bearer t", ""]


def said(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    [record] = caplog.records
    return {"level": record.levelname, "message": record.getMessage(), **vars(record)}


def test_a_stored_event_is_logged_with_how_long_it_took(caplog: pytest.LogCaptureFixture) -> None:
    received = rfc3339(datetime.now(UTC) - timedelta(seconds=30))
    with caplog.at_level(logging.DEBUG, "processor"):
        attributes = {"event_id": "EV1", "event_type": "message.received"}
        answer(FakeStore(), request(push(BODY, received_at=received, **attributes)))
    line = said(caplog)
    assert (line["level"], line["message"], line["outcome"]) == ("INFO", "stored", "stored")
    assert (line["event_id"], line["event_type"]) == ("EV1", "message.received")
    assert 30 <= line["delay_seconds"] < 60
    assert ANN not in str(line)


def test_a_failed_event_is_logged_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "processor"):
        answer(FakeStore(Plan(Outcome.FAILED, error="data: missing")), request(push(BODY)))
    line = said(caplog)
    assert (line["level"], line["message"], line["reason"]) == (
        "WARNING",
        "failed",
        "data: missing",
    )
    assert "delay_seconds" not in line


def test_an_error_is_logged_by_its_class_and_not_by_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, "processor"):
        answer(FakeStore(error=RuntimeError(f"contacts/{ANN}")), request(push(BODY)))
    line = said(caplog)
    assert (line["level"], line["message"], line["error"]) == (
        "ERROR",
        "not stored",
        "RuntimeError",
    )
    assert line["exc_info"] is None
    assert ANN not in str(line)


def test_a_refused_push_is_logged_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "processor"):
        answer(FakeStore(), request(event("call.ringing", {"id": ANN})))
    line = said(caplog)
    assert (line["level"], line["reason"]) == ("WARNING", "the request has no message")
    assert ANN not in str(line)


def test_the_trace_of_a_delivery_is_followed_and_its_id_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[str] = []
    monkeypatch.setattr("processor.app.logs.follow_trace", followed.append)
    with caplog.at_level(logging.DEBUG, "processor"):
        pushed = push(BODY, event_id="EV1", webhook_id="msg_1", traceparent="00-trace")
        answer(FakeStore(), request(pushed))
    assert followed == ["00-trace"]
    assert said(caplog)["webhook_id"] == "msg_1"

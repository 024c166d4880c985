"""What is sent to OpenPhone's API: in time, within its rate, never twice, and the key nowhere."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openphone.api import retries, v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import ApiError, Request
from openphone.api.retries import Limiter
from tests.openphone.fake_server import Asked, FakeServer, Reply, serve

KEY = "key-of-the-tests"
GET = Request("GET", "/v1/webhooks")
POST = Request("POST", "/webhooks", body={"url": "https://example.com"})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """Return a server that answers 200, and waits so short that tests need not wait."""
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.002)
    with serve(lambda _: Reply(200, b'{"data": []}')) as fake:
        yield fake


def api(server: FakeServer, *, timeout: float = 5, patience: float = 5) -> Api:
    return Api(server.url, KEY, per_second=1000, timeout=timeout, patience=patience)


def fail(server: FakeServer, times: int, reply: Reply) -> None:
    """Return this answer to the next `times` requests."""
    answers = [reply] * times

    def answer(_: Asked) -> Reply:
        return answers.pop() if answers else Reply(200, b'{"data": []}')

    server.answer = answer


def test_a_request_carries_the_key_alone_and_its_body_as_json(server: FakeServer) -> None:
    api(server).send(POST.with_query(limit="5"))
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/webhooks?limit=5")
    assert asked.headers["authorization"] == KEY
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == b'{"url": "https://example.com"}'


def test_a_plus_sign_in_a_number_is_escaped(server: FakeServer) -> None:
    api(server).send(v1.list_messages("PN1", ["+15550101099"]))
    wanted = "/v1/messages?phoneNumberId=PN1&participants=%2B15550101099&maxResults=100"
    assert server.asked[0].path == wanted


def test_an_answer_without_content_is_none(server: FakeServer) -> None:
    server.answer = lambda _: Reply(204, b"")
    assert api(server).send(GET) is None


def test_pages_are_followed_to_the_last_one(server: FakeServer) -> None:
    def answer(asked: Asked) -> Reply:
        if "after=c2" in asked.path:
            return Reply(200, b'{"data": [{"id": "3"}], "nextCursor": null}')
        return Reply(200, b'{"data": [{"id": "1"}, {"id": "2"}], "nextCursor": "c2"}')

    server.answer = answer
    found = [one["id"] for one in api(server).pages(v2026.list_webhooks())]
    assert found == ["1", "2", "3"]
    assert [one.headers["quo-api-version"] for one in server.asked] == ["2026-03-30"] * 2


@pytest.mark.parametrize("reply", [Reply(429), Reply(500), Reply(503), Reply(0)])
def test_what_can_do_no_harm_is_tried_again(server: FakeServer, reply: Reply) -> None:
    fail(server, 4, reply)
    assert api(server).send(GET) == {"data": []}
    assert len(server.asked) == 5


def test_a_post_that_was_refused_for_its_rate_is_tried_again(server: FakeServer) -> None:
    fail(server, 2, Reply(429))
    api(server).send(POST)
    assert len(server.asked) == 3


@pytest.mark.parametrize("reply", [Reply(500), Reply(503, headers={"Retry-After": "0"}), Reply(0)])
def test_a_post_that_may_have_been_done_is_not(server: FakeServer, reply: Reply) -> None:
    fail(server, 1, reply)
    with pytest.raises(ApiError) as caught:
        api(server).send(POST)
    assert caught.value.status == reply.status
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_is_final(server: FakeServer, status: int) -> None:
    fail(server, 1, Reply(status, b"not JSON"))
    with pytest.raises(ApiError) as caught:
        api(server).send(GET)
    assert caught.value.status == status
    assert len(server.asked) == 1


def test_retry_after_is_honoured(server: FakeServer) -> None:
    fail(server, 1, Reply(429, headers={"Retry-After": "1"}))
    api(server).send(GET)
    first, second = server.asked
    assert second.at - first.at >= 1


@pytest.mark.parametrize("wait", ["3600", "Fri, 31 Dec 2199 23:59:59 GMT"])
def test_nobody_waits_for_longer_than_there_is_patience(server: FakeServer, wait: str) -> None:
    fail(server, 9, Reply(429, headers={"Retry-After": wait}))
    started = time.monotonic()
    with pytest.raises(ApiError, match="too many requests"):
        api(server, patience=60).send(GET)
    assert len(server.asked) == 1
    assert time.monotonic() - started < 30


def test_retry_after_that_says_nothing_is_passed_over(server: FakeServer) -> None:
    fail(server, 1, Reply(503, headers={"Retry-After": "soon"}))
    assert api(server).send(GET) == {"data": []}


def test_an_endless_storm_ends_with_the_patience(server: FakeServer) -> None:
    server.answer = lambda _: Reply(429)
    with pytest.raises(ApiError, match="too many requests"):
        api(server, patience=0.2).send(GET)
    assert len(server.asked) > 2


def test_a_server_that_hangs_is_given_up(server: FakeServer) -> None:
    def answer(_: Asked) -> Reply:
        time.sleep(0.3)
        return Reply(200)

    server.answer = answer
    with pytest.raises(ApiError, match="did not answer in time") as caught:
        api(server, timeout=0.1, patience=0.1).send(GET)
    assert caught.value.status == 0


def test_waits_grow_and_stay_below_half_a_minute() -> None:
    waiting = retries.Patience(limiter=Limiter(10), seconds=1)
    waits = []
    for _ in range(9):
        waiting = waiting.new(history=(*waiting.history, "failure"))
        waits.append(waiting.get_backoff_time())
    most = [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert all(top / 2 <= wait <= top for wait, top in zip(waits, most, strict=True))


def test_requests_keep_the_rate_also_when_they_are_repeated(server: FakeServer) -> None:
    fail(server, 5, Reply(500))
    limited = Api(server.url, KEY, per_second=50, timeout=5, patience=5)
    for _ in range(5):
        limited.send(GET)
    times = [one.at for one in server.asked]
    assert len(times) == 10
    assert times[-1] - times[0] >= 9 / 50 - 0.02


def test_the_key_is_not_sent_where_a_redirect_leads(server: FakeServer) -> None:
    with serve(lambda _: Reply(200)) as other:
        server.answer = lambda _: Reply(307, headers={"Location": other.url})
        with pytest.raises(ApiError, match="redirect"):
            api(server).send(GET)
        assert other.asked == []


def test_entries_of_netrc_do_not_replace_the_key(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    sender = api(server)
    sender._session.trust_env = True  # noqa: SLF001 - as it is for hosts elsewhere
    sender.send(GET)
    assert server.asked[0].headers["authorization"] == KEY


def test_a_proxy_is_not_asked_for_this_machine(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert api(server).send(GET) == {"data": []}


def test_an_answer_that_is_not_json_is_an_error(server: FakeServer) -> None:
    server.answer = lambda _: Reply(200, b"<html>")
    with pytest.raises(ApiError, match="cannot be read"):
        api(server).send(GET)


def test_nobody_there_is_an_error_that_shows_no_key() -> None:
    with pytest.raises(ApiError, match="cannot be reached") as caught:
        Api("http://127.0.0.1:9", KEY, timeout=1, patience=0.01).send(GET)
    assert KEY not in str(caught.value)

"""Push tokens: what they must say, and how often Google's certificates are fetched."""

import asyncio
import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from processor.oidc import Certs, CertsError, PushTokens, TokenError, fetch_certs
from tests.processor.tokens import Signer
from tests.service import free_port

AUDIENCE = "https://processor.example.com/"
ACCOUNT = "pusher@demo-openphone.iam.gserviceaccount.com"
GOOGLE = Signer("key-1")
NEWER = Signer("key-2")


def claims(**other: object) -> dict[str, object]:
    now = int(time.time())
    right = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": ACCOUNT,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    return {**right, **other}


class Service:
    """Push tokens with certificates and a clock of their own."""

    def __init__(self, *certs: Certs | Exception) -> None:
        """Answer the first fetch with the first of `certs` and so on, then always with the last."""
        self.certs, self.now, self.fetches = list(certs), 1000.0, 0
        self._tokens = PushTokens(AUDIENCE, ACCOUNT, self._fetch, lambda: self.now)

    def _fetch(self) -> Certs:
        self.fetches += 1
        given = self.certs.pop(0) if len(self.certs) > 1 else self.certs[0]
        if isinstance(given, Exception):
            raise given
        return given

    def status(self, *tokens: str) -> list[int]:
        """Return the status for each of several tokens checked concurrently; 200 is a valid one."""
        return asyncio.run(self._statuses(tokens))

    async def _statuses(self, tokens: tuple[str, ...]) -> list[int]:
        self._tokens._turn = asyncio.Lock()  # noqa: SLF001 - each run has a loop of its own
        return list(await asyncio.gather(*(self._status(token) for token in tokens)))

    async def _status(self, token: str) -> int:
        try:
            await self._tokens.check(f"Bearer {token}")
        except TokenError as error:
            return error.status
        return 200


@pytest.mark.parametrize("issuer", ["https://accounts.google.com", "accounts.google.com"])
def test_google_signs_under_both_of_its_names(issuer: str) -> None:
    assert Service(GOOGLE.certs).status(GOOGLE.token(claims(iss=issuer))) == [200]


def test_a_token_may_be_a_little_early_or_late() -> None:
    now = int(time.time())
    service = Service(GOOGLE.certs)
    for issued, expires, status in [
        (now - 3600, now - 10, 200),
        (now - 3600, now - 60, 401),
        (now + 10, now + 3600, 200),
        (now + 60, now + 3600, 401),
    ]:
        assert service.status(GOOGLE.token(claims(iat=issued, exp=expires))) == [status]


@pytest.mark.parametrize(
    "token",
    [
        GOOGLE.token([1, 2]),
        GOOGLE.token("text"),
        GOOGLE.token(None),
        GOOGLE.token({}),
        GOOGLE.token(claims(exp=None)),
        GOOGLE.token(claims(exp="soon")),
        GOOGLE.token(claims(iat=[])),
        GOOGLE.token({"iat": 0}),
        GOOGLE.unsigned(claims()),
    ],
)
def test_a_correctly_signed_token_without_usable_claims_is_refused(token: str) -> None:
    assert Service(GOOGLE.certs).status(token) == [401]


@pytest.mark.parametrize("deep", [0, 1])
def test_a_token_nested_deeper_than_the_parser_goes_is_refused(deep: int) -> None:
    segments = GOOGLE.token(claims()).split(".")
    segments[deep] = base64.urlsafe_b64encode(b"[" * 50_000).decode().rstrip("=")
    assert Service(GOOGLE.certs).status(".".join(segments)) == [401]


def test_the_signature_counts_and_not_the_name_of_the_key() -> None:
    service = Service(GOOGLE.certs)
    assert service.status(NEWER.token(claims(), key_id="key-1")) == [401]
    assert service.status(NEWER.token(claims())) == [401]


@pytest.mark.parametrize("missing", ["iss", "aud", "email", "email_verified"])
def test_a_token_that_lacks_a_claim_is_forbidden(missing: str) -> None:
    given = {name: value for name, value in claims().items() if name != missing}
    assert Service(GOOGLE.certs).status(GOOGLE.token(given)) == [403]


def test_certificates_are_kept_for_an_hour() -> None:
    service = Service(GOOGLE.certs)
    token = GOOGLE.token(claims())
    assert service.status(token, token, token) == [200, 200, 200]
    service.now += 3599
    assert service.status(token) == [200]
    assert service.fetches == 1
    service.now += 2
    assert service.status(token) == [200]
    assert service.fetches == 2


def test_a_key_that_google_made_since_is_found() -> None:
    service = Service(GOOGLE.certs, {**GOOGLE.certs, **NEWER.certs})
    assert service.status(GOOGLE.token(claims())) == [200]
    service.now += 61
    assert service.status(NEWER.token(claims())) == [200]
    assert service.fetches == 2


def test_made_up_tokens_do_not_each_cause_a_fetch() -> None:
    service = Service(GOOGLE.certs)
    made_up = NEWER.token(claims())
    assert service.status(*[made_up] * 20) == [401] * 20
    assert service.fetches == 1
    service.now += 61
    assert service.status(*[made_up] * 20) == [401] * 20
    assert service.fetches == 2


def test_without_certificates_nothing_is_decided() -> None:
    service = Service(CertsError(), GOOGLE.certs)
    with pytest.raises(CertsError):
        service.status(GOOGLE.token(claims()))
    assert service.status(GOOGLE.token(claims())) == [200]


def test_a_header_without_a_token_needs_no_certificates() -> None:
    service = Service(CertsError())
    assert service.status("", " ") == [401, 401]
    assert service.fetches == 0


# Fetching


class _Certs(BaseHTTPRequestHandler):
    answers = {  # noqa: RUF012 - never changed
        "/good": (200, json.dumps(GOOGLE.certs).encode()),
        "/failing": (503, b"{}"),
        "/page": (200, b"<html>"),
    }

    def do_GET(self) -> None:
        status, content = self.answers[self.path]
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep requests out of the test's output."""


@pytest.fixture(scope="module")
def certs_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Certs) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_certificates_are_fetched_by_key_id(certs_url: str) -> None:
    assert fetch_certs(f"{certs_url}/good") == GOOGLE.certs


@pytest.mark.parametrize("path", ["/failing", "/page"])
def test_an_answer_without_certificates_is_a_failure(certs_url: str, path: str) -> None:
    with pytest.raises(CertsError):
        fetch_certs(certs_url + path)


def test_no_answer_is_a_failure() -> None:
    with pytest.raises(CertsError):
        fetch_certs(f"http://127.0.0.1:{free_port()}/")

"""The rules of the receiver: what is refused, and that 200 means Pub/Sub has the event.

Knows no cloud: keys and publisher are given. Every refusal carries a constant text.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from openphone.errors import EventError, SignatureError
from openphone.events.envelope import Json, NestingError, load, text_field
from openphone.signatures import Claim, Policy, read_signature
from pipeline import logs
from pipeline.http import RefusalError, check_route, read_body
from pipeline.ids import event_id
from pipeline.message import attributes

WEBHOOK_PATH = "/api/webhooks/openphone"
RETRY_AFTER = {"Retry-After": "5"}

log = logging.getLogger("receiver")


class UnavailableError(Exception):
    """Something that the receiver needs does not answer; OpenPhone delivers again later."""

    text: ClassVar[str]


class KeysUnavailableError(UnavailableError):
    """There is no signing key to verify with."""

    text = "no signing key is available"


class PublishError(UnavailableError):
    """Pub/Sub did not confirm that it has the message."""

    text = "the event could not be queued"


class Keys(Protocol):
    """Where the signing keys come from."""

    async def get(self, tried: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return the keys; after `tried` matched nothing, newer ones if there may be some.

        Raises KeysUnavailableError.
        """


class Publisher(Protocol):
    """Where accepted events go."""

    async def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Return when the message is safe. Raises PublishError."""


@dataclass(frozen=True)
class Receiver:
    """Answers the requests of one worker; `clock` returns the current time, with its zone."""

    keys: Keys
    publisher: Publisher
    policy: Policy
    max_body_bytes: int
    clock: Callable[[], datetime]

    async def handle(self, request: Request) -> Response:
        """Answer one request. Raises nothing."""
        logs.follow_trace(request.headers.get("traceparent", ""))
        try:
            return await self._answer(request)
        except RefusalError as refusal:
            log.warning("refused", extra={"status": refusal.status, "reason": refusal.reason})
            return refusal.response()
        except ClientDisconnect:
            log.info("the sender hung up")
            return Response(status_code=400)  # nobody will read it
        except UnavailableError as error:
            return _unavailable(error.text, error.__cause__ or error)
        except Exception as error:  # noqa: BLE001 - the sender gets an answer and tries again
            return _unavailable("unexpected failure", error)

    async def _answer(self, request: Request) -> Response:
        health = check_route(request, WEBHOOK_PATH)
        if health is not None:
            return health
        too_large = RefusalError(413, "the body is too large")
        body = await read_body(request, self.max_body_bytes, too_large)
        claim = await self._verify(request, body)
        accepted = await self._accept(request, claim, body)
        return JSONResponse({"status": "accepted", "event_id": accepted})

    async def _verify(self, request: Request, body: bytes) -> Claim:
        headers = _joined_headers(request)
        try:
            claim = read_signature(headers, now=self.clock().timestamp(), policy=self.policy)
            await self._prove(claim, body)
        except SignatureError as error:
            raise RefusalError(403, "the signature is not valid", reason=error.reason) from None
        return claim

    async def _prove(self, claim: Claim, body: bytes) -> None:
        keys = await self.keys.get()
        try:
            claim.verify(body, keys)
        except SignatureError:
            newer = await self.keys.get(tried=keys)
            if newer == keys:
                raise
            claim.verify(body, newer)

    async def _accept(self, request: Request, claim: Claim, body: bytes) -> str:
        event = _load(body)
        name = event_id(body, event)
        message = attributes(
            event,
            event_id=name,
            signature_scheme=claim.scheme,
            received_at=self.clock(),
            webhook_id=claim.webhook_id,
            traceparent=request.headers.get("traceparent", ""),
        )
        await self.publisher.publish(body, message)
        fields = {"event_id": name, "event_type": text_field(event, "type")}
        log.info("accepted", extra=fields | {"scheme": claim.scheme})
        return name


def _joined_headers(request: Request) -> dict[str, bytes]:
    """Return the raw headers by lower-case name; values of a repeated one are joined by commas."""
    joined: dict[str, bytes] = {}
    for raw, value in request.scope["headers"]:
        name = raw.decode("latin-1")
        joined[name] = joined[name] + b"," + value if name in joined else value
    return joined


def _load(body: bytes) -> Json:
    try:
        return load(body)
    except EventError as error:
        if isinstance(error, NestingError) and body.lstrip(b" \t\r\n").startswith(b"{"):
            # Authentic, and an object: it must not be lost. The processor records why it failed.
            return {}
        raise RefusalError(400, "the body is not a JSON object") from None


def _unavailable(text: str, cause: BaseException) -> Response:
    log.error(text, extra=logs.failure(cause))
    return JSONResponse({"error": text}, 503, RETRY_AFTER)

"""The rules of the processor: how each push is answered. Knows no cloud; the store is given."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from pipeline import logs
from pipeline.http import RefusalError, check_route, read_body
from pipeline.message import PushedMessage
from processor.planning.changes import Plan
from processor.planning.job import Job, Options, prepare
from processor.push import EnvelopeError, read_push

PUSH_PATH = "/"
# Pub/Sub's largest message, 10 MB, in base64 and with its attributes.
MOST_BODY_BYTES = 16 * 1024 * 1024
_NOT_A_PUSH = "not a Pub/Sub push"

log = logging.getLogger("processor")


class Store(Protocol):
    """Where events are applied."""

    async def apply(self, job: Job) -> Plan:
        """Store what the event changes. Raises an exception when it should be delivered again."""


class Processor:
    """Answers the requests of one worker."""

    def __init__(
        self,
        store: Store,
        options: Options,
        check_token: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """Take the parts; `check_token` raises RefusalError for a push that is not ours."""
        self._store, self._options, self._check_token = store, options, check_token

    async def handle(self, request: Request) -> Response:
        """Answer one request. Raises nothing."""
        try:
            return await self._answer(request)
        except RefusalError as refusal:
            return refusal.response()
        except ClientDisconnect:
            return JSONResponse({"error": "the body is incomplete"}, 400)
        except Exception as error:  # noqa: BLE001 - whatever it is, Pub/Sub must deliver again
            log.error("not stored", extra=logs.failure(error))  # noqa: TRY400 - no traceback
            return JSONResponse({"error": "the event could not be stored now"}, 503)

    async def _answer(self, request: Request) -> Response:
        if health := check_route(request, PUSH_PATH):
            return health
        if self._check_token is not None:
            await self._check_token(request.headers.get("authorization", ""))
        body = await read_body(request, MOST_BODY_BYTES, RefusalError(400, _NOT_A_PUSH))
        pushed = _read(body)
        logs.follow_trace(pushed.traceparent)
        planned = await self._store.apply(prepare(pushed, self._options))
        _log(pushed, planned)
        return Response(status_code=204)


def _read(body: bytes) -> PushedMessage:
    try:
        return read_push(body)
    except EnvelopeError as error:
        log.warning("refused", extra={"reason": str(error)})
        raise RefusalError(400, _NOT_A_PUSH) from None


def _log(pushed: PushedMessage, planned: Plan) -> None:
    fields: dict[str, object] = {
        "event_id": pushed.event_id,
        "event_type": pushed.event_type,
        "outcome": planned.outcome.value,
    }
    if pushed.webhook_id:
        fields["webhook_id"] = pushed.webhook_id
    if pushed.received_at:
        fields["delay_seconds"] = (datetime.now(UTC) - pushed.received_at).total_seconds()
    if planned.error:
        log.warning("failed", extra={**fields, "reason": planned.error})
    else:
        log.info(planned.outcome.value, extra=fields)

"""Stand-ins for what the receiver is given, and requests as an ASGI server hands them over."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from openphone.signatures import Policy, sign
from receiver.app import WEBHOOK_PATH, KeysUnavailableError, PublishError, Receiver

NOW = datetime(2026, 4, 2, 9, 0, 0, 123_456, tzinfo=UTC)
KEY = "guide signing key"
LIMIT = 100_000


@dataclass
class FakeKeys:
    """Gives `keys`, and after a mismatch `newer`."""

    keys: tuple[str, ...] = (KEY,)
    newer: tuple[str, ...] | None = None
    asked: list[Sequence[str] | None] = field(default_factory=list)

    async def get(self, tried: Sequence[str] | None = None) -> tuple[str, ...]:
        self.asked.append(tried)
        if tried and self.newer is not None:
            self.keys = self.newer
        if not self.keys:
            raise KeysUnavailableError
        return self.keys


@dataclass
class FakePublisher:
    """Keeps what is published, or fails with `error`."""

    error: Exception | None = None
    published: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        if self.error:
            raise PublishError from self.error
        self.published.append((body, dict(attributes)))


class Wire:
    """The ASGI side of one request: its chunks, and how many of them were taken."""

    def __init__(self, chunks: Iterable[bytes | None]) -> None:
        """Take the chunks; None is a sender who hangs up."""
        self.chunks = list(chunks)
        self.taken = 0

    async def receive(self) -> dict[str, Any]:
        chunk = self.chunks[self.taken]
        self.taken += 1
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": self.taken < len(self.chunks)}


@dataclass
class Service:
    """A receiver with fakes around it."""

    keys: FakeKeys = field(default_factory=FakeKeys)
    publisher: FakePublisher = field(default_factory=FakePublisher)
    policy: Policy = field(default_factory=Policy)

    def answer(
        self,
        wire: Wire,
        headers: Iterable[tuple[bytes, bytes]] = (),
        *,
        method: str = "POST",
        path: str = WEBHOOK_PATH,
    ) -> Response:
        scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
        receiver = Receiver(
            self.keys,
            self.publisher,
            policy=self.policy,
            max_body_bytes=LIMIT,
            clock=lambda: NOW,
        )
        return asyncio.run(receiver.handle(Request(scope, wire.receive)))

    def deliver(self, body: bytes, scheme: str = "hex", **headers: str) -> Response:
        """Post a body signed with the first known key under a scheme."""
        key = KEY if scheme == "hex" else "c2lnbmluZw=="
        if scheme != "hex":
            self.keys.keys = (key,)
        signed = sign(scheme, key, body, webhook_id="msg_1", at=NOW.timestamp())
        return self.answer(Wire([body]), raw({**signed, **headers}))


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as an ASGI server does."""
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

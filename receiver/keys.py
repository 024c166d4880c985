"""Loads the signing keys from Secret Manager: every enabled version counts."""

import asyncio

import grpc.aio
from google.api_core.exceptions import FailedPrecondition, NotFound, ServiceUnavailable
from google.api_core.retry import AsyncRetry, if_exception_type
from google.cloud.secretmanager_v1.services.secret_manager_service import (
    SecretManagerServiceAsyncClient,
)
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcAsyncIOTransport,
)

from openphone.signatures import parse_keys

# OpenPhone waits 10 s for an answer, and publishing needs most of it.
TIMEOUT_SECONDS = 3.0

_RETRY = AsyncRetry(
    predicate=if_exception_type(ServiceUnavailable),
    initial=0.1,
    maximum=0.5,
    timeout=TIMEOUT_SECONDS,
)


class SecretManagerKeys:
    """The keys in one secret. The client is built on first use, after the worker's fork."""

    def __init__(self, project: str, secret: str, emulator: str = "") -> None:
        """Take the names; `emulator` is the host:port of an emulator, if any."""
        self._parent = f"projects/{project}/secrets/{secret}"
        self._emulator = emulator
        self._client: SecretManagerServiceAsyncClient | None = None

    async def fetch(self) -> tuple[str, ...]:
        """Return the keys of all enabled versions, without repeats.

        Raises TimeoutError, and whatever the client raises.
        """
        async with asyncio.timeout(TIMEOUT_SECONDS):
            client = self._connected()
            names = await self._enabled(client)
            texts = await asyncio.gather(*(_access(client, name) for name in names))
        return tuple(dict.fromkeys(key for text in texts for key in parse_keys(text)))

    async def _enabled(self, client: SecretManagerServiceAsyncClient) -> list[str]:
        request = {"parent": self._parent, "filter": "state:ENABLED"}
        versions = await client.list_secret_versions(
            request=request, retry=_RETRY, timeout=TIMEOUT_SECONDS
        )
        return [version.name async for version in versions]

    def _connected(self) -> SecretManagerServiceAsyncClient:
        if self._client is None:
            self._client = _connect(self._emulator)
        return self._client


def _connect(emulator: str) -> SecretManagerServiceAsyncClient:
    if not emulator:
        return SecretManagerServiceAsyncClient()
    channel = grpc.aio.insecure_channel(emulator)
    return SecretManagerServiceAsyncClient(
        transport=SecretManagerServiceGrpcAsyncIOTransport(channel=channel)
    )


async def _access(client: SecretManagerServiceAsyncClient, name: str) -> str:
    """Return the content of a version; empty if it was disabled or destroyed meanwhile."""
    try:
        answer = await client.access_secret_version(
            request={"name": name}, retry=_RETRY, timeout=TIMEOUT_SECONDS
        )
    except (FailedPrecondition, NotFound):
        return ""
    # Bytes that are not UTF-8 make a key that no scheme can use, and stop no other key.
    data: bytes = answer.payload.data
    return data.decode("utf-8-sig", "surrogateescape")

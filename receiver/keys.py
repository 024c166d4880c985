"""Loads the signing keys from Secret Manager: every enabled version counts."""

import asyncio
from functools import cached_property

import grpc.aio
from google.api_core.exceptions import FailedPrecondition, NotFound, ServiceUnavailable
from google.api_core.retry import AsyncRetry, if_exception_type
from google.cloud.secretmanager_v1 import SecretManagerServiceAsyncClient

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

    async def fetch(self) -> tuple[str, ...]:
        """Return the keys of all enabled versions, without repeats.

        Raises TimeoutError, and whatever the client raises.
        """
        async with asyncio.timeout(TIMEOUT_SECONDS):
            names = await self._enabled()
            texts = await asyncio.gather(*map(self._access, names))
        return tuple(dict.fromkeys(key for text in texts for key in parse_keys(text)))

    async def _enabled(self) -> list[str]:
        request = {"parent": self._parent, "filter": "state:ENABLED"}
        versions = await self._client.list_secret_versions(
            request=request, retry=_RETRY, timeout=TIMEOUT_SECONDS
        )
        return [version.name async for version in versions]

    async def _access(self, name: str) -> str:
        """Return the content of a version; empty if it was disabled or destroyed meanwhile."""
        try:
            answer = await self._client.access_secret_version(
                request={"name": name}, retry=_RETRY, timeout=TIMEOUT_SECONDS
            )
        except (FailedPrecondition, NotFound):
            return ""
        # Bytes that are not UTF-8 make a key that no scheme can use, and stop no other key.
        data: bytes = answer.payload.data
        return data.decode("utf-8-sig", "surrogateescape")

    @cached_property
    def _client(self) -> SecretManagerServiceAsyncClient:
        if not self._emulator:
            return SecretManagerServiceAsyncClient()
        transport = SecretManagerServiceAsyncClient.get_transport_class("grpc_asyncio")
        channel = grpc.aio.insecure_channel(self._emulator)
        return SecretManagerServiceAsyncClient(transport=transport(channel=channel))

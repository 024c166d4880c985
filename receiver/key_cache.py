"""When signing keys are loaded again. Knows no cloud: the caller says how they are loaded."""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from pipeline import logs
from receiver.app import KeysUnavailableError

LIFETIME_SECONDS = 300
EARLY_SECONDS = 30  # between two refreshes that a mismatch asked for
FAILURE_SECONDS = 15  # between two attempts, while the last good keys are still there

log = logging.getLogger("receiver")


@dataclass(frozen=True)
class FixedKeys:
    """Keys from the environment: there are never newer ones."""

    keys: tuple[str, ...] = field(repr=False)

    async def get(self, tried: Sequence[str] | None = None) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        """Return the keys."""
        return self.keys


class KeyCache:
    """Keeps loaded keys for `LIFETIME_SECONDS`, and the last good ones while loading fails.

    However many requests ask, one load runs at a time and all of them wait for it. Without any
    key, every request tries.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, ...]]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what loads the keys (it may raise anything) and a clock in seconds."""
        self._fetch, self._clock = fetch, clock
        self._keys: tuple[str, ...] = ()
        self._next_load = self._next_early = -math.inf
        self._loading: asyncio.Task[None] | None = None

    async def get(self, tried: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return the keys; after `tried` matched nothing, load them early if that is allowed.

        Raises KeysUnavailableError where there are none.
        """
        due = not self._keys or self._clock() >= self._next_load
        if due or (tried == self._keys and self._may_load_early()):
            await self._load_once()
        if not self._keys:
            raise KeysUnavailableError
        return self._keys

    def _may_load_early(self) -> bool:
        if self._loading:
            return True
        if self._clock() < self._next_early:
            return False
        self._next_early = self._clock() + EARLY_SECONDS
        return True

    async def _load_once(self) -> None:
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        # A request that is cancelled must not cancel the load that others wait for.
        await asyncio.shield(self._loading)

    async def _load(self) -> None:
        try:
            self._keys = await self._fetch()
            self._next_load = self._clock() + LIFETIME_SECONDS
        except Exception as error:  # noqa: BLE001 - whatever it is, the last good keys stay
            log.error("signing keys could not be loaded", extra=logs.failure(error))  # noqa: TRY400 - the text may name anything
            self._next_load = max(self._next_load, self._clock() + FAILURE_SECONDS)
        finally:
            self._loading = None

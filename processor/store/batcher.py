"""Items that wait at the same time are handled together, never two with a common key apart.

Each commit to a busy conversation takes a round trip, and of two at a time one loses. So what
arrives while a batch is being stored waits and forms the next one: the busier the processor, the
larger its batches. `docs/decisions/0004-preconditioned-commits-in-groups.md` has the figures.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many items and bytes one batch may hold, and how many batches may be under way."""

    items: int = 20
    size: int = 1_000_000
    batches: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Item, Result]):
    item: Item
    keys: frozenset[Hashable]
    size: int
    result: "asyncio.Future[Result]"


class Batcher(Generic[Item, Result]):
    """Forms batches of items and returns to each caller the result of its own item."""

    def __init__(
        self,
        handle: Callable[[Sequence[Item]], Awaitable[Mapping[Item, Result | Exception]]],
        limits: Limits | None = None,
    ) -> None:
        """Take what handles a batch: it returns each item's result or exception, or raises one."""
        self._handle, self._limits = handle, limits or Limits()
        self._waiting: list[_Waiting[Item, Result]] = []
        self._busy: set[Hashable] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, item: Item, keys: Collection[Hashable], size: int) -> Result:
        """Return the result for an item; items with a common key are never in two batches at once.

        `size` is in bytes. Raises the item's exception.
        """
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item, frozenset(keys), size, result))
        self._start()
        return await result

    def _start(self) -> None:
        while len(self._running) < self._limits.batches and (batch := self._form()):
            for waiting in batch:
                self._waiting.remove(waiting)
                self._busy |= waiting.keys
            self._running.add(asyncio.create_task(self._run(batch)))

    def _form(self) -> list[_Waiting[Item, Result]]:
        """Choose who may go now, in order of arrival; the first goes whatever its size."""
        batch: list[_Waiting[Item, Result]] = []
        room = self._limits.size
        for waiting in self._waiting:
            if not self._busy.isdisjoint(waiting.keys):
                continue
            if batch and (waiting.size > room or len(batch) == self._limits.items):
                break
            batch.append(waiting)
            room -= waiting.size
        return batch

    async def _run(self, batch: list[_Waiting[Item, Result]]) -> None:
        try:
            results = await self._handle([waiting.item for waiting in batch])
        except Exception as error:  # noqa: BLE001 - every caller gets it
            for waiting in batch:
                _resolve(waiting.result, error)
        else:
            for waiting in batch:
                _resolve(waiting.result, results[waiting.item])
        for waiting in batch:
            self._busy -= waiting.keys
        self._running -= {task for task in (asyncio.current_task(),) if task}
        self._start()


def _resolve(future: "asyncio.Future[Result]", result: Result | Exception) -> None:
    """Hand a caller its result, unless it has given up waiting."""
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)

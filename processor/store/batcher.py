"""Items that wait at the same time are handed on together, never two of one kind apart.

Each commit to a busy conversation takes a round trip, and of two at a time one loses. So what
comes in while a group is being stored waits and forms the next one: the busier the processor,
the larger its groups. `docs/decisions/` has the figures.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one group may hold, and how many groups may be under way."""

    items: int = 20
    size: int = 1_000_000
    groups: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Item, Result]):
    item: Item
    keys: frozenset[Hashable]
    size: int
    answer: "asyncio.Future[Result]"


class Batcher(Generic[Item, Result]):
    """Forms groups of items and gives each caller the result for its own."""

    def __init__(
        self,
        handle: Callable[[Sequence[Item]], Awaitable[Mapping[Item, Result | Exception]]],
        limits: Limits | None = None,
    ) -> None:
        """Take what handles a group: each item's result or exception, or one raised for all."""
        self._handle, self._limits = handle, limits or Limits()
        self._waiting: list[_Waiting[Item, Result]] = []
        self._busy: set[Hashable] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, item: Item, keys: Collection[Hashable], size: int) -> Result:
        """Give the result for an item. Items that share a key are never in two groups at once."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item, frozenset(keys), size, answer))
        self._start()
        return await answer

    def _start(self) -> None:
        while len(self._running) < self._limits.groups and (group := self._form()):
            for waiting in group:
                self._waiting.remove(waiting)
                self._busy |= waiting.keys
            self._running.add(asyncio.create_task(self._run(group)))

    def _form(self) -> list[_Waiting[Item, Result]]:
        """Choose who may go now, in order of arrival; the first goes whatever its size."""
        group: list[_Waiting[Item, Result]] = []
        room = self._limits.size
        for waiting in self._waiting:
            if not self._busy.isdisjoint(waiting.keys):
                continue
            if group and (waiting.size > room or len(group) == self._limits.items):
                break
            group.append(waiting)
            room -= waiting.size
        return group

    async def _run(self, group: list[_Waiting[Item, Result]]) -> None:
        try:
            results = await self._handle([waiting.item for waiting in group])
        except Exception as error:  # noqa: BLE001 - every caller is told
            for waiting in group:
                _tell(waiting.answer, error)
        else:
            for waiting in group:
                _tell(waiting.answer, results[waiting.item])
        for waiting in group:
            self._busy -= waiting.keys
        self._running -= {task for task in (asyncio.current_task(),) if task}
        self._start()


def _tell(answer: "asyncio.Future[Result]", result: Result | Exception) -> None:
    """Tell a caller, unless it has given up waiting."""
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)

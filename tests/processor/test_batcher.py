import asyncio
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from typing import Any

import pytest

from processor.store.batcher import Batcher, Limits


class Handler:
    """Notes the batches it gets, and finishes each when told to."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.got: list[list[str]] = []
        self.doors: list[asyncio.Event] = []
        self.error: Exception | None = None
        self.batcher: Batcher[str, str] = Batcher(self.handle, limits)

    async def handle(self, items: Sequence[str]) -> Mapping[str, str]:
        self.got.append(list(items))
        door = asyncio.Event()
        self.doors.append(door)
        await door.wait()
        if self.error:
            raise self.error
        return {item: item.upper() for item in items}

    def submit(self, item: str, *keys: Hashable, size: int = 1) -> "asyncio.Task[str]":
        return asyncio.create_task(self.batcher.submit(item, keys, size))

    async def finish(self, number: int) -> None:
        self.doors[number].set()
        await settle()


async def settle() -> None:
    """Let everything run that need not wait for another batch."""
    for _ in range(10):
        await asyncio.sleep(0)


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scenario())


def test_an_item_is_handled_at_once_and_its_caller_gets_the_result() -> None:
    async def scenario() -> None:
        handler = Handler()
        task = handler.submit("a", "k")
        await settle()
        assert handler.got == [["a"]]
        await handler.finish(0)
        assert await task == "A"

    run(scenario)


def test_items_that_share_a_key_with_a_running_batch_wait_and_go_together() -> None:
    async def scenario() -> None:
        handler = Handler()
        tasks = [handler.submit(item, "k", item) for item in "abc"]
        await settle()
        assert handler.got == [["a"]]
        await handler.finish(0)
        assert handler.got == [["a"], ["b", "c"]]
        await handler.finish(1)
        assert [await task for task in tasks] == ["A", "B", "C"]

    run(scenario)


def test_two_batches_with_different_keys_run_at_once_and_no_third() -> None:
    async def scenario() -> None:
        handler = Handler()
        tasks = [handler.submit(item, item) for item in "abcd"]
        await settle()
        assert handler.got == [["a"], ["b"]]
        await handler.finish(1)
        assert handler.got == [["a"], ["b"], ["c", "d"]]
        await handler.finish(0)
        await handler.finish(2)
        assert [await task for task in tasks] == ["A", "B", "C", "D"]

    run(scenario)


def test_one_shared_key_of_many_is_enough_to_wait() -> None:
    async def scenario() -> None:
        handler = Handler()
        first, second = handler.submit("a", "k", "l"), handler.submit("b", "l", "m")
        third = handler.submit("c", "n")
        await settle()
        assert handler.got == [["a"], ["c"]]
        await handler.finish(0)
        assert handler.got == [["a"], ["c"], ["b"]]
        await handler.finish(1)
        await handler.finish(2)
        assert [await task for task in (first, second, third)] == ["A", "B", "C"]

    run(scenario)


@pytest.mark.parametrize(
    ("limits", "sizes", "groups"),
    [
        (Limits(items=2), (1, 1, 1), ["bc", "d"]),
        (Limits(size=10), (4, 6, 1), ["bc", "d"]),
        (Limits(size=10), (5, 6, 1), ["b", "cd"]),
        (Limits(size=10), (99, 1, 1), ["b", "cd"]),
        (Limits(), (1, 1, 1), ["bcd"]),
    ],
)
def test_a_batch_is_limited_in_items_and_size_but_always_takes_its_first(
    limits: Limits, sizes: tuple[int, ...], groups: list[str]
) -> None:
    async def scenario() -> None:
        handler = Handler(limits)
        tasks = [handler.submit("a", "k")]
        tasks += [
            handler.submit(item, "k", size=size) for item, size in zip("bcd", sizes, strict=True)
        ]
        await settle()
        for number in range(len(groups) + 1):
            await handler.finish(number)
        assert ["".join(group) for group in handler.got] == ["a", *groups]
        assert [await task for task in tasks] == ["A", "B", "C", "D"]

    run(scenario)


def test_a_failed_batch_fails_every_caller_in_it_and_no_other() -> None:
    async def scenario() -> None:
        handler = Handler()
        tasks = [handler.submit(item, "k") for item in "abc"]
        await settle()
        await handler.finish(0)
        handler.error = RuntimeError("lost")
        await handler.finish(1)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert results == ["A", handler.error, handler.error]
        handler.error = None
        last = handler.submit("d", "k")
        await settle()
        await handler.finish(2)
        assert await last == "D"

    run(scenario)


@pytest.mark.parametrize("error", [None, RuntimeError("lost")])
def test_a_cancelled_caller_does_not_disturb_the_batcher(error: Exception | None) -> None:
    async def scenario() -> None:
        handler = Handler()
        task = handler.submit("a", "k")
        await settle()
        task.cancel()
        await settle()
        handler.error = error
        await handler.finish(0)
        handler.error = None
        again = handler.submit("a", "k")
        await settle()
        await handler.finish(1)
        assert await again == "A"

    run(scenario)

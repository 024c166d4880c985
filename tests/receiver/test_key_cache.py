import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from receiver.app import KeysUnavailableError
from receiver.key_cache import EARLY_SECONDS, FAILURE_SECONDS, LIFETIME_SECONDS, FixedKeys, KeyCache


class Secrets:
    """Where keys are loaded from, with a clock and a gate that loads wait at."""

    def __init__(self) -> None:
        self.keys: tuple[str, ...] | Exception = ("one",)
        self.loads = 0
        self.now = 1000.0
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> tuple[str, ...]:
        self.loads += 1
        await self.gate.wait()
        if isinstance(self.keys, Exception):
            raise self.keys
        return self.keys

    def cache(self) -> KeyCache:
        return KeyCache(self.fetch, lambda: self.now)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_keys_are_loaded_once_in_their_lifetime() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        for second in (0, 1, LIFETIME_SECONDS - 1):
            secrets.now = 1000 + second
            assert await cache.get() == ("one",)
        assert secrets.loads == 1
        secrets.keys = ("two",)
        secrets.now = 1000 + LIFETIME_SECONDS
        assert await cache.get() == ("two",)
        assert secrets.loads == 2

    run(scenario())


def test_however_many_requests_come_at_once_one_load_serves_them() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        secrets.gate.clear()
        cache = secrets.cache()
        requests = [asyncio.create_task(cache.get()) for _ in range(50)]
        await settle()
        secrets.gate.set()
        assert await asyncio.gather(*requests) == [("one",)] * 50
        assert secrets.loads == 1

    run(scenario())


def test_a_request_that_is_given_up_does_not_take_the_load_away_from_others() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        secrets.gate.clear()
        cache = secrets.cache()
        first, second = asyncio.create_task(cache.get()), asyncio.create_task(cache.get())
        await settle()
        first.cancel()
        await settle()
        secrets.gate.set()
        assert await second == ("one",)
        assert secrets.loads == 1

    run(scenario())


def test_bad_requests_cause_one_early_load_in_thirty_seconds() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        keys = await cache.get()
        for _ in range(100):
            assert await cache.get(tried=keys) == keys
        assert secrets.loads == 2
        secrets.now += EARLY_SECONDS - 1
        await cache.get(tried=keys)
        assert secrets.loads == 2
        secrets.now += 1
        await cache.get(tried=keys)
        assert secrets.loads == 3

    run(scenario())


def test_failed_early_loads_are_as_rare_and_leave_the_keys() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        keys = await cache.get()
        secrets.keys = RuntimeError("down")
        for _ in range(100):
            assert await cache.get(tried=keys) == keys
        assert secrets.loads == 2
        secrets.now += LIFETIME_SECONDS - 1
        assert await cache.get() == keys
        assert secrets.loads == 2

    run(scenario())


def test_a_mismatch_finds_the_key_of_a_rotation() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        keys = await cache.get()
        secrets.keys = ("one", "two")
        assert await cache.get(tried=keys) == ("one", "two")

    run(scenario())


def test_mismatches_at_once_share_the_early_load() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        keys = await cache.get()
        secrets.keys = ("two",)
        secrets.gate.clear()
        requests = [asyncio.create_task(cache.get(tried=keys)) for _ in range(50)]
        await settle()
        secrets.gate.set()
        assert await asyncio.gather(*requests) == [("two",)] * 50
        assert secrets.loads == 2

    run(scenario())


def test_a_mismatch_with_keys_that_are_replaced_already_loads_nothing() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        await cache.get()
        assert await cache.get(tried=("older",)) == ("one",)
        assert secrets.loads == 1

    run(scenario())


def test_the_last_good_keys_stay_while_loading_fails_with_pauses_between_attempts() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        await cache.get()
        secrets.keys = RuntimeError("down")
        secrets.now += LIFETIME_SECONDS
        for _ in range(10):
            assert await cache.get() == ("one",)
        assert secrets.loads == 2
        secrets.now += FAILURE_SECONDS
        assert await cache.get() == ("one",)
        assert secrets.loads == 3
        secrets.keys = ("two",)
        secrets.now += FAILURE_SECONDS
        assert await cache.get() == ("two",)

    run(scenario())


def test_with_nothing_ever_loaded_every_request_tries() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        secrets.keys = RuntimeError("down")
        cache = secrets.cache()
        for _ in range(3):
            with pytest.raises(KeysUnavailableError):
                await cache.get()
        assert secrets.loads == 3
        secrets.keys = ("one",)
        assert await cache.get() == ("one",)

    run(scenario())


def test_when_every_version_is_disabled_the_old_keys_do_not_count() -> None:
    async def scenario() -> None:
        secrets = Secrets()
        cache = secrets.cache()
        await cache.get()
        secrets.keys = ()
        secrets.now += LIFETIME_SECONDS
        for loads in (2, 3):
            with pytest.raises(KeysUnavailableError):
                await cache.get()
            assert secrets.loads == loads
        secrets.keys = ("two",)
        assert await cache.get() == ("two",)

    run(scenario())


def test_a_failed_load_is_logged_by_its_class_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        secrets = Secrets()
        secrets.keys = RuntimeError("whsec_secret")
        with pytest.raises(KeysUnavailableError):
            await secrets.cache().get()

    run(scenario())
    [record] = caplog.records
    assert vars(record)["error"] == "RuntimeError"
    assert "whsec" not in repr(vars(record))


def test_fixed_keys_never_change() -> None:
    async def scenario() -> None:
        keys = FixedKeys(("one",))
        assert await keys.get() == await keys.get(tried=("one",)) == ("one",)

    run(scenario())

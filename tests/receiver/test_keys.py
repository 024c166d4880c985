"""Loading keys, against the Secret Manager emulator, which speaks the real service."""

import asyncio
import socket

import pytest
from google.api_core.exceptions import GoogleAPIError, NotFound

from receiver.keys import SecretManagerKeys
from tests.receiver.processes import HOST, closed_port
from tests.receiver.secret import Secret
from tests.stack import Stack


def fetch(stack: Stack, secret: str) -> tuple[str, ...]:
    return asyncio.run(SecretManagerKeys(stack.project, secret, stack.secrets).fetch())


def test_the_keys_of_every_enabled_version_count(stack: Stack, secret: Secret) -> None:
    disabled = secret.add(b"disabled")
    destroyed = secret.add(b"destroyed")
    secret.add(b"# messages\r\none\n\ntwo")
    secret.add("\ufeffthree\ntwo".encode())
    secret.disable(disabled)
    secret.destroy(destroyed)
    assert sorted(fetch(stack, secret.name)) == ["one", "three", "two"]


def test_keys_are_loaded_with_one_client_again_and_again(stack: Stack, secret: Secret) -> None:
    async def scenario() -> None:
        loader = SecretManagerKeys(stack.project, secret.name, stack.secrets)
        assert await loader.fetch() == ()
        await asyncio.to_thread(secret.add, b"one")
        assert await loader.fetch() == ("one",)

    asyncio.run(scenario())


def test_a_version_that_vanishes_between_list_and_access_is_skipped(
    stack: Stack, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, disabled, destroyed = secret.add(b"good"), secret.add(b"1"), secret.add(b"2")
    loader = SecretManagerKeys(stack.project, secret.name, stack.secrets)
    names = [good, disabled, destroyed, f"{secret.path}/versions/99"]

    async def listed_before() -> list[str]:
        await asyncio.to_thread(secret.disable, disabled)
        await asyncio.to_thread(secret.destroy, destroyed)
        return names

    monkeypatch.setattr(loader, "_enabled", listed_before)
    assert asyncio.run(loader.fetch()) == ("good",)


def test_bytes_that_are_not_text_stop_no_other_key(stack: Stack, secret: Secret) -> None:
    secret.add(b"\xff\xfe\nfine")
    loaded = fetch(stack, secret.name)
    assert "fine" in loaded
    with pytest.raises(UnicodeEncodeError):
        "".join(loaded).encode()


def test_a_secret_that_is_not_there_fails_as_a_whole(stack: Stack) -> None:
    with pytest.raises(NotFound):
        fetch(stack, "no-such-secret")


def test_a_service_that_is_not_there_fails_in_time() -> None:
    loader = SecretManagerKeys("demo", "s", f"{HOST}:{closed_port()}")
    with pytest.raises((GoogleAPIError, TimeoutError)):
        asyncio.run(asyncio.wait_for(loader.fetch(), 5))


def test_a_service_that_never_answers_fails_in_time() -> None:
    async def scenario() -> None:
        with socket.create_server((HOST, 0)) as silent:
            loader = SecretManagerKeys("demo", "s", f"{HOST}:{silent.getsockname()[1]}")
            with pytest.raises((GoogleAPIError, TimeoutError)):
                await asyncio.wait_for(loader.fetch(), 5)

    asyncio.run(scenario())

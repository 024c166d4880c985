"""Ports are checked before anything starts, and every problem names its option."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.errors import StackError
from emulator.ports import HOST, Ports, check
from tests.stack import Emulator, free_ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_the_defaults_are_those_of_the_documentation() -> None:
    assert list(Ports()) == [8080, 8081, 8082, 8083, 8084, 8085, 8086]


def test_free_ports_pass() -> None:
    check(free_ports())


def test_a_port_in_use_is_named_with_its_part_and_its_option(taken: int) -> None:
    with pytest.raises(StackError) as caught:
        check(free_ports()._replace(pubsub=taken))
    assert f"Port {taken} for the Pub/Sub emulator is in use" in str(caught.value)
    assert "--pubsub-port" in str(caught.value)


def test_a_port_reserved_for_a_part_that_does_not_exist_yet_is_checked_too(taken: int) -> None:
    with pytest.raises(StackError, match="--inbox-port"):
        check(free_ports()._replace(inbox=taken))


def test_all_problems_are_named_at_once(taken: int) -> None:
    with pytest.raises(StackError) as caught:
        check(free_ports()._replace(firestore=taken, secret_manager=70000))
    assert "--firestore-port" in str(caught.value)
    assert "70000" in str(caught.value)
    assert "--secret-manager-port" in str(caught.value)


def test_one_port_cannot_serve_two_parts() -> None:
    ports = free_ports()
    with pytest.raises(StackError, match="more than one part"):
        check(ports._replace(receiver=ports.processor))


def test_a_port_in_use_ends_the_program_before_anything_starts(taken: int, tmp_path: Path) -> None:
    first = str(free_ports().firestore)
    emulator = Emulator(tmp_path, "--ports-from", first, "--receiver-port", str(taken))
    assert emulator.wait() == 1
    assert f"Port {taken} for the receiver is in use" in emulator.logs()
    assert "Starting" not in emulator.logs()
    assert emulator.output() == ""

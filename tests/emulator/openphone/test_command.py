"""`python -m emulator.openphone`, and the class that the stack starts."""

import signal
import subprocess
import sys

import pytest

from emulator.errors import StackError
from emulator.openphone.app import OpenPhone
from emulator.openphone.auth import API_KEY
from tests.emulator.openphone.simulated import Client

COMMAND = (sys.executable, "-m", "emulator.openphone")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_once_it_is_ready_and_stops_on_a_signal(number: signal.Signals) -> None:
    options = (
        "--port",
        "0",
        "--rate",
        "10",
        "--items",
        "5",
        "--time-scale",
        "3600",
        "--shuffle",
        "1",
    )
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        word, url = process.stdout.readline().split()
        assert word == "ready"
        client = Client(url)
        assert len(client.get("/messages", limit=50)["data"]) == 21
        settings = client.get("/simulator/settings")["data"]
        assert settings == {"time_scale": 3600, "rate": 10, "shuffle": 1, "answer_seconds": 10}
        client.close()
        process.send_signal(number)
        assert process.wait(10) == 0


def test_a_port_in_use_is_an_error_that_names_it() -> None:
    first = OpenPhone(0)
    try:
        with pytest.raises(StackError, match=f"cannot use port {first.port}"):
            OpenPhone(first.port)
        command = [*COMMAND, "--port", str(first.port)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert ended.returncode == 1
        assert ended.stderr == f"The OpenPhone simulator cannot use port {first.port}.\n"
    finally:
        first.stop()


def test_a_stopped_simulator_frees_its_port() -> None:
    first = OpenPhone(0)
    client = Client(first.url)
    assert client.ask("GET", "/v1/webhooks").status_code == 200  # and keeps the connection
    client.close()
    first.stop()
    OpenPhone(first.port).stop()


def test_help_names_the_key() -> None:
    ended = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert API_KEY in ended.stdout.replace("\n", " ").replace("  ", "")


def test_it_loads_nothing_that_is_slow_to_start() -> None:
    code = "import sys, emulator.openphone.app; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stdout.split()}
    assert not loaded & {"requests", "pydantic", "grpc", "rich", "flask"}

"""The installed console script as a subprocess, and the OpenPhone simulator beside it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import requests

from emulator.openphone.auth import API_KEY
from tests.stack import until

SCRIPT = Path(sys.executable).parent / "openphone"
READY_SECONDS = 30
# All that the script needs to start, so that nobody's own settings change what the tests see.
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "TMPDIR", "COVERAGE_PROCESS_START")


class Result(NamedTuple):
    """What a finished command leaves."""

    status: int
    stdout: str
    stderr: str


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with these settings and no others."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | dict(settings)


def run(
    *args: str,
    env: Mapping[str, str] | None = None,
    input: str | None = None,  # noqa: A002 - subprocess's word
    timeout: float = 60,
) -> Result:
    """Run `openphone` with these arguments to its end, in a clean environment with `env` on top.

    Without `input`, standard input is empty; neither it nor the outputs are a terminal.
    """
    done = subprocess.run(
        [str(SCRIPT), *args],
        env=environment(env or {}),
        input=input or "",
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


class Process:
    """`openphone` or another program while it runs, its output in a file."""

    def __init__(self, folder: Path, *command: str, env: Mapping[str, str] | None = None) -> None:
        """Start it in a process group of its own."""
        self._out = folder / "process.out"
        with self._out.open("wb") as out:
            self.popen = subprocess.Popen(
                command,
                env=environment({"PYTHONUNBUFFERED": "1", **(env or {})}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        """Return it while it runs."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(OSError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def output(self) -> str:
        """Return all that it has written so far."""
        return self._out.read_text(errors="replace")


class Simulator:
    """A running OpenPhone simulator, and its own endpoints (emulator/openphone/admin.py)."""

    def __init__(self, url: str) -> None:
        """Take its address."""
        self.url = url

    @property
    def env(self) -> dict[str, str]:
        """Return the settings with which the console script uses it."""
        return {"OPENPHONE_API_URL": self.url, "OPENPHONE_API_KEY": API_KEY}

    def reset(self) -> None:
        """Take away webhooks, deliveries, faults, the log of requests, and the rate limit."""
        self.admin("POST", "/reset")
        self.admin("PATCH", "/settings", {"rate": 0})

    def fault(self, **fault: object) -> None:
        """Order a fault: see `Fault` in emulator/openphone/faults.py."""
        self.admin("POST", "/faults", fault)

    def requests(self, method: str = "", path: str = "") -> list[dict[str, Any]]:
        """Return the requests so far of a method and with a path that begins so."""
        found: list[dict[str, Any]] = self.admin("GET", "/requests")["data"]
        return [
            one for one in found if method in ("", one["method"]) and one["path"].startswith(path)
        ]

    def admin(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send a request to one of its own endpoints and give the answer's JSON, if any."""
        answer = requests.request(method, f"{self.url}/simulator{path}", json=body, timeout=10)
        assert answer.ok, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def api(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send a request to the API itself, of either generation, and give the answer's JSON."""
        headers = {"Authorization": API_KEY, "Quo-Api-Version": "2026-03-30"}
        answer = requests.request(method, self.url + path, json=body, headers=headers, timeout=10)
        assert answer.ok, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def webhooks(self) -> list[dict[str, Any]]:
        """Return the webhooks of v1, then those of 2026."""
        found: list[dict[str, Any]] = self.api("GET", "/v1/webhooks")["data"]
        return found + list(self.api("GET", "/webhooks")["data"])


@contextlib.contextmanager
def simulator(folder: Path, *options: str) -> Iterator[Simulator]:
    """Run an OpenPhone simulator on a free port, with these options."""
    command = (sys.executable, "-m", "emulator.openphone", "--port", "0", *options)
    with Process(folder, *command) as process:

        def url() -> str:
            assert process.popen.poll() is None, process.output()
            word, _, address = process.output().partition(" ")
            return address.strip() if word == "ready" and address.endswith("\n") else ""

        yield Simulator(until(url, READY_SECONDS, "the simulator did not get ready"))

"""One service as a process of its own, for tests that need it with settings of their own."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import requests

from emulator.ports import HOST, address
from emulator.processes import services
from tests.stack import free_ports, until

READY_SECONDS = 60
STOP_SECONDS = 30
# What a program needs to start; a developer's own settings must not change what the tests see.
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "TMPDIR", "COVERAGE_PROCESS_START")


def free_port() -> int:
    """Find one free port."""
    return free_ports().processor


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a service: these settings and no others."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # Gunicorn keeps a control socket there, by default one for all that the user runs.
    return kept | {"XDG_RUNTIME_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | dict(settings)


class Service:
    """The receiver or the processor, or another source with the same target, on a free port."""

    def __init__(
        self, folder: Path, name: str, settings: Mapping[str, str], source: Path | None = None
    ) -> None:
        """Start it; `wait_ready` returns when it answers."""
        self.port = free_port()
        self.url = f"http://{address(self.port)}"
        main = source or services.source(name)
        self._log: list[str] = []
        self._popen = subprocess.Popen(
            [
                *(sys.executable, "-m", "functions_framework", "--asgi", "--host", HOST),
                *("--port", str(self.port), "--target", services.TARGETS[name]),
                *("--source", str(main)),
            ],
            cwd=services.ROOT,
            env=environment(folder, settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        """Return it at once, so that several can start side by side."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._signal(signal.SIGTERM)
        try:
            self._popen.wait(STOP_SECONDS)
        finally:
            self._signal(signal.SIGKILL)
            self._reader.join(STOP_SECONDS)
            if self._popen.stdout:
                self._popen.stdout.close()

    def wait_ready(self) -> Self:
        """Return when it answers."""
        until(self._answers, READY_SECONDS, "the service did not get ready")
        return self

    def wait_end(self) -> int:
        """Return the exit status of a service that ends by itself."""
        status = self._popen.wait(READY_SECONDS)
        self._reader.join(STOP_SECONDS)
        return status

    def logs(self) -> str:
        """Return everything that it has written so far."""
        return "".join(self._log)

    def _answers(self) -> bool:
        assert self._popen.poll() is None, f"it stopped:\n{self.logs()}"
        try:
            return requests.get(f"{self.url}/health", timeout=5).ok
        except requests.RequestException:
            return False

    def _read(self) -> None:
        for line in self._popen.stdout or ():
            self._log.append(line)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._popen.pid, number)


@contextlib.contextmanager
def all_ready(*started: Service) -> Iterator[None]:
    """Wait for services that were started side by side, and stop all of them at the end."""
    with contextlib.ExitStack() as stack:
        for one in started:
            stack.enter_context(one)
        for one in started:
            one.wait_ready()
        yield

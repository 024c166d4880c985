"""The local stack as a subprocess: what a person starts with `python -m emulator`, for tests."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import requests
from google.cloud import firestore

from emulator.keys import LOCAL_KEYS
from emulator.ports import HOST, Ports, address
from emulator.processes.services import PROJECT
from openphone.signatures import sign

READY_SECONDS = 90
STOP_SECONDS = 30
WEBHOOK = "/api/webhooks/openphone"

# A developer's own settings must not change what the tests see.
_SETTINGS = (
    "OPENPHONE_WEBHOOK_SIGNING_KEY",
    "OPENPHONE_NUMBERS",
    "SIGNATURE_SCHEMES",
    "OPENPHONE_TOLERANCE_SECONDS",
    "STANDARD_TOLERANCE_SECONDS",
    "MAX_BODY_BYTES",
    "EVENT_TTL_DAYS",
    "PUSH_AUDIENCE",
    "PUSH_SERVICE_ACCOUNT",
)
# Marks every process of one stack, because children inherit their parent's environment.
_MARK = "OPENPHONE_TEST_STACK"


def free_ports() -> Ports:
    """Find seven free ports in a row, below those that the system assigns by itself."""
    while True:
        first = random.randrange(12000, 30000)  # noqa: S311 - nothing to guess
        ports = Ports(*range(first, first + len(Ports._fields)))
        if not listening(ports):
            return ports


def listening(ports: Ports) -> list[int]:
    """Return the ports that somebody listens on."""
    taken = []
    for port in ports:
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                taken.append(port)
    return taken


def until(done: Callable[[], Any], seconds: float, problem: str) -> Any:  # noqa: ANN401 - passed on
    """Return what `done` returns once that is true; fail with the problem after the seconds."""
    end = time.monotonic() + seconds
    while not (result := done()):
        if time.monotonic() > end:
            raise AssertionError(problem)
        time.sleep(0.05)
    return result


class Emulator:
    """`python -m emulator` with any options, as a subprocess with its output in files."""

    def __init__(self, folder: Path, *options: str, env: Mapping[str, str] | None = None) -> None:
        """Start it. `env` comes on top of an environment without settings of the services."""
        self.mark = uuid.uuid4().hex
        self._out, self._err = folder / f"{self.mark}.out", folder / f"{self.mark}.err"
        clean = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "emulator", *options],
                env=clean | {_MARK: self.mark} | dict(env or {}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def output(self) -> str:
        """Return the standard output so far: `ready`, and the tables."""
        return self._out.read_text(errors="replace")

    def logs(self) -> str:
        """Return everything that it, its services and its emulators have written so far."""
        return self.output() + self._err.read_text(errors="replace")

    def wait_ready(self) -> None:
        """Return once it has printed that everything is up."""

        def ready() -> bool:
            assert self._popen.poll() is None, f"it stopped:\n{self.logs()}"
            return "ready" in self.output().splitlines()

        until(ready, READY_SECONDS, "it did not get ready")

    def wait(self, seconds: float = READY_SECONDS) -> int:
        """Return the exit status once it has ended by itself."""
        return self._popen.wait(timeout=seconds)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it with a signal and give the exit status."""
        self._popen.send_signal(number)
        return self.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it at once, whatever it does; has no effect once it has ended."""
        self._popen.kill()
        self._popen.wait()

    def processes(self) -> list[str]:
        """Return the command line of every process of this stack that is alive."""
        mark = f"{_MARK}={self.mark}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_bytes().decode(errors="replace"))
        return found


class Stack:
    """A running stack, for tests that go through its real parts."""

    def __init__(self, emulator: Emulator, ports: Ports) -> None:
        """Take a stack that is up."""
        self.emulator = emulator
        self.ports = ports
        self.receiver = f"http://{address(ports.receiver)}"
        self.processor = f"http://{address(ports.processor)}"
        self.firestore = address(ports.firestore)
        self.pubsub = address(ports.pubsub)
        self.secrets = address(ports.secret_manager)
        self.project = PROJECT
        self.signing_keys = dict(LOCAL_KEYS)
        with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": self.firestore}):
            self._client = firestore.Client(project=PROJECT)

    def logs(self) -> str:
        """Return everything that services and emulators have logged so far, at level DEBUG."""
        return self.emulator.logs()

    def post(self, body: bytes, scheme: str = "hex", **headers: str) -> requests.Response:
        """Post a body to the receiver, signed; `content_type=...` becomes the header content-type.

        A header given here replaces the one of the signature.
        """
        key = self.signing_keys[scheme]
        signature = sign(scheme, key, body, webhook_id=f"msg_{uuid.uuid4().hex}", at=time.time())
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(
            self.receiver + WEBHOOK,
            data=body,
            headers={"content-type": "application/json", **signature, **given},
            timeout=30,
        )

    def document(self, path: str) -> dict[str, Any] | None:
        """Return the fields of a document, or None if there is none."""
        fields: dict[str, Any] | None = self._client.document(path).get().to_dict()
        return fields

    def documents(self, collection: str) -> dict[str, dict[str, Any]]:
        """Return the fields of every document of a collection by their ids."""
        found = self._client.collection(collection).stream()
        return {document.id: document.to_dict() or {} for document in found}

    def wait_for_event(self, event_id: str, timeout: float = 20) -> dict[str, Any]:
        """Return the webhook_events document of an event as soon as it is stored."""
        path = f"webhook_events/{event_id}"
        fields = until(lambda: self.document(path), timeout, f"{event_id} was not stored")
        return dict(fields)

    def clear(self) -> None:
        """Delete every document."""
        url = (
            f"http://{self.firestore}/emulator/v1/projects/{PROJECT}/databases/(default)/documents"
        )
        requests.delete(url, timeout=30).raise_for_status()

    def close(self) -> None:
        """Close the connections of this object; the stack runs on."""
        self._client.close()  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def running(folder: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Run a stack without samples on free ports, showing all logs; check that nothing is left."""
    ports = free_ports()
    where = ("--no-samples", "--logs", "--ports-from", str(ports.firestore))
    emulator = Emulator(folder, *where, *options, env={"LOG_LEVEL": "DEBUG", **(env or {})})
    try:
        emulator.wait_ready()
        stack = Stack(emulator, ports)
        try:
            yield stack
        finally:
            stack.close()
        assert emulator.stop() == 0, emulator.logs()
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()


def assert_nothing_left(emulator: Emulator, ports: Ports) -> None:
    """Fail when a process or a port of a stack that has ended is still there."""
    assert not emulator.processes()
    assert not listening(ports)

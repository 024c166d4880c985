"""The local stack: starts its parts side by side, waits until all answer, stops them all."""

import contextlib
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import requests

from emulator import keys, ports
from emulator.errors import StackError
from emulator.inbox.app import Inbox
from emulator.openphone.app import OpenPhone
from emulator.ports import HOST, TITLES, Ports, address
from emulator.processes import launch, services, topics
from emulator.processes.interrupts import Interrupts
from emulator.processes.process import Processes
from emulator.processes.services import PROJECT
from emulator.secret_manager.server import SecretManager
from emulator.server import Server
from emulator.terminal import Terminal

START_SECONDS = 60
POLL_SECONDS = 0.05
# The path at which each part with a process of its own answers once it is up.
HEALTH = {"firestore": "/", "pubsub": "/", "receiver": "/health", "processor": "/health"}


class Stack:
    """The local stack, as a context: entering starts all of it, leaving stops all of it."""

    def __init__(
        self, at: Ports, env: Mapping[str, str], terminal: Terminal, interrupts: Interrupts
    ) -> None:
        """Start nothing yet. `env` is the caller's environment."""
        self.ports = at
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy for 127.0.0.1
        self._env = env
        self._terminal = terminal
        self._interrupts = interrupts
        self._processes: Processes | None = None
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start every part; return when all answer.

        Raises StackError when one does not, InterruptedStackError when a signal comes; either
        way everything stops again.
        """
        with self._undo:
            self._start()
            self._undo = self._undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every part."""
        self._undo.close()

    def check(self) -> None:
        """Raise InterruptedStackError after a signal, StackError if a part has ended by itself."""
        self._interrupts.check()
        if self._processes:
            self._processes.check()

    def _start(self) -> None:
        ports.check(self.ports)
        emulators = launch.find(self._env, self._terminal.say)
        self._terminal.look(f"http://{address(self.ports.inbox)}/")
        self._terminal.say(f"Starting, with the emulators from the {emulators.source}:")
        began = time.monotonic()
        self._undo.callback(self.session.close)
        self._serve("inbox", Inbox(self.ports), began)
        self._serve("openphone", OpenPhone(self.ports.openphone), began)
        secrets = SecretManager(self.ports.secret_manager)
        self._serve("secret_manager", secrets, began)
        secrets.put(PROJECT, services.SECRET, keys.content(self._env))
        # What starts last stops first, so that no part is left that logs or writes.
        folder = self._undo.enter_context(tempfile.TemporaryDirectory(prefix="openphone-emulator-"))
        self._processes = Processes(self._terminal.log)
        self._undo.callback(self._processes.stop)
        self._processes.on_death("rm", "-rf", folder)
        self._start_programs(self._processes, emulators, Path(folder))
        self._await_all(began)
        push_endpoint = f"http://{emulators.push_host}:{self.ports.processor}/"
        topics.create(self.session, address(self.ports.pubsub), PROJECT, push_endpoint)

    def _serve(self, name: str, server: Server | SecretManager, began: float) -> None:
        self._undo.callback(server.stop)
        self._up(name, began)

    def _start_programs(
        self, processes: Processes, emulators: launch.Emulators, folder: Path
    ) -> None:
        for name, how in (
            ("firestore", emulators.firestore(self.ports.firestore, PROJECT)),
            ("pubsub", emulators.pubsub(self.ports.pubsub, PROJECT)),
        ):
            self.check()
            processes.start(TITLES[name], how, self._env)
        for name in services.TARGETS:
            self.check()
            # Gunicorn keeps a control socket there, by default a single one per user.
            runtime = folder / name
            runtime.mkdir()
            env = services.environment(self._env, self.ports) | {"XDG_RUNTIME_DIR": str(runtime)}
            how = services.launch(name, getattr(self.ports, name))
            processes.start(TITLES[name], how, env, services.ROOT)

    def _await_all(self, began: float) -> None:
        waiting, end = dict(HEALTH), time.monotonic() + START_SECONDS
        while True:
            for name in [name for name, path in waiting.items() if self._answers(name, path)]:
                del waiting[name]
                self._up(name, began)
            if not waiting:
                return
            self.check()
            if time.monotonic() > end:
                names = ", ".join(TITLES[name] for name in waiting)
                raise StackError(f"No answer within {START_SECONDS} s from: {names}.")
            time.sleep(POLL_SECONDS)

    def _answers(self, name: str, path: str) -> bool:
        url = f"http://{address(getattr(self.ports, name))}{path}"
        try:
            return self.session.get(url, timeout=2).ok
        except requests.RequestException:
            return False

    def _up(self, name: str, began: float) -> None:
        port = getattr(self.ports, name)
        # The Secret Manager emulator speaks nothing but gRPC.
        where = address(port) if name == "secret_manager" else f"http://{HOST}:{port}"
        self._terminal.up(TITLES[name], where, time.monotonic() - began)

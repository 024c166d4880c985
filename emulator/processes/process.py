"""Starts programs, each in a process group of its own, and stops every one of them."""

import contextlib
import os
import shlex
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from emulator.errors import StackError

Log = Callable[[str, str], None]

TERM_SECONDS = 5.0
KILL_SECONDS = 2.0
TAIL_LINES = 25
# Waits for the end of its standard input, which comes however this process ends, even by SIGKILL,
# and then runs the lines it has read; and once more, for what programs wrote while they ended.
_WATCHDOG = 'lines=$(cat); eval "$lines"; sleep 4; eval "$lines"'


class Launch(NamedTuple):
    """The command, and one that ends what it leaves outside its process group, if anything."""

    command: tuple[str, ...]
    cleanup: tuple[str, ...] = ()


class _Process:
    """One started program: its name, its process group, the last lines it wrote."""

    def __init__(self, name: str, popen: subprocess.Popen[str], log: Log) -> None:
        self.name = name
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._popen = popen
        self._log = log
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def group(self) -> int:
        return self._popen.pid  # the first process of a group gives it its id

    def check(self) -> None:
        status = self._popen.poll()
        if status is None:
            return
        self._reader.join(timeout=1)
        lines = "\n".join(f"  {line}" for line in self.tail)
        raise StackError(f"The {self.name} stopped with status {status}. Its last lines:\n{lines}")

    def running(self) -> bool:
        self._popen.poll()
        try:
            os.killpg(self.group, 0)
        except OSError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self.group, number)

    def _read(self) -> None:
        for line in self._popen.stdout or ():
            self.tail.append(line.rstrip("\n"))
            # Even with the terminal closed, keep reading, or the program would block.
            with contextlib.suppress(OSError, ValueError):
                self._log(self.name, line.rstrip("\n"))


class Processes:
    """All programs that were started. `stop` ends them all, even after a failure half-way."""

    def __init__(self, log: Log) -> None:
        """Start only the watchdog, which cleans up if this process is killed."""
        self._log = log
        self._processes: list[_Process] = []
        self._cleanups: list[Sequence[str]] = []
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", _WATCHDOG],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def start(
        self,
        name: str,
        launch: Launch,
        env: Mapping[str, str],
        cwd: Path | None = None,
    ) -> None:
        """Start a program in a process group of its own.

        Raises StackError when the program does not exist or may not run.
        """
        try:
            popen = subprocess.Popen(
                launch.command,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise StackError(f"The {name} cannot start: {error}") from error
        process = _Process(name, popen, self._log)
        self._processes.append(process)
        self.on_death("kill", "-s", "TERM", "--", f"-{process.group}")
        if launch.cleanup:
            self._cleanups.append(launch.cleanup)
            self.on_death(*launch.cleanup)

    def on_death(self, *command: str) -> None:
        """Have a command run if this process is killed and cannot clean up itself."""
        if self._watchdog.stdin:
            self._watchdog.stdin.write(f"{shlex.join(command)}\n")
            self._watchdog.stdin.flush()

    def check(self) -> None:
        """Raise StackError when one of the programs has ended by itself."""
        for process in self._processes:
            process.check()

    def stop(self) -> None:
        """End every group: by SIGTERM, then by SIGKILL if it is still there."""
        self._signal(signal.SIGTERM, TERM_SECONDS)
        self._signal(signal.SIGKILL, KILL_SECONDS)
        for command in self._cleanups:
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                subprocess.run(command, check=False, capture_output=True, timeout=30)
        # If only its input closed, it would signal groups that are gone.
        self._watchdog.kill()
        self._watchdog.communicate()

    def _signal(self, number: signal.Signals, seconds: float) -> None:
        for process in self._processes:
            process.send(number)
        end = time.monotonic() + seconds
        while any(process.running() for process in self._processes) and time.monotonic() < end:
            time.sleep(0.02)

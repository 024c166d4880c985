"""Signals that ask the stack to stop: noted at once, obeyed where nothing is half-done."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from emulator.errors import InterruptedStackError, StackError

POLL_SECONDS = 0.05


class Interrupts:
    """Notes SIGINT, SIGTERM and SIGHUP; every wait of the stack looks here.

    An exception raised by a signal handler could come after a program has started and before
    its process group is noted, and that program would be left behind.
    """

    def __init__(self) -> None:
        """Begin with no signal seen; `listen` starts the listening."""
        self._signal: int | None = None

    def listen(self) -> None:
        """Take over the three signals, but leave SIGHUP ignored under nohup."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note)

    def check(self) -> None:
        """Raise InterruptedStackError if a signal has come."""
        if self._signal is not None:
            raise InterruptedStackError(self._signal)

    def _note(self, number: int, _: FrameType | None) -> None:
        self._signal = number


def wait_until(
    done: Callable[[], bool],
    *,
    seconds: float,
    watch: Callable[[], None],
    missed: Callable[[], str],
) -> None:
    """Wait until `done` returns true, calling `watch` in between, which may raise.

    Raises StackError with the text that `missed` returns if it takes longer than `seconds`.
    """
    end = time.monotonic() + seconds
    while not done():
        watch()
        if time.monotonic() > end:
            raise StackError(missed())
        time.sleep(POLL_SECONDS)

"""Signals that ask the stack to stop: noted at once, obeyed where nothing is half-done."""

import signal
from types import FrameType

from emulator.errors import InterruptedStackError


class Interrupts:
    """Notes SIGINT, SIGTERM and SIGHUP; every wait of the stack looks here.

    An exception raised by a signal handler could come after a program has started and before
    its process group is noted, and that program would be left behind.
    """

    def __init__(self) -> None:
        """Take over the three signals, but leave SIGHUP ignored under nohup."""
        self._signal: int | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note)

    def check(self) -> None:
        """Raise InterruptedStackError if a signal has come."""
        if self._signal is not None:
            raise InterruptedStackError(self._signal)

    def _note(self, number: int, _: FrameType | None) -> None:
        self._signal = number

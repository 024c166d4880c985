"""Why the local stack stops: something went wrong, or somebody asked it to."""


class StackError(Exception):
    """The stack cannot start or continue. The text is for the person at the terminal."""


class InterruptedStackError(Exception):
    """A signal asked the stack to stop.

    `signal` is the number of that signal.
    """

    def __init__(self, signal: int) -> None:
        """Keep the signal's number, from which the exit status follows."""
        super().__init__(f"stopped by signal {signal}")
        self.signal = signal

"""How far a long command is: on a terminal a bar with an estimate, elsewhere a line now and then.

Both go to standard error, out of the way of results.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from cli.terminal import output

# Between two lines, without a terminal.
LINE_SECONDS = 10.0

# Takes how much is done, from 0 to 1, and what was done, in words.
Show = Callable[[float, str], None]


@contextmanager
def progress(clock: Callable[[], float] = time.monotonic) -> Iterator[Show]:
    """Yield a function that shows how far the command is."""
    console = output.console(error=True)
    if not console.is_terminal:
        yield _Lines(clock).show
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, words: bar.update(task, completed=share, description=words)


class _Lines:
    """Writes one line every LINE_SECONDS."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = self._last = clock()
        self._first_share: float | None = None

    def show(self, share: float, words: str) -> None:
        now = self._clock()
        if self._first_share is None:
            self._first_share = share
        if now - self._last >= LINE_SECONDS:
            self._last = now
            output.note(f"{share:.0%}, {words}{self._estimate(share, now)}")

    def _estimate(self, share: float, now: float) -> str:
        """Say how long the rest takes at the speed so far; an earlier run's share took no time."""
        done = share - (self._first_share or 0.0)
        if done <= 0:
            return ""
        minutes = (now - self._began) * (1 - share) / done / 60
        return f", about {minutes:.0f} min left" if minutes >= 1 else ", less than 1 min left"

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
        yield _lines(clock)
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


def _lines(clock: Callable[[], float]) -> Show:
    """Return a function that writes one line every LINE_SECONDS."""
    began = last = clock()
    first: float | None = None

    def show(share: float, words: str) -> None:
        nonlocal first, last
        now = clock()
        first = share if first is None else first
        if now - last < LINE_SECONDS:
            return
        last = now
        rest = ""
        # At the speed so far; an earlier run's share took no time.
        if share > first:
            minutes = (now - began) * (1 - share) / (share - first) / 60
            rest = f"about {minutes:.0f} min left" if minutes >= 1 else "less than 1 min left"
        output.note(", ".join(filter(None, (f"{share:.0%}", words, rest))))

    return show

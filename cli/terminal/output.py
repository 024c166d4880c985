"""What commands print: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

# A pipe has no width: nothing is cut or wrapped there.
_PIPE_WIDTH = 100_000


def console(*, error: bool = False) -> Console:
    """Give a console; colours only on a terminal, and never where NO_COLOR is set."""
    stream = sys.stderr if error else sys.stdout
    return Console(
        file=stream,
        width=None if stream.isatty() else _PIPE_WIDTH,
        highlight=False,
        markup=False,
        soft_wrap=not stream.isatty(),
    )


def say(text: str, style: str = "") -> None:
    """Print one line of a result to standard output."""
    console().print(Text(text, style=style))


def note(text: str, style: str = "dim") -> None:
    """Print one line about what is going on to standard error, out of the way of results."""
    console(error=True).print(Text(text, style=style))


def as_json(value: object) -> None:
    """Print a value as JSON, readable by people too; escaped where the output lacks a character."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    sys.stdout.write(text + "\n")


def table(columns: Sequence[str], rows: Sequence[Mapping[str, str]], empty: str) -> None:
    """Print rows, each a mapping of column titles to texts; `empty` where there is none.

    On a terminal it is a table; in a pipe, columns are separated by tabs, without a title line's
    decoration, so that `cut` and `awk` can read them.
    """
    if not rows:
        note(empty)
        return
    if not sys.stdout.isatty():
        lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
        cells = (" ".join(str(cell).split()) for line in lines for cell in line)
        for _ in lines:
            sys.stdout.write("\t".join(next(cells) for _ in columns) + "\n")
        return
    grid = Table(box=box.SIMPLE_HEAD)
    for number, name in enumerate(columns):
        # The first one is what a row is called by: to be copied whole.
        grid.add_column(name, overflow="fold", no_wrap=number == 0)
    for row in rows:
        grid.add_row(*(Text(row.get(name, "")) for name in columns))
    console().print(grid)

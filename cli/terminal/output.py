"""What commands print: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

# A pipe has no width: nothing is cut or wrapped.
_PIPE_WIDTH = 100_000


def console(*, error: bool = False) -> Console:
    """Return a console; it has colours only on a terminal, and never if NO_COLOR is set."""
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
    console().print(Text(printable(text), style=style))


def note(text: str, style: str = "dim") -> None:
    """Print one line on what is going on to standard error, out of the way of results."""
    console(error=True).print(Text(printable(text), style=style))


def as_json(value: object) -> None:
    """Print a value as JSON, readable by people too; escape it if the output lacks a character."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    sys.stdout.write(text + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows, each with a text for every column; `empty` if there is none.

    On a terminal it is a table; in a pipe, columns are separated by tabs, so that `cut` and `awk`
    can read them.
    """
    if not rows:
        note(empty)
        return
    if not sys.stdout.isatty():
        for line in (columns, *rows):
            sys.stdout.write("\t".join(" ".join(printable(c).split()) for c in line) + "\n")
        return
    grid = Table(box=box.SIMPLE_HEAD)
    for number, name in enumerate(columns):
        # The first names the row: it is there to be copied whole.
        grid.add_column(name, overflow="fold", no_wrap=number == 0)
    for row in rows:
        grid.add_row(*(Text(printable(cell)) for cell in row))
    console().print(grid)


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor: types, ids and labels are others' words."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

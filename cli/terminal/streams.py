"""Standard output itself: characters that it does not have, and output that cannot be written."""

import errno
import io
import os
import sys

import click

# What Python does by itself with a character that the stream does not have: fail, or write bytes
# that are no text.
_UNSUITABLE = ("strict", "surrogateescape")

# Nothing else is written but the state of a backfill, which tells its failures itself.
_OF_WRITING = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def prepare() -> None:
    """Have what standard output cannot show replaced; exit with status 1 where it is closed."""
    stream: io.TextIOBase | None = sys.stdout  # type: ignore[assignment]
    if stream is None:
        _tell("Standard output is closed: nothing was done.")
        sys.exit(1)
    if isinstance(stream, io.TextIOWrapper) and stream.errors in _UNSUITABLE:
        stream.reconfigure(errors="replace")


def is_lost(ending: BaseException) -> bool:
    """Write what is held back; tell whether output could not be written, and say so in one line.

    `ending` is with what the command ended. Nothing is said where whoever reads the output has
    seen enough (`| head`).
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        ending = error
    if not isinstance(ending, OSError) or ending.errno not in _OF_WRITING:
        return False
    if ending.errno != errno.EPIPE:
        _tell(f"Standard output cannot be written: {ending.strerror}.")
    # Else Python tries, and fails, once more at its end.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return True


def _tell(text: str) -> None:
    click.echo(f"Error: {text}", err=True)

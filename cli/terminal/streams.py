"""Standard output itself: characters that it cannot show, and output that cannot be written."""

import errno
import io
import os
import sys

import click

# How Python treats a character that the stream cannot show: it fails, or writes bytes that are no
# text.
_UNSUITABLE = ("strict", "surrogateescape")

# The only other thing written is the state of a backfill, which reports its own failures.
_OF_WRITING = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def prepare() -> None:
    """Replace what standard output cannot show; exit with status 1 if it is closed."""
    stream: io.TextIOBase | None = sys.stdout  # type: ignore[assignment]
    if stream is None:
        _say("Standard output is closed: nothing was done.")
        sys.exit(1)
    if isinstance(stream, io.TextIOWrapper) and stream.errors in _UNSUITABLE:
        stream.reconfigure(errors="replace")


def is_lost(ending: BaseException) -> bool:
    """Flush the output; return whether it could not be written, after saying so in one line.

    `ending` is what ended the command. Nothing is said if the reader of the output has seen
    enough (`| head`).
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        ending = error
    if not isinstance(ending, OSError) or ending.errno not in _OF_WRITING:
        return False
    if ending.errno != errno.EPIPE:
        _say(f"Standard output cannot be written: {ending.strerror}.")
    # Otherwise Python tries again at its end, and fails.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return True


def _say(text: str) -> None:
    click.echo(f"Error: {text}", err=True)

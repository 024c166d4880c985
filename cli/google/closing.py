"""Closes the clients that a command makes."""

from collections.abc import Callable

import click


def close_at_end(close: Callable[[], object]) -> None:
    """Call `close` when the command ends, however it ends; outside a command, never.

    Channels of gRPC that are left to the interpreter's end can hang it there.
    """
    context = click.get_current_context(silent=True)
    if context:
        context.call_on_close(close)

"""How a backfill begins, or goes on where an earlier run stopped."""

from datetime import UTC, datetime

import click

from cli.backfill.checkpoint import Checkpoint, State
from cli.terminal import output
from cli.terminal.times import GivenTime
from openphone.times import rfc3339

# The API is asked for what was made after the moment before: year 1 has none.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def begin(
    checkpoint: Checkpoint | None, since: GivenTime, until: GivenTime | None, *, restart: bool
) -> State:
    """Return how far an earlier run has come, else a start. Raises UsageError, CommandError."""
    if since.moment < _EARLIEST:
        raise click.UsageError(
            "--since is before 1970, when there was nothing to fetch: choose a later time."
        )
    found = checkpoint.load() if checkpoint and not restart else None
    if found:
        output.note(f"Resuming the backfill of {found.since} to {found.until}.")
        return found
    begun = State(rfc3339(since.moment), _end(until))
    if begun.since >= begun.until:
        raise click.UsageError("--since must be before --until and before now.")
    if checkpoint and restart:
        # Now, not at the first save: a run that is interrupted before it must not resume the old.
        checkpoint.remove()
    output.note(f"Fetching {begun.since} to {begun.until}.")
    return begun


def falls_short(state: State, until: GivenTime | None) -> bool:
    """Return whether an earlier run has set an end before the one that is asked for now."""
    return state.resumed and state.until < _end(until)


def _end(until: GivenTime | None) -> str:
    """Return the end that is asked for; what is made later cannot be fetched yet."""
    now = datetime.now(UTC)
    return rfc3339(min(until.moment, now) if until else now)

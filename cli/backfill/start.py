"""How a backfill begins, or goes on: from when to when, as it was asked for."""

from datetime import UTC, datetime

import click

from cli.backfill.checkpoint import Checkpoint, State
from cli.backfill.window import parse
from cli.terminal import output
from openphone.times import rfc3339

# The API is asked for what was made after a moment before: year 1 has none, and nobody needs it.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(click.ParamType[str]):
    """A time as text, which is read once the present is known."""

    name = "time"

    def __init__(self, *, end: bool) -> None:
        """Take whether a date means its end."""
        self.end = end

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Check the text. Raises click.BadParameter."""
        try:
            moment = parse(str(value), datetime.now(UTC), end=self.end)
        except (ValueError, OverflowError):
            self.fail(
                "neither a date or time (2026-11-01, 2026-11-01T08:00:00Z) nor 3d or 12h ago",
                param,
                ctx,
            )
        if moment < _EARLIEST:
            self.fail(
                "before 1970, when there was nothing to fetch: choose a later time", param, ctx
            )
        return str(value)


def falls_short(state: State, until: str | None) -> bool:
    """Tell whether an earlier run has set an end before the one that is asked for now."""
    return state.resumed and state.until < _end(until, datetime.now(UTC))


def begin(checkpoint: Checkpoint | None, since: str, until: str | None, *, restart: bool) -> State:
    """Give how far an earlier run has come, else a start."""
    found = checkpoint.load() if checkpoint and not restart else None
    if found:
        output.note(f"Going on with what was begun: {found.since} to {found.until}.")
        return found
    now = datetime.now(UTC)
    begun = State(rfc3339(parse(since, now)), _end(until, now))
    if begun.since >= begun.until:
        raise click.UsageError("--since must be before --until and before now.")
    if checkpoint and restart:
        # Now, not at the first save: what is interrupted before it must not go on with the old one.
        checkpoint.remove()
    output.note(f"Fetching {begun.since} to {begun.until}.")
    return begun


def _end(until: str | None, now: datetime) -> str:
    """Give the end that is asked for; nothing that is made later can be fetched yet."""
    return rfc3339(min(parse(until, now, end=True), now) if until else now)

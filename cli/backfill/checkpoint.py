"""How far a backfill has come, in a file, so that an interrupted one can be resumed.

The file holds ids, page tokens and counts: no texts, keys or phone numbers.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click
from pydantic import TypeAdapter

from cli.backfill.report import Report
from cli.errors import CommandError
from cli.terminal import output
from cli.terminal.times import GivenTime
from openphone.times import rfc3339

# The API is asked for what was made after the moment before: year 1 has none.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_UNREADABLE = (
    "The state file cannot be read as one of `openphone backfill`: name another with --state, or "
    "start over with --restart."
)
_OTHERS = (
    "The state file belongs to a backfill with other options: name another with --state, or "
    "start over with --restart."
)
_UNWRITABLE = "The state file cannot be written: name another with --state."


@dataclass
class State:
    """How far the lists have been read.

    `done` are the lists that were read to their end, `listing` is the one in progress, `following`
    the query of its next page, and `items` are the calls of this page that are settled.
    `closed` are kinds that the plan does not include. `resumed`, which is not in the file, says
    that an earlier run began it.
    """

    since: str
    until: str
    done: set[str] = field(default_factory=set)
    listing: str = ""
    following: dict[str, str] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    report: Report = field(default_factory=Report)
    resumed: bool = field(default=False, compare=False)
    format: Literal[1] = 1


_STATE = TypeAdapter(State)


class Checkpoint:
    """The file for one command with its options. Every method raises CommandError."""

    def __init__(self, path: Path, command: Mapping[str, str]) -> None:
        """Take the path, and what tells this command from others."""
        self._path = path
        self._command = dict(command)

    @property
    def exists(self) -> bool:
        """Whether there is something to resume."""
        return self._path.exists()

    def load(self) -> State | None:
        """Return how far an earlier run has come, None if none was interrupted."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            state = _STATE.validate_python(stored)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise CommandError(_UNREADABLE) from error
        if stored.get("command") != self._command:
            raise CommandError(_OTHERS)
        state.resumed = True
        return state

    def save(self, state: State) -> None:
        """Replace the file atomically: an interruption leaves the old one or the new one."""
        plain = _STATE.dump_python(state, mode="json", exclude={"resumed"})
        text = json.dumps({"command": self._command, **plain})
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            raise CommandError(_UNWRITABLE) from error

    def remove(self) -> None:
        """Remove the file, if there is one."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise CommandError(_UNWRITABLE) from error


def default_path(command: Mapping[str, str], env: Mapping[str, str]) -> Path:
    """Return the path for the state of this command, in the user's folder for state."""
    named = env.get("XDG_STATE_HOME", "")
    folder = Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "state"
    digest = hashlib.sha256(json.dumps(dict(command), sort_keys=True).encode()).hexdigest()[:16]
    return folder / "openphone" / f"backfill-{digest}.json"


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

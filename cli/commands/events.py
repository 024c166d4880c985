"""`openphone events`: what was received, what became of it, and a second try for what failed."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import click

from cli.config import Config
from cli.errors import CommandError
from cli.events.records import COLUMNS, Record, body_fields, printable, row, summary
from cli.events.replay import SETTLED, Replay, Result
from cli.google.firestore import Events, connect
from cli.google.pubsub import Topic
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.times import When

REPLAY_COLUMNS = ("Event", "Type", "Outcome")
_SETTINGS = """Needs GOOGLE_CLOUD_PROJECT and read access to its Firestore; replay also needs the
right to publish to PUBSUB_TOPIC. With the local stack: GOOGLE_CLOUD_PROJECT=demo-openphone
FIRESTORE_EMULATOR_HOST=127.0.0.1:8080 PUBSUB_EMULATOR_HOST=127.0.0.1:8085."""

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_type = click.option(
    "--type", "event_type", metavar="TYPE", help="Only events of this type: message.received, …"
)


@click.group("events", epilog=_SETTINGS)
def command() -> None:
    """List, show and replay the events that were received.

    Every event has one record, kept for 90 days (EVENT_TTL_DAYS of the processor). Its state is
    stored, ignored (of a type that is only archived), or failed, with the reason.
    """


@command.command(
    "list",
    epilog=examples(
        "openphone events list --failed",
        "openphone events list --type call.completed --since 2h",
        "openphone events list --since 2026-04-02T09:00:00Z --json | jq -r '.[].event_id'",
    ),
)
@click.option("--failed", is_flag=True, help="Only events that could not be understood.")
@_type
@click.option("--since", type=When(), help="Only events processed since: 2h, 3d, or a time.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    metavar="N",
    help="How many at most.",
)
@_json
@click.pass_obj
def list_events(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    failed: bool,
    event_type: str | None,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List events, the one processed last first."""
    events = Events(connect(config))
    found = events.newest(failed=failed, event_type=event_type or "", since=since, limit=limit + 1)
    shown = found[:limit]
    if as_json:
        output.as_json([summary(record) for record in shown])
    else:
        output.table(COLUMNS, [row(record) for record in shown], "No such events.")
    if len(found) > limit:
        output.note(f"There are more than {limit}: see them with a greater --limit.")


@command.command(
    "show",
    epilog=examples(
        "openphone events show EV0002",
        "openphone events show EV0002 --payload | jq .data",
    ),
)
@click.argument("event_id", metavar="ID")
@click.option("--payload", is_flag=True, help="Print nothing but the payload, byte for byte.")
@_json
@click.pass_obj
def show_event(config: Config, event_id: str, *, payload: bool, as_json: bool) -> None:
    """Show one event: its record, and the exact payload."""
    if payload and as_json:
        raise click.UsageError("Give --payload or --json.")
    record = Events(connect(config)).get(event_id)
    if record is None:
        raise CommandError(
            "No event is recorded under this id: `openphone events list` shows those that are; a "
            "record expires EVENT_TTL_DAYS after it was processed."
        )
    body = record.payload()
    if payload:
        sys.stdout.buffer.write(body)
    elif as_json:
        output.as_json(summary(record) | body_fields(body))
    else:
        _show(record, body)


@command.command(
    "replay",
    epilog=examples(
        "openphone events replay EV0002",
        "openphone events replay --type call.transcript.completed",
        "openphone events replay --failed --yes",
    ),
)
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.option("--failed", is_flag=True, help="Replay all events that failed.")
@click.option(
    "--type", "event_type", metavar="TYPE", help="Replay the events of this type that failed."
)
@click.option("--yes", is_flag=True, help="Do not ask before --failed or --type.")
@click.option(
    "--wait/--no-wait", default=True, help="Follow the events until processed (the default)."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to follow them when no more of them is processed.",
)
@_json
@click.pass_obj
def replay_events(  # noqa: PLR0913 - one parameter an option
    config: Config,
    event_ids: tuple[str, ...],
    *,
    failed: bool,
    event_type: str | None,
    yes: bool,
    wait: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Have failed events processed again, by their ids, by their type, or all of them.

    The stored payload is published again under its event id, and goes the same way as the first
    time. It replaces the failed record. An event that is stored already needs no replay and is
    left as it is: nothing can be doubled. Exit status 1 where an event failed again.
    """
    if bool(event_ids) == bool(failed or event_type):
        raise click.UsageError("Give event ids, or --failed or --type, and not both.")
    events = Events(connect(config))
    ids = event_ids or _failed(events, event_type or "", yes=yes)
    replay = Replay(events, Topic(config)) if ids else None
    if replay is None:
        output.note("No such event has failed: there is nothing to replay.")
        if as_json:
            output.as_json([])
        return
    try:
        replay.publish(ids)
        if wait and replay.waiting:
            output.note(f"Published {replay.waiting}; waiting until processed.")
            replay.follow(timeout)
    finally:
        _report(replay.results.values(), as_json=as_json)
    expected = SETTLED if wait else (*SETTLED, "published")
    if any(result.outcome not in expected for result in replay.results.values()):
        raise CommandError("Not every event is stored: the list above says which, and why.")


def _failed(events: Events, event_type: str, *, yes: bool) -> list[str]:
    """Give the ids of failed events, those that were processed first before the others."""
    ids = [record.id for record in events.newest(failed=True, event_type=event_type)]
    if ids and not yes:
        click.confirm(f"Replay {len(ids)} failed event(s)?", abort=True, err=True)
    return ids[::-1]


def _show(record: Record, body: bytes) -> None:
    fields = [
        {"Field": name, "Value": printable(str(value))} for name, value in summary(record).items()
    ]
    output.table(("Field", "Value"), fields, "")
    text = body_fields(body)
    for name, value in text.items():
        output.say(f"{name}:")
        shown = "\n".join(map(printable, value.splitlines()))
        sys.stdout.write((shown if sys.stdout.isatty() else value) + "\n")


def _report(results: Iterable[Result], *, as_json: bool) -> None:
    if as_json:
        output.as_json([asdict(result) for result in results])
        return
    rows = [
        {
            "Event": printable(result.event_id),
            "Type": printable(result.type),
            "Outcome": f"{result.outcome}: {result.reason}" if result.reason else result.outcome,
        }
        for result in results
    ]
    output.table(REPLAY_COLUMNS, rows, "")

"""`openphone events`: what was received, what became of it, and a second try for what failed."""

import sys
from collections.abc import Iterable
from dataclasses import asdict

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError
from cli.events.records import COLUMNS, body_fields, row, summary
from cli.events.replay import SETTLED, Replay, Result
from cli.terminal import options, output
from cli.terminal.times import GivenTime, Time

REPLAY_COLUMNS = ("Event", "Type", "Outcome")
_SETTINGS = """Needs GOOGLE_CLOUD_PROJECT and read access to its Firestore; replay also needs the
right to publish to PUBSUB_TOPIC. With the local stack: GOOGLE_CLOUD_PROJECT=demo-openphone
FIRESTORE_EMULATOR_HOST=127.0.0.1:8080 PUBSUB_EMULATOR_HOST=127.0.0.1:8085."""


@click.group("events", epilog=_SETTINGS)
def command() -> None:
    """List, show and replay the events that were received.

    Every event has one record, kept for 90 days (EVENT_TTL_DAYS of the processor). Its state is
    stored, ignored (of a type that is only archived), or failed, with the reason.
    """


@options.examples(
    "openphone events list --failed",
    "openphone events list --type call.completed --since 2h",
    "openphone events list --since 2026-04-02T09:00:00Z --json | jq -r '.[].event_id'",
)
@command.command("list")
@click.option("--failed", is_flag=True, help="Only events that could not be understood.")
@click.option("--type", "event_type", metavar="TYPE", help="Only this type: message.received, …")
@click.option("--since", type=Time(), help="Only events processed since: 2h, 3d, or a time.")
@options.limit(50)
@options.as_json
@click.pass_obj
def list_events(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    failed: bool,
    event_type: str | None,
    since: GivenTime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List events, the last processed first."""
    found = clients.firestore(config).newest(
        failed=failed,
        event_type=event_type or "",
        since=since.moment if since else None,
        limit=limit + 1,
    )
    shown = found[:limit]
    if as_json:
        output.as_json([summary(record) for record in shown])
    else:
        output.table(COLUMNS, [row(record) for record in shown], "No such events.")
    if len(found) > limit:
        output.note(f"There are more than {limit}: see them with a greater --limit.")


@options.examples(
    "openphone events show EV0002",
    "openphone events show EV0002 --payload | jq .data",
)
@command.command("show")
@click.argument("event_id", metavar="ID")
@click.option("--payload", is_flag=True, help="Print only the payload, byte for byte.")
@options.as_json
@click.pass_obj
def show_event(config: Config, event_id: str, *, payload: bool, as_json: bool) -> None:
    """Show one event: its record and its exact payload."""
    if payload and as_json:
        raise click.UsageError("Give either --payload or --json.")
    record = clients.firestore(config).get(event_id)
    if record is None:
        raise CommandError(
            "No event is recorded under this id: `openphone events list` shows those that are. A "
            "record expires EVENT_TTL_DAYS after it was processed."
        )
    body = record.payload()
    if payload:
        sys.stdout.buffer.write(body)
    elif as_json:
        output.as_json(summary(record) | body_fields(body))
    else:
        fields = [(name, str(value)) for name, value in summary(record).items()]
        output.table(("Field", "Value"), fields, "")
        for name, value in body_fields(body).items():
            output.say(f"{name}:")
            shown = "\n".join(map(output.printable, value.splitlines()))
            sys.stdout.write((shown if sys.stdout.isatty() else value) + "\n")


@options.examples(
    "openphone events replay EV0002",
    "openphone events replay --type call.transcript.completed",
    "openphone events replay --failed --yes",
)
@command.command("replay")
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.option("--failed", is_flag=True, help="Replay all events that failed.")
@click.option("--type", "event_type", metavar="TYPE", help="Replay failed events of this type.")
@options.yes
@click.option(
    "--wait/--no-wait", default=True, help="Follow the events until processed (the default)."
)
@options.seconds(
    "--timeout", "Stop following them when none has been processed for this long.", 60.0
)
@options.as_json
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
    """Process failed events again, by id, by type, or all of them.

    The stored payload is published again under its event id, goes the same way as the first
    time, and its record replaces the failed one. An event that is already stored needs no replay
    and is left as it is: nothing is stored twice. Exit status 1 if an event failed again.
    """
    if bool(event_ids) == bool(failed or event_type):
        raise click.UsageError("Give either event ids, or --failed or --type.")
    records = clients.firestore(config)
    ids: Iterable[str] = event_ids
    if not event_ids:
        # The first processed first.
        newest = records.newest(failed=True, event_type=event_type or "", since=None, limit=None)
        ids = [record.id for record in reversed(newest)]
        if ids and not yes:
            click.confirm(f"Replay {len(newest)} failed event(s)?", abort=True, err=True)
    if not ids:
        output.note("No such event has failed: there is nothing to replay.")
        if as_json:
            output.as_json([])
        return
    replay = Replay(records, clients.topic(config))
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


def _report(results: Iterable[Result], *, as_json: bool) -> None:
    if as_json:
        output.as_json([asdict(result) for result in results])
        return
    rows = [
        (one.event_id, one.type, f"{one.outcome}: {one.reason}" if one.reason else one.outcome)
        for one in results
    ]
    output.table(REPLAY_COLUMNS, rows, "")

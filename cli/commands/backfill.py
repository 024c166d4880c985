"""`openphone backfill`: fetches what webhooks may have missed, as events of the same topic."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli.api import connect as connect_api
from cli.backfill.checkpoint import Checkpoint, State, default_path
from cli.backfill.known import Stored
from cli.backfill.listings import listings
from cli.backfill.parts import Parts
from cli.backfill.report import Report, rows
from cli.backfill.run import Run
from cli.backfill.sink import Sink
from cli.backfill.start import Moment, begin, falls_short
from cli.backfill.window import Window
from cli.config import Config
from cli.errors import CommandError
from cli.events.records import printable
from cli.google.firestore import connect
from cli.google.pubsub import Topic
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.options import json_option
from cli.terminal.progress import progress
from openphone.api.protocol import REQUESTS_PER_SECOND, ApiError
from openphone.times import parse_time

_AGAIN = "Run the same command again{how}: it goes on where it stopped."


@click.command(
    epilog=examples(
        "openphone backfill --since 3d --dry-run",
        "openphone backfill --since 2026-11-01 --until 2026-11-07",
        "openphone backfill --since 12h --api v1 --json",
    )
)
@click.option("--since", required=True, type=Moment(end=False), help="Fetch what was made since.")
@click.option("--until", type=Moment(end=True), help="Fetch what was made before; by default now.")
@click.option(
    "--api",
    "generation",
    type=click.Choice(["v1", "2026"]),
    default="2026",
    show_default=True,
    help="The API to ask, whatever your webhooks are of.",
)
@click.option("--contacts/--no-contacts", default=True, help="Fetch the address book too.")
@click.option("--dry-run", is_flag=True, help="Publish nothing, say what would be.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to remember how far it is; by default a file in ~/.local/state/openphone.",
)
@click.option("--restart", is_flag=True, help="Begin from the start after an interruption.")
@json_option
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    since: str,
    until: str | None,
    generation: str,
    contacts: bool,
    dry_run: bool,
    state: Path | None,
    restart: bool,
    as_json: bool,
) -> None:
    """Fetch what webhooks may have missed, and publish it as events into the same topic.

    Messages, calls with their recordings, summaries, transcripts and voicemails, and the address
    book are fetched from OpenPhone's API and stored by the same rule as webhook events: what is
    stored already stays as it is, what is missing is filled in. To run it twice, or over live
    traffic, does no harm. Choose --since generously.

    \b
    --since, --until  2026-11-01 (UTC; for --until the whole day), an RFC 3339 time, 3d, 12h, 30m
    --api 2026        the whole workspace at once: faster, and all of it
    --api v1          conversation by conversation; v1 gives no pictures of messages, no calls of
                      groups or of anonymous callers, and nothing from short codes

    It sends at most 10 requests a second. Interrupted, the same command goes on where it
    stopped, up to the same end; the file that remembers this holds ids and counts alone.

    Exit status: 0 done, 1 something failed, 2 wrong usage.
    """  # noqa: D301 - click's mark for text that is not wrapped
    asked = {
        "api": generation,
        "url": config.api_url,
        "since": since,
        "until": until or "now",
        "contacts": str(contacts),
        "project": config.given_project,
        "database": config.database,
        "topic": config.topic,
    }
    checkpoint = None
    if not dry_run:
        checkpoint = Checkpoint(state or default_path(asked, os.environ), asked)
    begun = begin(checkpoint, since, until, restart=restart)
    with _told(checkpoint, restart=restart):
        _run(config, begun, checkpoint, generation=generation, contacts=contacts)
    if checkpoint:
        checkpoint.remove()
    _show(begun, as_json=as_json, dry_run=dry_run)
    if falls_short(begun, until):
        output.note(
            f"This went up to {begun.until}, where the interrupted run was to end: run the command "
            "again for what came since.",
            "yellow",
        )
    if begun.report.failed:
        raise CommandError(
            "Not everything could be fetched and published; the list above names it. Run the "
            "command again: what is stored already is not published twice."
        )


@contextmanager
def _told(checkpoint: Checkpoint | None, *, restart: bool) -> Iterator[None]:
    """Say what to do after an interruption."""
    try:
        yield
    except (KeyboardInterrupt, ApiError, CommandError) as error:
        text = "Interrupted." if isinstance(error, KeyboardInterrupt) else str(error)
        how = ", without --restart" if restart else ""
        again = f" {_AGAIN.format(how=how)}" if checkpoint and checkpoint.is_there else ""
        raise CommandError(text + again) from error


def _run(
    config: Config,
    state: State,
    checkpoint: Checkpoint | None,
    *,
    generation: str,
    contacts: bool,
) -> None:
    # The API counts requests as they arrive: ten sent evenly can arrive within a second with an
    # eleventh. A command of a few requests never comes to this, a backfill would all the time.
    openphone = connect_api(config, per_second=REQUESTS_PER_SECOND - 1)
    window = Window(parse_time(state.since), parse_time(state.until))
    sink = Sink(state.report, Topic(config) if checkpoint else None, _lookup(config), output.note)
    parts = Parts(openphone, state.report, state.closed)
    with progress() as show:
        run = Run(
            openphone,
            sink,
            state,
            checkpoint.save if checkpoint else lambda _: None,
            lambda share: show(share, f"{state.report.seen} seen"),
        )
        run.go(listings(generation, openphone, window, parts, contacts=contacts))


def _lookup(config: Config) -> Stored | None:
    """Give the place to look what is stored, if there is one."""
    try:
        return Stored(connect(config))
    except CommandError as error:
        output.note(f"Nobody can tell what is known already. {error.message}")
        return None


def _show(state: State, *, as_json: bool, dry_run: bool) -> None:
    report: Report = state.report
    if as_json:
        about = {"since": state.since, "until": state.until, "dry_run": dry_run}
        output.as_json({**about, **report.plain()})
        return
    for failure in report.failures:
        named = printable(f"{failure['kind']} {failure['id']}: {failure['reason']}")
        output.note(f"Failed: {named}", "red")
    titles, lines = rows(report, dry_run=dry_run)
    output.table(titles, lines, "There is nothing in this time.")

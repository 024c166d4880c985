"""`openphone backfill`: fetches what webhooks may have missed, and publishes it as events."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import click

from cli import clients
from cli.backfill.checkpoint import Checkpoint, State, begin, default_path, falls_short
from cli.backfill.known import look
from cli.backfill.listings import listings
from cli.backfill.parts import Parts
from cli.backfill.report import rows
from cli.backfill.run import Run
from cli.backfill.sink import Sink
from cli.backfill.window import Window
from cli.config import Config
from cli.errors import CommandError
from cli.terminal import options, output
from cli.terminal.progress import progress
from cli.terminal.times import GivenTime, Time
from openphone.api.protocol import REQUESTS_PER_SECOND, ApiError
from openphone.times import parse_time


@options.examples(
    "openphone backfill --since 3d --dry-run",
    "openphone backfill --since 2026-11-01 --until 2026-11-07",
    "openphone backfill --since 12h --api v1 --json",
)
@click.command()
@click.option("--since", required=True, type=Time(), help="Fetch what was created since.")
@click.option("--until", type=Time(end=True), help="Fetch what was created before; by default now.")
@click.option(
    "--api",
    "generation",
    type=click.Choice(["v1", "2026"]),
    default="2026",
    show_default=True,
    help="The API to read, whichever your webhooks use.",
)
@click.option("--contacts/--no-contacts", default=True, help="Fetch the address book too.")
@click.option("--dry-run", is_flag=True, help="Publish nothing; report what would be published.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to save progress in; by default one in ~/.local/state/openphone.",
)
@click.option("--restart", is_flag=True, help="Start over after an interruption.")
@options.as_json
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    since: GivenTime,
    until: GivenTime | None,
    generation: str,
    contacts: bool,
    dry_run: bool,
    state: Path | None,
    restart: bool,
    as_json: bool,
) -> None:
    """Fetch what webhooks may have missed, and publish it as events to the same topic.

    Messages, calls with their recordings, summaries, transcripts and voicemails, and the address
    book are fetched from OpenPhone's API and stored by the same rule as webhook events: what is
    already stored stays as it is, what is missing is filled in. Running it twice, or during live
    traffic, does no harm. Choose --since generously.

    \b
    --since, --until  2026-11-01 (UTC; for --until the whole day), an RFC 3339 time, 3d, 12h, 30m
    --api 2026        the whole workspace at once: faster, and complete
    --api v1          conversation by conversation; v1 has no pictures of messages, no calls of
                      groups or of anonymous callers, and nothing from short codes

    It sends at most 10 requests a second. After an interruption, the same command resumes where
    it stopped, up to the same end; the file that holds its progress has only ids and counts.

    Exit status: 0 done, 1 something failed, 2 wrong usage.
    """  # noqa: D301 - click's mark for text that is not wrapped
    asked = {
        "api": generation,
        "url": config.api_url,
        "since": since.text,
        "until": until.text if until else "now",
        "contacts": str(contacts),
        "project": config.given_project,
        "database": config.database,
        "topic": config.topic,
    }
    checkpoint = None
    if not dry_run:
        checkpoint = Checkpoint(state or default_path(asked, os.environ), asked)
    begun = begin(checkpoint, since, until, restart=restart)
    with _resumable(checkpoint, restart=restart):
        _run(config, begun, checkpoint, generation=generation, contacts=contacts)
    if checkpoint:
        checkpoint.remove()
    _show(begun, as_json=as_json, dry_run=dry_run)
    if falls_short(begun, until):
        output.note(
            f"This covered the time up to {begun.until}, the end of the interrupted run: run the "
            "command again for what came since.",
            "yellow",
        )
    if begun.report.total.failed:
        raise CommandError(
            "Not everything could be fetched and published: see the list above. Run the command "
            "again: what is already stored is not published twice."
        )


@contextmanager
def _resumable(checkpoint: Checkpoint | None, *, restart: bool) -> Iterator[None]:
    """Say how to resume after an interruption or a failure."""
    try:
        yield
    except (KeyboardInterrupt, ApiError, CommandError) as error:
        text = "Interrupted." if isinstance(error, KeyboardInterrupt) else str(error)
        if checkpoint and checkpoint.exists:
            how = ", without --restart" if restart else ""
            text += f" Run the same command again{how}: it resumes where it stopped."
        raise CommandError(text) from error


def _run(
    config: Config, state: State, checkpoint: Checkpoint | None, *, generation: str, contacts: bool
) -> None:
    # The API counts requests as they arrive: even at ten a second, eleven may arrive in one. That
    # never happens to a command with a few requests, but often to a backfill.
    openphone = clients.openphone(config, per_second=REQUESTS_PER_SECOND - 1)
    window = Window(parse_time(state.since), parse_time(state.until))
    topic = clients.topic(config) if checkpoint else None
    stored = cache(clients.firestore)
    sink = Sink(state.report, topic, lambda items: look(stored(config), items), output.note)
    parts = Parts(openphone, state.report, state.closed)
    with progress() as show:
        run = Run(
            openphone,
            sink,
            state,
            checkpoint.save if checkpoint else lambda _: None,
            lambda share: show(share, f"{state.report.total.seen} seen"),
        )
        run.go(listings(generation, openphone, window, parts, contacts=contacts))


def _show(state: State, *, as_json: bool, dry_run: bool) -> None:
    report = state.report
    if as_json:
        about = {"since": state.since, "until": state.until, "dry_run": dry_run}
        output.as_json({**about, **report.plain()})
        return
    for failure in report.failures:
        output.note(f"Failed: {failure['kind']} {failure['id']}: {failure['reason']}", "red")
    titles, lines = rows(report, dry_run=dry_run)
    output.table(titles, lines, "There is nothing in this time.")

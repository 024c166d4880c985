"""`openphone dead-letters`: events that could not be delivered to the processor."""

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError, GoogleError
from cli.events.dead_letters import COLUMNS, DeadLetters, row, summary
from cli.terminal import options, output

_SETTINGS = """Needs GOOGLE_CLOUD_PROJECT and the right to read the subscription
openphone-events-dead; replay also needs the right to publish to PUBSUB_TOPIC. With the local
stack: GOOGLE_CLOUD_PROJECT=demo-openphone PUBSUB_EMULATOR_HOST=127.0.0.1:8085."""

_wait = options.seconds(
    "--wait", "Stop looking for more when none has come for this long.", 5.0, 0.1
)


@click.group("dead-letters", epilog=_SETTINGS)
def command() -> None:
    """List and replay events that could not be delivered.

    An event that the processor did not accept, however often Pub/Sub tried, waits in the
    subscription openphone-events-dead. Remove the cause first, then replay.
    """


@options.examples("openphone dead-letters list", "openphone dead-letters list --json")
@command.command("list")
@options.limit(100)
@_wait
@options.as_json
@click.pass_obj
def list_letters(config: Config, *, limit: int, wait: float, as_json: bool) -> None:
    """List the dead letters without taking them out.

    A letter without an event id was not published by this pipeline: it is listed, and stays.
    """
    found = DeadLetters(clients.dead_letters(config, patience=wait)).look(limit)
    if as_json:
        output.as_json([summary(letter) for letter in found])
    else:
        output.table(COLUMNS, [row(letter) for letter in found], "No dead letters.")
    if len(found) == limit:
        output.note(f"There may be more than {limit}: see them with a greater --limit.")


@options.examples("openphone dead-letters replay EV0002", "openphone dead-letters replay --all")
@command.command("replay")
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay every dead letter.")
@_wait
@options.as_json
@click.pass_obj
def replay_letters(
    config: Config, event_ids: tuple[str, ...], *, everything: bool, wait: float, as_json: bool
) -> None:
    """Publish dead letters again, by event id or all of them.

    They go to the topic of events. An event keeps its id, so one that was stored meanwhile is not
    stored twice. A letter is taken out only after Pub/Sub has confirmed the event; if that fails,
    it stays. A letter that is not an event stays, too.
    """
    if bool(event_ids) == everything:
        raise click.UsageError("Give either event ids or --all.")
    letters = DeadLetters(clients.dead_letters(config, patience=wait))
    try:
        letters.replay(clients.topic(config), None if everything else frozenset(event_ids))
    except GoogleError as error:
        raise CommandError(f"{error.message} The letters not listed as replayed stay.") from error
    finally:
        _report(letters, as_json=as_json)
    missing = set(event_ids) - {letter.event_id for letter in letters.replayed}
    if missing:
        raise CommandError(
            f"{len(missing)} of these ids are not among the dead letters now: see `openphone "
            "dead-letters list`. A letter that was just read elsewhere comes back within a minute."
        )


def _report(letters: DeadLetters, *, as_json: bool) -> None:
    outcomes = [(letter, "replayed") for letter in letters.replayed]
    outcomes += [(one, "left: not an event") for one in letters.left if not one.event_id]
    if as_json:
        output.as_json([summary(one) | {"outcome": outcome} for one, outcome in outcomes])
        return
    rows = [(*row(one), outcome) for one, outcome in outcomes]
    output.table((*COLUMNS, "Outcome"), rows, "Nothing was replayed.")

"""`openphone dead-letters`: events that could not be delivered to the processor."""

from collections.abc import Iterable
from datetime import datetime

import click

from cli.config import Config
from cli.errors import CommandError
from cli.events.dead_letters import DeadLetters, Letter
from cli.events.records import moment, plain, printable
from cli.google.pubsub import DEAD_LETTERS, PubSubError, Subscription, Topic
from cli.terminal import output
from cli.terminal.help import examples

COLUMNS = ("Event", "Type", "Received (UTC)", "Attempts", "Message")
_SETTINGS = """Needs GOOGLE_CLOUD_PROJECT and the right to read the subscription
openphone-events-dead; replay also needs the right to publish to PUBSUB_TOPIC. With the local
stack: GOOGLE_CLOUD_PROJECT=demo-openphone PUBSUB_EMULATOR_HOST=127.0.0.1:8085."""

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
_wait = click.option(
    "--wait",
    type=click.FloatRange(0.1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How long nothing comes until there is nothing more.",
)


@click.group("dead-letters", epilog=_SETTINGS)
def command() -> None:
    """List and replay what could not be delivered.

    An event that the processor did not take, however often Pub/Sub tried, waits in the
    subscription openphone-events-dead. Remove the cause first, then replay.
    """


@command.command(
    "list",
    epilog=examples("openphone dead-letters list", "openphone dead-letters list --json"),
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many at most.",
)
@_wait
@_json
@click.pass_obj
def list_letters(config: Config, *, limit: int, wait: float, as_json: bool) -> None:
    """List the dead letters without taking them out.

    A letter without an event id was not published by this pipeline: it is shown, and left.
    """
    letters = DeadLetters(Subscription(config, DEAD_LETTERS, patience=wait))
    found = letters.look(limit)
    if as_json:
        output.as_json([_summary(letter) for letter in found])
    else:
        output.table(COLUMNS, [_row(letter) for letter in found], "No dead letters.")
    if len(found) == limit:
        output.note(f"There may be more than {limit}: see them with a greater --limit.")


@command.command(
    "replay",
    epilog=examples("openphone dead-letters replay EV0002", "openphone dead-letters replay --all"),
)
@click.argument("event_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay every dead letter.")
@_wait
@_json
@click.pass_obj
def replay_letters(
    config: Config, event_ids: tuple[str, ...], *, everything: bool, wait: float, as_json: bool
) -> None:
    """Publish dead letters to the topic of events again, by their event ids, or all of them.

    An event keeps its id, so one that was stored meanwhile is not doubled. A letter is taken out
    only after Pub/Sub has confirmed the event; where that fails, it stays. What is no event
    stays, too.
    """
    if bool(event_ids) == everything:
        raise click.UsageError("Give event ids, or --all, and not both.")
    letters = DeadLetters(Subscription(config, DEAD_LETTERS, patience=wait))
    try:
        letters.replay(Topic(config), None if everything else frozenset(event_ids))
    except PubSubError as error:
        raise CommandError(f"{error.message} The letters not listed as replayed stay.") from error
    finally:
        _report(letters.replayed, letters.left, as_json=as_json)
    missing = set(event_ids) - {letter.event_id for letter in letters.replayed}
    if missing:
        raise CommandError(
            f"{len(missing)} of these ids are not among the dead letters now: "
            "`openphone dead-letters list` shows those that are. A letter that was just read "
            "elsewhere comes back within a minute."
        )


def _report(replayed: Iterable[Letter], left: Iterable[Letter], *, as_json: bool) -> None:
    outcomes = [*((one, "replayed") for one in replayed)]
    outcomes += [(one, "left: not an event") for one in left if not one.event_id]
    if as_json:
        output.as_json([_summary(one) | {"outcome": outcome} for one, outcome in outcomes])
        return
    columns = (*COLUMNS, "Outcome")
    rows = [_row(one) | {"Outcome": outcome} for one, outcome in outcomes]
    output.table(columns, rows, "Nothing was replayed.")


def _row(letter: Letter) -> dict[str, str]:
    texts = (
        letter.event_id or "(not an event)",
        letter.event_type,
        _time(letter.received_at),
        letter.attempts,
        letter.message.id,
    )
    return dict(zip(COLUMNS, map(printable, texts), strict=True))


def _summary(letter: Letter) -> dict[str, object]:
    attempts = int(letter.attempts) if letter.attempts.isdecimal() else None
    return {
        "event_id": letter.event_id or None,
        "event_type": letter.event_type,
        "received_at": letter.received_at or None,
        "dead_since": plain(letter.message.published_at),
        "attempts": attempts,
        "message_id": letter.message.id,
    }


def _time(text: str) -> str:
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return text

"""`openphone webhooks create`."""

from collections.abc import Sequence

import click

from cli.api import connect
from cli.config import WEBHOOK_PATH, Config
from cli.errors import CommandError
from cli.keys.saving import Keeper, Printer
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.options import (
    check_reachable,
    json_option,
    print_keys_option,
    receiver_url,
    url_option,
)
from cli.webhooks.creation import Creation
from cli.webhooks.listing import as_json as listed
from cli.webhooks.listing import complete
from cli.webhooks.webhook import (
    APIS,
    DEFAULT_EVENTS,
    LONG_NAMES,
    Step,
    Subscription,
    missing,
    unknown_events,
)
from openphone.api.v2026 import MOST_WEBHOOKS


@click.command(
    "create",
    epilog=examples(
        "openphone webhooks create",
        "openphone webhooks create --url https://receiver-abc123-ew.a.run.app --api v1",
        "openphone webhooks create --events message.received,call.completed",
        "openphone webhooks create --print-keys > keys.txt",
    ),
)
@url_option
@click.option(
    "--api",
    "generation",
    type=click.Choice(APIS),
    help="The API; by default 2026, or v1 where the URL has webhooks of v1 alone.",
)
@click.option(
    "--events",
    metavar="TYPE,…",
    default=",".join(DEFAULT_EVENTS),
    help="Which events; by default messages, calls, recordings, summaries and transcripts.",
)
@print_keys_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    url: str | None,
    generation: str | None,
    events: str,
    print_keys: bool,
    as_json: bool,
) -> None:
    """Have OpenPhone send its events to the receiver.

    Events for which the URL already has a webhook of this API are left as they are, so that a
    second run changes nothing. API 2026 needs one webhook, v1 one each for messages, calls,
    summaries and transcripts. Both at once are fine, and lose nothing while you move from one to
    the other.

    The signing keys become one new version of the secret SIGNING_KEYS_SECRET, after the keys of
    all its enabled versions; they are not shown. To retire a key, add a version without it and
    disable the others. With --print-keys they are printed as the text of such a version, and not
    stored. If anything fails, what was made is deleted again.
    """
    if print_keys and as_json:
        raise click.UsageError("Give --print-keys or --json: both need standard output.")
    target = receiver_url(url, config)
    check_reachable(target, config)
    api = connect(config)
    listed_now = complete(api, generation)
    there = [row for row in listed_now if row.serves(target)]
    chosen = generation or _default(there)
    existing = [row for row in there if row.api == chosen]
    steps = missing(chosen, target, _events(chosen, events), _delivering(existing))
    _check_room(chosen, listed_now, steps)
    saver = Printer() if print_keys else Keeper(config, existing, needed=bool(steps))
    changed = Creation(api, target, existing).run(steps, saver.save)
    _report(target, existing, changed, as_json=as_json, error=print_keys)
    why = "" if generation else _why(chosen)
    for line in (saver.told, saver.unnamed, _limits(existing), _others(there, chosen), why):
        if line:
            output.note(line)


def _default(there: Sequence[Subscription]) -> str:
    """Choose the newest generation that the URL already uses, else the newest."""
    used = {row.api for row in there}
    return "v1" if used == {"v1"} else "2026"


def _why(chosen: str) -> str:
    """Say which API was taken where nobody chose one and it is not the newest."""
    if chosen != "v1":
        return ""
    return "API v1, since this URL uses it alone: --api 2026 adds the current one beside it."


def _events(api: str, text: str) -> list[str]:
    events = list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    wrong = unknown_events(api, events)
    if wrong or not events:
        raise click.BadParameter(
            f"API {LONG_NAMES[api]} knows no {', '.join(wrong)}." if wrong else "Which events?",
            param_hint="--events",
        )
    return events


def _delivering(existing: Sequence[Subscription]) -> Sequence[Subscription]:
    """Give the webhooks, all enabled. Raises CommandError where one is not."""
    idle = [row.id for row in existing if not row.enabled]
    if idle:
        raise CommandError(
            f"OpenPhone has webhooks for this URL that are switched off: {' '.join(idle)}. Enable "
            f"them in OpenPhone (Settings, Webhooks), or run `openphone webhooks delete "
            f"{' '.join(idle)}` and then this command again."
        )
    return existing


def _check_room(api: str, there: Sequence[Subscription], steps: Sequence[Step]) -> None:
    """Raise CommandError where OpenPhone would refuse another webhook of 2026."""
    count = sum(row.api == "2026" for row in there)
    new = any(step.before is None for step in steps)
    if api == "2026" and new and count >= MOST_WEBHOOKS:
        raise CommandError(
            f"The workspace has {count} webhooks of API {LONG_NAMES[api]}, the most there can be: "
            "delete some (`openphone webhooks list`, `openphone webhooks delete`)."
        )


def _report(
    url: str,
    existing: Sequence[Subscription],
    changed: Sequence[Subscription],
    *,
    as_json: bool,
    error: bool,
) -> None:
    """Say what is there now; `error` keeps it away from the keys on standard output."""
    old = {row.id for row in existing}
    actions = {row.id: "changed" if row.id in old else "created" for row in changed}
    now = {row.id: row for row in (*existing, *changed)}
    if as_json:
        output.as_json([listed(row) | {"action": actions.get(i, "kept")} for i, row in now.items()])
        return
    words = {"created": "Created", "changed": "Added events to", "kept": "Already there:"}
    tell = output.note if error else output.say
    for name, row in now.items():
        action = words[actions.get(name, "kept")]
        tell(f"{action} {name} (API {LONG_NAMES[row.api]}): {', '.join(row.events)}")
    tell(f"Delivered to {url}")
    if changed and url.endswith(WEBHOOK_PATH):
        tell("See that it works: openphone webhooks test")


def _limits(existing: Sequence[Subscription]) -> str:
    limited = " ".join(row.id for row in existing if row.limited)
    return f"For some of your numbers only: {limited}." if limited else ""


def _others(there: Sequence[Subscription], chosen: str) -> str:
    """Say what else delivers to the URL."""
    others = [row for row in there if row.api != chosen]
    if not others:
        return ""
    return (
        f"The URL also has webhooks of API {LONG_NAMES[others[0].api]}: "
        f"{' '.join(row.id for row in others)}. Both may stay while you move; nothing is doubled."
    )

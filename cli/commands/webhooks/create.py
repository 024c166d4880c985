"""`openphone webhooks create`."""

from collections.abc import Iterator, Sequence

import click

from cli import clients
from cli.config import APIS, Config
from cli.errors import CommandError
from cli.terminal import options, output
from cli.webhooks.creation import Creation
from cli.webhooks.listing import as_json as listed
from cli.webhooks.listing import fetch
from cli.webhooks.new_keys import KeyPrinter, KeyStore
from cli.webhooks.webhook import DEFAULT_EVENTS, LONG_NAMES, Step, Webhook, missing, unknown_events
from delivery import WEBHOOK_PATH
from openphone.api.v2026 import MOST_WEBHOOKS


@options.examples(
    "openphone webhooks create",
    "openphone webhooks create --url https://receiver-abc123-ew.a.run.app --api v1",
    "openphone webhooks create --events message.received,call.completed",
    "openphone webhooks create --print-keys > keys.txt",
)
@click.command("create")
@options.url
@click.option(
    "--api",
    "generation",
    type=click.Choice(APIS),
    help="The API; by default 2026, or v1 if the URL has only webhooks of v1.",
)
@click.option(
    "--events",
    metavar="TYPE,…",
    default=",".join(DEFAULT_EVENTS),
    help="Which events; by default messages, calls, recordings, summaries and transcripts.",
)
@options.print_keys
@options.as_json
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

    Events for which the URL already has a webhook of this API are left as they are, so a second
    run changes nothing. API 2026 needs one webhook, v1 one each for messages, calls, summaries
    and transcripts. You can have both at once: nothing is lost or doubled while you move from
    one to the other.

    The signing keys are added to the secret SIGNING_KEYS_SECRET as one new version, after the
    keys of all its enabled versions; they are not shown. To retire a key, add a version without
    it and disable the others. With --print-keys they are printed as the text of such a version,
    and not stored. If anything fails, what was made is deleted again.
    """
    if print_keys and as_json:
        raise click.UsageError("Give either --print-keys or --json: both need standard output.")
    target = options.receiver_url(url, config)
    options.check_reachable(target, config)
    api = clients.openphone(config)
    listing = fetch(api, generation)
    listing.check()
    everywhere = listing.found
    here = [webhook for webhook in everywhere if webhook.serves(target)]
    chosen = generation or ("v1" if {webhook.api for webhook in here} == {"v1"} else "2026")
    existing = [webhook for webhook in here if webhook.api == chosen]
    _check_enabled(existing)
    steps = missing(chosen, target, _events(chosen, events), existing)
    _check_room(chosen, everywhere, steps)
    keys = (
        KeyPrinter()
        if print_keys
        else KeyStore(lambda: clients.signing_keys(config), existing, needed=bool(steps))
    )
    changed = Creation(api, target, existing).run(steps, keys.save)
    _report(target, existing, changed, as_json=as_json, error=print_keys)
    for line in (*keys.notes, *_notes(here, chosen, given=bool(generation))):
        output.note(line)


def _events(api: str, text: str) -> list[str]:
    events = list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    wrong = unknown_events(api, events)
    if wrong or not events:
        raise click.BadParameter(
            f"API {LONG_NAMES[api]} knows no {', '.join(wrong)}." if wrong else "Which events?",
            param_hint="--events",
        )
    return events


def _check_enabled(existing: Sequence[Webhook]) -> None:
    """Raise CommandError if a webhook is switched off."""
    idle = [webhook.id for webhook in existing if not webhook.enabled]
    if idle:
        raise CommandError(
            f"OpenPhone has webhooks for this URL that are switched off: {' '.join(idle)}. Enable "
            f"them in OpenPhone (Settings, Webhooks), or run `openphone webhooks delete "
            f"{' '.join(idle)}` and then this command again."
        )


def _check_room(api: str, everywhere: Sequence[Webhook], steps: Sequence[Step]) -> None:
    """Raise CommandError if OpenPhone would refuse another webhook of 2026."""
    count = sum(webhook.api == "2026" for webhook in everywhere)
    new = any(step.before is None for step in steps)
    if api == "2026" and new and count >= MOST_WEBHOOKS:
        raise CommandError(
            f"The workspace has {count} webhooks of API {LONG_NAMES[api]}, the most there can be: "
            "delete some (`openphone webhooks list`, `openphone webhooks delete`)."
        )


def _report(
    url: str, existing: Sequence[Webhook], changed: Sequence[Webhook], *, as_json: bool, error: bool
) -> None:
    """Say what exists now; `error` keeps it off standard output, where the keys are."""
    old = {one.id for one in existing}
    actions = {one.id: "changed" if one.id in old else "created" for one in changed}
    now = {one.id: one for one in (*existing, *changed)}
    if as_json:
        output.as_json([listed(one) | {"action": actions.get(i, "kept")} for i, one in now.items()])
        return
    words = {"created": "Created", "changed": "Added events to", "kept": "Already there:"}
    say = output.note if error else output.say
    for name, one in now.items():
        action = words[actions.get(name, "kept")]
        say(f"{action} {name} (API {LONG_NAMES[one.api]}): {', '.join(one.events)}")
    say(f"Delivered to {url}")
    if changed and url.endswith(WEBHOOK_PATH):
        say("See that it works: openphone webhooks test")


def _notes(here: Sequence[Webhook], chosen: str, *, given: bool) -> Iterator[str]:
    """Yield what else to know of the URL's webhooks; `given` if the API was not chosen here."""
    limited = " ".join(one.id for one in here if one.api == chosen and one.limited)
    if limited:
        yield f"For some of your numbers only: {limited}."
    others = [one for one in here if one.api != chosen]
    if others:
        yield (
            f"The URL also has webhooks of API {LONG_NAMES[others[0].api]}: "
            f"{' '.join(one.id for one in others)}. Both may stay while you move; nothing is "
            "doubled."
        )
    if chosen == "v1" and not given:
        yield "API v1, as this URL uses only that: --api 2026 adds the current one beside it."

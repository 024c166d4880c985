"""`openphone webhooks delete`."""

import sys
from collections.abc import Sequence

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError
from cli.terminal import options, output
from cli.webhooks.listing import Listing, fetch, show
from cli.webhooks.webhook import Webhook
from delivery import WEBHOOK_PATH
from openphone.api.client import Api
from openphone.api.protocol import ApiError

_GONE = 404
KEYS_STAY = (
    "Their signing keys stay in Secret Manager: deliveries on their way, and retries for about "
    "three days, still need them."
)


@options.examples(
    "openphone webhooks delete WH1a2b3c",
    "openphone webhooks delete --url https://old.example.com/api/webhooks/openphone --api v1",
    "openphone webhooks delete --all --yes",
)
@click.command("delete")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--url",
    metavar="URL",
    help="All that deliver to this URL, or to the receiver's path under it.",
)
@click.option("--all", "everything", is_flag=True, help="All webhooks of the workspace.")
@options.api
@options.yes
@options.as_json
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    config: Config,
    *,
    ids: tuple[str, ...],
    url: str | None,
    everything: bool,
    generation: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Delete webhooks, by id, by URL, or all of them.

    Shows what it will delete, and asks. Signing keys stay in Secret Manager, because deliveries
    on their way still need them.
    """
    if bool(ids) + bool(url) + everything != 1:
        raise click.UsageError("Give one of ids, --url and --all.")
    api = clients.openphone(config)
    listing = fetch(api, generation)
    if ids:
        chosen = _by_id(listing, ids)
    else:
        listing.check()
        urls = (url, url.rstrip("/") + WEBHOOK_PATH) if url else ()
        chosen = [one for one in listing.found if everything or any(map(one.serves, urls))]
    if chosen and not as_json:
        show(chosen)
    if chosen and not yes:
        _ask(chosen)
    _delete(api, chosen)
    if as_json:
        output.as_json([webhook.id for webhook in chosen])
    elif chosen:
        output.say(f"Deleted {_count(len(chosen))}.")
        output.note(KEYS_STAY)
    else:
        output.say("There is no such webhook.")


def _by_id(listing: Listing, ids: Sequence[str]) -> list[Webhook]:
    known = {webhook.id: webhook for webhook in listing.found}
    absent = [one for one in ids if one not in known]
    if absent:
        listing.check()
        raise CommandError(
            f"There are no webhooks {', '.join(absent)}: see `openphone webhooks list`. Nothing "
            "was deleted."
        )
    return [known[one] for one in dict.fromkeys(ids)]


def _ask(webhooks: Sequence[Webhook]) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError(
            "There is no terminal to ask on: add --yes to delete these webhooks."
        )
    ids = ", ".join(webhook.id for webhook in webhooks)
    click.confirm(f"Delete {_count(len(webhooks))} ({ids})?", abort=True, err=True)


def _delete(api: Api, webhooks: Sequence[Webhook]) -> None:
    """Delete them one by one. Raises CommandError, which says how far it got."""
    for done, webhook in enumerate(webhooks):
        try:
            api.send(webhook.delete_request())
        except ApiError as error:
            if error.status != _GONE:
                raise CommandError(
                    f"{error} Deleted {done} of {len(webhooks)}; those from {webhook.id} on remain."
                ) from error


def _count(number: int) -> str:
    return "1 webhook" if number == 1 else f"{number} webhooks"

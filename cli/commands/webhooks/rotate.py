"""`openphone webhooks rotate`."""

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError
from cli.keys.secret import Secret, Versions, entry, print_entries
from cli.terminal import options, output
from cli.terminal.interrupts import uninterrupted
from cli.webhooks.listing import fetch
from cli.webhooks.webhook import LONG_NAMES
from openphone.api import v2026
from openphone.api.client import Api, may_be_done
from openphone.api.protocol import ApiError, item
from openphone.events.envelope import text_field

# Said of every failure between the request and the key's being stored.
_LOST = (
    "OpenPhone may already sign with a new key that is stored nowhere; with the old key too for a "
    "while. Run `openphone webhooks rotate {id}` again now, or deliveries will be refused."
)
_UNPRINTED = (
    "The new key could not be printed, and OpenPhone already signs with it; with the old key too "
    "for a while. Run this command again soon."
)


@options.examples(
    "openphone webhooks rotate WH1a2b3c",
    "openphone webhooks rotate WH1a2b3c --print-keys",
)
@click.command("rotate")
@click.argument("webhook_id", metavar="ID")
@options.print_keys
@click.pass_obj
def command(config: Config, *, webhook_id: str, print_keys: bool) -> None:
    """Give a webhook of the API 2026 a new signing key.

    The new key is stored in a new version of the secret, after the keys of all enabled versions:
    deliveries signed with the old key or the new one are accepted. To retire a key, add a version
    without it and disable the others.
    """
    api = clients.openphone(config)
    if any(one.id == webhook_id and one.api == "v1" for one in fetch(api, None).found):
        raise CommandError(
            f"{webhook_id} is a webhook of API v1, which cannot change a key. Make another: "
            "`openphone webhooks create --api 2026` (nothing is lost or doubled meanwhile), then "
            f"`openphone webhooks delete {webhook_id}`."
        )
    secret = None if print_keys else clients.signing_keys(config)
    versions = secret.read() if secret else None
    try:
        made = entry(LONG_NAMES["2026"], webhook_id, _new_key(api, webhook_id))
        with uninterrupted():
            if secret is None or versions is None:
                print_entries([made], _UNPRINTED)
                output.note(
                    "The key is not stored: add it to the secret yourself, and keep the old one."
                )
                return
            number = _store(secret, versions, made)
    except KeyboardInterrupt:
        raise CommandError(f"Interrupted. {_LOST.format(id=webhook_id)}") from None
    output.say(f"{webhook_id} has a new signing key, stored as version {number} of the secret.")
    output.note(
        "That version holds all keys, the previous ones too. To retire one, add a version without "
        "it and disable the others."
    )


def _new_key(api: Api, webhook_id: str) -> str:
    """Have the key changed, and return the new one.

    Raises ApiError if it was not changed, CommandError if that is unknown.
    """
    lost = _LOST.format(id=webhook_id)
    try:
        key = text_field(item(api.send(v2026.rotate_key(webhook_id))), "key")
    except ApiError as error:
        if may_be_done(error):
            raise CommandError(f"{error} {lost}") from error
        raise
    if not key:
        raise CommandError(f"OpenPhone's answer holds no new key. {lost}")
    return key


def _store(secret: Secret, versions: Versions, made: tuple[str, str]) -> str:
    """Store the key and return the version's number. Raises CommandError."""
    try:
        return secret.add(versions.with_keys([made]))
    except CommandError as error:
        raise CommandError(
            f"{error.message} OpenPhone already signs with a new key, which is not stored; with "
            "the old key too for a while. Fix this soon, then run this command again."
        ) from error

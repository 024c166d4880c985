"""`openphone webhooks rotate`."""

import sys

import click

from cli.api import connect
from cli.config import Config
from cli.errors import CommandError
from cli.keys.key_text import lines
from cli.keys.saving import entry
from cli.keys.secrets import SigningKeys, Versions, store
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.interrupts import uninterrupted
from cli.terminal.options import print_keys_option
from cli.webhooks.listing import fetch
from cli.webhooks.webhook import Subscription
from openphone.api import v2026
from openphone.api.client import Api, may_be_done
from openphone.api.protocol import ApiError, item
from openphone.events.envelope import text_field

# From the moment on at which the request is sent, until the key is stored.
_LOST = (
    "OpenPhone may already sign with a new key that is stored nowhere; with the old key too for a "
    "while. Run `openphone webhooks rotate {id}` again now, or deliveries will be refused."
)


@click.command(
    "rotate",
    epilog=examples(
        "openphone webhooks rotate WH1a2b3c",
        "openphone webhooks rotate WH1a2b3c --print-keys",
    ),
)
@click.argument("webhook_id", metavar="ID")
@print_keys_option
@click.pass_obj
def command(config: Config, *, webhook_id: str, print_keys: bool) -> None:
    """Give a webhook of the API 2026 a new signing key.

    The new key becomes a version of the secret that holds the keys of all enabled versions too,
    so that deliveries signed with either are accepted. To retire a key, add a version without it
    and disable the others.
    """
    api = connect(config)
    _check_rotates(fetch(api, None).found, webhook_id)
    secret = None if print_keys else SigningKeys(config)
    versions = secret.read() if secret else None
    try:
        made = entry("2026", webhook_id, _new_key(api, webhook_id))
        with uninterrupted():
            number = _keep(secret, versions, made)
    except KeyboardInterrupt:
        raise CommandError(f"Interrupted. {_LOST.format(id=webhook_id)}") from None
    if not number:
        output.note("The key is not stored: add it to the secret yourself, and keep the old one.")
        return
    output.say(f"{webhook_id} has a new signing key, stored as version {number} of the secret.")
    output.note(
        "That version holds all keys, the previous ones too. To retire one, add a version without "
        "it and disable the others."
    )


def _new_key(api: Api, webhook_id: str) -> str:
    """Have the key changed, and give the new one.

    Raises ApiError where it was not changed, CommandError where nobody knows.
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


def _keep(secret: SigningKeys | None, versions: Versions | None, made: tuple[str, str]) -> str:
    """Store the key and give the version's number; without a secret, print it and give none.

    Raises CommandError.
    """
    if secret is None or versions is None:
        _print(made)
        return ""
    try:
        return store(secret, versions, [made])
    except CommandError as error:
        raise CommandError(
            f"{error.message} OpenPhone already signs with a new key, which is not stored; with "
            "the old key too for a while. Run this command again soon, when this is mended."
        ) from error


def _print(made: tuple[str, str]) -> None:
    """Print the key and its comment. Raises CommandError where nobody reads them."""
    try:
        sys.stdout.write(lines([made]))
        sys.stdout.flush()
    except OSError as error:
        raise CommandError(
            "The new key could not be printed, and OpenPhone already signs with it; with the old "
            "key too for a while. Run this command again soon."
        ) from error


def _check_rotates(found: tuple[Subscription, ...], webhook_id: str) -> None:
    """Raise CommandError for a webhook whose key stays as long as it lives."""
    if any(row.id == webhook_id and row.api == "v1" for row in found):
        raise CommandError(
            f"{webhook_id} is a webhook of API v1, which cannot change a key. Make another: "
            "`openphone webhooks create --api 2026` (nothing is lost or doubled meanwhile), then "
            f"`openphone webhooks delete {webhook_id}`."
        )

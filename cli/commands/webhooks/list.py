"""`openphone webhooks list`."""

import click

from cli.api import connect
from cli.config import Config
from cli.errors import CommandError
from cli.keys.secrets import SigningKeys, Versions
from cli.terminal import output
from cli.terminal.help import examples
from cli.terminal.options import api_option, json_option
from cli.webhooks.listing import as_json as listed
from cli.webhooks.listing import fetch, show
from cli.webhooks.webhook import Subscription

_KINDS = {"v1": "own key", "2026": "own whsec_ key"}
_WORDS = {True: "in Secret Manager", False: "NOT in Secret Manager"}
# A comment tells for which webhook a key was made, not that OpenPhone still signs with it.
_NAMED = "one named for it in Secret Manager"
_UNKNOWN = {"v1": "not checked", "2026": "which the API does not show again"}


@click.command(
    "list",
    epilog=examples(
        "openphone webhooks list",
        "openphone webhooks list --api 2026 --json | jq -r '.[].id'",
    ),
)
@api_option
@json_option
@click.pass_obj
def command(config: Config, *, generation: str | None, as_json: bool) -> None:
    """List the webhooks of both API generations.

    Each webhook signs with a key of its own. For v1, the API shows the key, so that it can be
    looked up in Secret Manager, where GOOGLE_CLOUD_PROJECT is set and access is given. For 2026,
    it does not: a key counts as stored where a comment in the secret names its webhook, as
    `create` and `rotate` write it; nobody can tell whether it was changed since. v1 lists the
    webhooks of the workspace's owner, to whom those that `create` makes belong.
    """
    listing = fetch(connect(config), generation)
    versions = _versions(config) if listing.found else None
    stored = {row.id: is_stored(row, versions) for row in listing.found}
    if as_json:
        output.as_json([listed(row) | {"key_stored": stored[row.id]} for row in listing.found])
    elif listing.found or not listing.problems:
        show(listing.found, {row.id: _key_text(row, stored[row.id]) for row in listing.found})
    listing.check()


def is_stored(row: Subscription, versions: Versions | None) -> bool | None:
    """Tell whether the webhook's signing key is in Secret Manager; None where nobody can tell.

    For 2026, whether a key is there that is named for the webhook.
    """
    if versions is None:
        return None
    if row.key:
        return row.key in versions.signing_keys()
    return True if versions.names(row.id) else None


def _versions(config: Config) -> Versions | None:
    try:
        return SigningKeys(config).read()
    except CommandError as error:
        output.note(f"The signing keys are not checked. {error.message}")
        return None


def _key_text(row: Subscription, stored: bool | None) -> str:  # noqa: FBT001 - one of three
    if stored is None:
        return f"{_KINDS[row.api]}, {_UNKNOWN[row.api]}"
    word = _WORDS[stored] if row.key else _NAMED
    return f"{_KINDS[row.api]}, {word}"

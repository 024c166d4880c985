"""`openphone webhooks list`."""

import click

from cli import clients
from cli.config import Config
from cli.errors import CommandError
from cli.keys.secret import Versions
from cli.terminal import options, output
from cli.webhooks.listing import as_json as listed
from cli.webhooks.listing import fetch, show
from cli.webhooks.webhook import Webhook

_KEYS = {"v1": "own key", "2026": "own whsec_ key"}
_WORDS = {True: "in Secret Manager", False: "NOT in Secret Manager"}
# A comment says which webhook a key was made for, not that OpenPhone still signs with it.
_NAMED = "one named for it in Secret Manager"
_UNKNOWN = {"v1": "not checked", "2026": "which the API does not show again"}


@options.examples(
    "openphone webhooks list",
    "openphone webhooks list --api 2026 --json | jq -r '.[].id'",
)
@click.command("list")
@options.api
@options.as_json
@click.pass_obj
def command(config: Config, *, generation: str | None, as_json: bool) -> None:
    """List the webhooks of both API generations.

    Each webhook signs with a key of its own. The API v1 shows the key, so it can be looked up in
    Secret Manager, if GOOGLE_CLOUD_PROJECT is set and you have access. 2026 does not: a key
    counts as stored if a comment in the secret names its webhook, as `create` and `rotate` write
    it; whether it was changed since is unknown. v1 lists the webhooks of the workspace's owner,
    to whom those that `create` makes belong.
    """
    listing = fetch(clients.openphone(config), generation)
    versions = _versions(config) if listing.found else None
    stored = {one.id: is_stored(one, versions) for one in listing.found}
    if as_json:
        output.as_json([listed(one) | {"key_stored": stored[one.id]} for one in listing.found])
    elif listing.found or not listing.problems:
        show(listing.found, {one.id: _key_text(one, stored[one.id]) for one in listing.found})
    listing.check()


def is_stored(webhook: Webhook, versions: Versions | None) -> bool | None:
    """Return whether the webhook's signing key is in Secret Manager, None if that is unknown.

    For 2026, return whether the secret has a key that is named for the webhook.
    """
    if versions is None:
        return None
    if webhook.key:
        return webhook.key in versions.signing_keys()
    return True if versions.names(webhook.id) else None


def _versions(config: Config) -> Versions | None:
    try:
        return clients.signing_keys(config).read()
    except CommandError as error:
        output.note(f"The signing keys are not checked. {error.message}")
        return None


def _key_text(webhook: Webhook, stored: bool | None) -> str:  # noqa: FBT001 - one of three
    if stored is None:
        return f"{_KEYS[webhook.api]}, {_UNKNOWN[webhook.api]}"
    return f"{_KEYS[webhook.api]}, {_WORDS[stored] if webhook.key else _NAMED}"

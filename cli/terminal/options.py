"""Options that several commands have, and what they mean."""

from urllib.parse import urlsplit

import click

from cli.config import WEBHOOK_PATH, Config
from cli.webhooks.webhook import APIS
from openphone.api.client import is_local

api_option = click.option("--api", "generation", type=click.Choice(APIS), help="One API only.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
url_option = click.option(
    "--url",
    metavar="URL",
    help=f"The receiver's address; by default WEBHOOK_BASE_URL and {WEBHOOK_PATH}.",
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")
print_keys_option = click.option(
    "--print-keys",
    is_flag=True,
    help="Print the new keys to standard output instead of storing them in Secret Manager.",
)


def receiver_url(url: str | None, config: Config) -> str:
    """Give the receiver's address, with its path where none was given. Raises UsageError."""
    given = (url or config.webhook_base_url).strip()
    if not given:
        raise click.UsageError(
            "Which URL? Give --url, or export WEBHOOK_BASE_URL: the receiver's address, such as "
            "https://receiver-abc123-ew.a.run.app (see `terraform output webhook_url`)."
        )
    try:
        parts = urlsplit(given)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment:
        raise click.UsageError("The URL must be an address such as https://example.com.")
    own_path = parts.path not in ("", "/") if url else parts.path.endswith(WEBHOOK_PATH)
    return given if own_path else given.rstrip("/") + WEBHOOK_PATH


def check_reachable(url: str, config: Config) -> None:
    """Raise UsageError for a URL that OpenPhone cannot or will not deliver to.

    A simulator on this machine delivers to this machine.
    """
    if is_local(config.api_url):
        return
    if not url.startswith("https://"):
        raise click.UsageError("OpenPhone delivers to https addresses only.")
    if is_local(url):
        raise click.UsageError("OpenPhone cannot deliver to this machine's own address.")

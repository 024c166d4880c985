"""Options that several commands have, what they mean, and the examples in help texts."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from cli.config import APIS, Config
from delivery import WEBHOOK_PATH
from openphone.api.client import is_local

_Command = TypeVar("_Command", bound=Callable[..., Any])

api = click.option("--api", "generation", type=click.Choice(APIS), help="One API only.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
url = click.option(
    "--url",
    metavar="URL",
    help=f"The receiver's address; by default WEBHOOK_BASE_URL and {WEBHOOK_PATH}.",
)
yes = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
print_keys = click.option(
    "--print-keys",
    is_flag=True,
    help="Print the new keys to standard output instead of storing them in Secret Manager.",
)


def limit(default: int) -> Callable[[_Command], _Command]:
    """Return the option `--limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(1),
        default=default,
        show_default=True,
        metavar="N",
        help="How many at most.",
    )


def seconds(
    name: str, meaning: str, default: float, low: float = 0, high: float | None = None
) -> Callable[[_Command], _Command]:
    """Return an option that takes seconds, from `low` to `high` if that is given."""
    return click.option(
        name,
        type=click.FloatRange(low, high),
        default=default,
        show_default=True,
        metavar="SECONDS",
        help=meaning,
    )


def examples(*lines: str) -> Callable[[click.Command], click.Command]:
    """Return what ends a command's help with these examples, one a line."""

    def add(command: click.Command) -> click.Command:
        # Click does not fill what follows this mark into a paragraph.
        command.epilog = "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
        return command

    return add


def receiver_url(url: str | None, config: Config) -> str:
    """Return the receiver's address, its path added if there is none. Raises UsageError."""
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

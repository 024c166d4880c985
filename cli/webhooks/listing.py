"""Asks OpenPhone for the webhooks of one generation or of both, and shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cli.config import APIS
from cli.errors import CommandError
from cli.terminal import output
from cli.webhooks.webhook import LONG_NAMES, Webhook, read_webhooks
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import ApiError

_FIELDS = ("api", "id", "label", "events", "url", "state")
COLUMNS = ("API", "ID", "Label", "Events", "URL", "State", "Signing key")


@dataclass(frozen=True)
class Listing:
    """The webhooks that were found, and why a generation could not be listed."""

    found: tuple[Webhook, ...]
    problems: Mapping[str, str]

    def check(self) -> None:
        """Raise CommandError if a generation is missing."""
        if self.problems:
            texts = (f"API {LONG_NAMES[api]}: {text}" for api, text in self.problems.items())
            raise CommandError(
                f"The list is not complete. {' '.join(texts)} Or leave it out with --api."
            )


def fetch(api: Api, only: str | None) -> Listing:
    """List the webhooks of one generation, or of both if `only` is None. Raises nothing."""
    found: list[Webhook] = []
    problems: dict[str, str] = {}
    for generation in [only] if only else APIS:
        try:
            request = v1.list_webhooks() if generation == "v1" else v2026.list_webhooks()
            found += read_webhooks(generation, api.pages(request))
        except ApiError as error:
            problems[generation] = str(error)
    return Listing(tuple(found), problems)


def show(webhooks: Iterable[Webhook], keys: Mapping[str, str] | None = None) -> None:
    """Print webhooks as a table; `keys` says by webhook id what is known of its key."""
    rows = [
        (one.api, one.id, one.label, ", ".join(one.events), one.url, one.state)
        + ((keys[one.id],) if keys else ())
        for one in webhooks
    ]
    output.table(COLUMNS if keys else COLUMNS[:-1], rows, "There are no webhooks.")


def as_json(webhook: Webhook) -> dict[str, object]:
    """Return a webhook for JSON; never its key."""
    return {name: getattr(webhook, name) for name in _FIELDS}

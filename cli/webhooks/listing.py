"""Asks OpenPhone for the webhooks of one generation or of both, and shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cli.errors import CommandError
from cli.events.records import printable
from cli.terminal import output
from cli.webhooks.webhook import APIS, LONG_NAMES, Subscription, list_request, subscriptions
from openphone.api.client import Api
from openphone.api.protocol import ApiError

COLUMNS = ("API", "ID", "Label", "Events", "URL", "State", "Signing key")


@dataclass(frozen=True)
class Listing:
    """The webhooks that were found, and by generation why one could not be listed."""

    found: tuple[Subscription, ...]
    problems: Mapping[str, str]

    def check(self) -> None:
        """Raise CommandError where a generation is missing."""
        if self.problems:
            texts = (f"API {LONG_NAMES[api]}: {text}" for api, text in self.problems.items())
            raise CommandError(
                "The list is not complete. " + " ".join(texts) + " Or leave it out with --api."
            )


def fetch(api: Api, only: str | None) -> Listing:
    """List the webhooks of one generation, or of both where `only` is None. Raises nothing."""
    found: list[Subscription] = []
    problems: dict[str, str] = {}
    for generation in [only] if only else APIS:
        try:
            found += subscriptions(generation, api.pages(list_request(generation)))
        except ApiError as error:
            problems[generation] = str(error)
    return Listing(tuple(found), problems)


def complete(api: Api, only: str | None) -> tuple[Subscription, ...]:
    """List the webhooks. Raises CommandError where a generation cannot be listed."""
    listing = fetch(api, only)
    listing.check()
    return listing.found


def show(rows: Iterable[Subscription], keys: Mapping[str, str] | None = None) -> None:
    """Print webhooks as a table; `keys` says by webhook id what is known of its key."""
    told = keys or {}
    columns = COLUMNS if keys is not None else COLUMNS[:-1]
    lines = [dict(zip(COLUMNS, (*_cells(row), told.get(row.id, "")), strict=True)) for row in rows]
    output.table(columns, lines, "There are no webhooks.")


def as_json(row: Subscription) -> dict[str, object]:
    """Give a webhook for JSON; never its key."""
    return {
        "api": row.api,
        "id": row.id,
        "label": row.label,
        "events": list(row.events),
        "url": row.url,
        "state": row.state,
    }


def _cells(row: Subscription) -> Sequence[str]:
    texts = (row.api, row.id, row.label, ", ".join(row.events), row.url, row.state)
    return tuple(map(printable, texts))

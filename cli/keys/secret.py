"""The secret of the signing keys that the receiver accepts, and how new ones are added to it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from cli.errors import CommandError
from cli.keys.key_text import KeyText, lines

# The comment of a key that only an older version holds, and without a comment.
_OLDER = "from an older version"


@dataclass(frozen=True)
class Versions:
    """The enabled versions, the newest first: the receiver reads them all."""

    texts: tuple[KeyText, ...] = field(repr=False)

    @property
    def latest(self) -> KeyText:
        """Return the newest one, an empty one if there is none."""
        return self.texts[0] if self.texts else KeyText()

    def signing_keys(self) -> tuple[str, ...]:
        """Return all keys that the receiver accepts, the newest version's first."""
        return tuple(dict.fromkeys(key for text in self.texts for key in text.signing_keys()))

    def with_keys(self, entries: Sequence[tuple[str, str]]) -> KeyText:
        """Return the newest one's content, the keys that only older ones hold, then each of these.

        So it holds all keys that the receiver accepts, and older versions may be disabled. Raises
        TooLargeError, a CommandError.
        """
        kept = set(self.latest.signing_keys())
        older: dict[str, str] = {}
        for text in self.texts[1:]:
            for comment, key in text.entries():
                if key not in kept:
                    older[key] = older.get(key) or comment
        added = [(comment or _OLDER, key) for key, comment in older.items()]
        return self.latest.with_keys([*added, *entries])

    def names(self, webhook_id: str) -> bool:
        """Return whether a comment says that a key is this webhook's."""
        return any(text.names(webhook_id) for text in self.texts)


class Secret(Protocol):
    """One secret in Secret Manager. Every method raises GoogleError."""

    def read(self) -> Versions:
        """Return the enabled versions, the newest first."""

    def add(self, text: KeyText) -> str:
        """Add a version and return its number."""


def entry(api: str, webhook_id: str, key: str) -> tuple[str, str]:
    """Return the comment for a key that a webhook of this API was given today, and the key."""
    today = datetime.now(UTC).date().isoformat()
    return f"{webhook_id} API {api} {today}", key


def print_entries(entries: Sequence[tuple[str, str]], problem: str) -> None:
    """Print comments and keys. Raises CommandError with the text `problem` if nobody reads them."""
    try:
        sys.stdout.write(lines(entries))
        sys.stdout.flush()
    except OSError as error:
        raise CommandError(problem) from error

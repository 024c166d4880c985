"""The signing keys that the receiver accepts, and how new ones are added to them."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cli.config import Config
from cli.errors import CommandError
from cli.keys.key_text import KeyText, TooLargeError

# What is told of a key that an older version alone holds, and without a comment.
_OLDER = "from an older version"


class SecretError(CommandError):
    """Secret Manager did not do what it was asked for; the text says why and what to do."""


@dataclass(frozen=True)
class Versions:
    """The enabled versions, the newest first: each counts for the receiver."""

    texts: tuple[KeyText, ...] = field(repr=False)

    @property
    def latest(self) -> KeyText:
        """Give the newest one; an empty one where there is none."""
        return self.texts[0] if self.texts else KeyText()

    def signing_keys(self) -> tuple[str, ...]:
        """Give all keys that the receiver accepts, the newest version's first."""
        return tuple(dict.fromkeys(key for text in self.texts for key in text.signing_keys()))

    def with_keys(self, entries: Sequence[tuple[str, str]]) -> KeyText:
        """Give the newest one's content, then the keys of older ones alone, then each of these.

        So it holds all keys that the receiver accepts. Raises TooLargeError.
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
        """Tell whether a comment says that a key is this webhook's."""
        return any(text.names(webhook_id) for text in self.texts)


class SigningKeys:
    """Where they are kept: one secret in Secret Manager. Every method raises SecretError."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError where no project or no credentials are set."""
        # Only now: Google's client takes half a second to load.
        manager = importlib.import_module("cli.google.secret_manager")
        self._kept = manager.SecretManagerKeys(config)

    def read(self) -> Versions:
        """Give the enabled versions."""
        versions: Versions = self._kept.read()
        return versions

    def add(self, text: KeyText) -> str:
        """Add a version and give its number."""
        number: str = self._kept.add(text)
        return number


def store(secret: SigningKeys, versions: Versions, entries: Sequence[tuple[str, str]]) -> str:
    """Add one version: all keys of the enabled versions, then each (comment, key).

    So the newest version holds all of them, and older ones may be disabled. Gives the version's
    number. Raises SecretError, also where it would be too large.
    """
    try:
        text = versions.with_keys(entries)
    except TooLargeError as error:
        raise SecretError(
            "The signing keys would need more than the 64 KiB of one version. Add a version that "
            "holds only the keys in use, disable the old ones, and run the command again."
        ) from error
    return secret.add(text)

"""What becomes of new signing keys: they are stored in Secret Manager, or printed."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from cli.config import Config
from cli.errors import CommandError
from cli.keys.key_text import lines
from cli.keys.secrets import SigningKeys, Versions, store
from cli.webhooks.webhook import LONG_NAMES, Subscription


def entry(api: str, webhook_id: str, key: str) -> tuple[str, str]:
    """Give the comment for a key that was made today, and the key."""
    today = datetime.now(UTC).date().isoformat()
    return f"{webhook_id} API {LONG_NAMES[api]} {today}", key


class Printer:
    """Prints the keys for those who keep them elsewhere."""

    told = ""
    unnamed = ""

    def save(self, rows: Sequence[Subscription]) -> None:
        """Print the new keys. Raises CommandError where nobody reads them."""
        try:
            sys.stdout.write(lines(_entries(rows)))
            sys.stdout.flush()
        except OSError as error:
            raise CommandError("The keys could not be printed.") from error
        self.told = "The keys are not stored: add them to the secret yourself." if rows else ""


class Keeper:
    """Stores the new keys, and those of existing webhooks of v1 that are not there yet."""

    def __init__(self, config: Config, existing: Sequence[Subscription], *, needed: bool) -> None:
        """Look at the secret before anything is made. Raises CommandError where that is needed."""
        self._existing = existing
        self.told = ""
        self.unnamed = ""
        self._versions: Versions | None = None
        try:
            self._secret = SigningKeys(config)
            self._versions = self._secret.read()
        except CommandError as error:
            if needed:
                raise CommandError(f"{error.message} Or see --print-keys.") from error
            self.told = f"The signing keys are not checked. {error.message}"

    def save(self, made: Sequence[Subscription]) -> None:
        """Add the version, if anything is new. Raises CommandError where it cannot be added.

        `told` says what was stored, `unnamed` which webhooks' keys seem not to be.
        """
        if self._versions is None:
            return
        self.unnamed = _unnamed(self._existing, self._versions)
        stored = self._versions.signing_keys()
        rows = [row for row in (*self._existing, *made) if row.key and row.key not in stored]
        if rows:
            number = store(self._secret, self._versions, _entries(rows))
            self.told = f"Stored {len(rows)} signing keys as version {number} of the secret."


def _unnamed(existing: Sequence[Subscription], versions: Versions) -> str:
    """Say of which webhooks no key is known to be stored: 2026 tells a key only once."""
    untold = (row.id for row in existing if row.api == "2026" and not row.key)
    ids = [one for one in untold if not versions.names(one)]
    return "\n".join(
        f"The secret names no key of {one}: if you did not add it by hand, run "
        f"`openphone webhooks rotate {one}`."
        for one in ids
    )


def _entries(rows: Sequence[Subscription]) -> list[tuple[str, str]]:
    return [entry(row.api, row.id, row.key) for row in rows]

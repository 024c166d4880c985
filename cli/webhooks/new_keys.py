"""What becomes of the signing keys of new webhooks: they are stored, or printed."""

from collections.abc import Callable, Sequence

from cli.errors import CommandError
from cli.keys.secret import Secret, Versions, entry, print_entries
from cli.webhooks.webhook import LONG_NAMES, Webhook


class KeyPrinter:
    """Prints the keys for those who keep them elsewhere; `notes` say what to do with them."""

    def __init__(self) -> None:
        """Begin with nothing printed."""
        self.notes: list[str] = []

    def save(self, made: Sequence[Webhook]) -> None:
        """Print the new keys. Raises CommandError if nobody reads them."""
        print_entries(_entries(made), "The keys could not be printed.")
        if made:
            self.notes.append("The keys are not stored: add them to the secret yourself.")


class KeyStore:
    """Stores the new keys, and those of existing webhooks of v1 that are not stored yet.

    `notes` say what was stored, and which webhooks' keys seem not to be.
    """

    def __init__(
        self, connect: Callable[[], Secret], existing: Sequence[Webhook], *, needed: bool
    ) -> None:
        """Read the secret before any webhook is made.

        Raises CommandError if that fails and is `needed`.
        """
        self.notes: list[str] = []
        self._existing = existing
        self._versions: Versions | None = None
        try:
            self._secret = connect()
            self._versions = self._secret.read()
        except CommandError as error:
            if needed:
                raise CommandError(f"{error.message} Or see --print-keys.") from error
            self.notes.append(f"The signing keys are not checked. {error.message}")

    def save(self, made: Sequence[Webhook]) -> None:
        """Add a version if any key is new. Raises CommandError if it cannot be added."""
        if self._versions is None:
            return
        stored = self._versions.signing_keys()
        new = [one for one in (*self._existing, *made) if one.key and one.key not in stored]
        if new:
            number = self._secret.add(self._versions.with_keys(_entries(new)))
            self.notes.append(f"Stored {len(new)} signing keys as version {number} of the secret.")
        self.notes += [
            f"The secret names no key of {one.id}: if you did not add it by hand, run "
            f"`openphone webhooks rotate {one.id}`."
            for one in self._existing
            # The API 2026 shows a key only once.
            if one.api == "2026" and not one.key and not self._versions.names(one.id)
        ]


def _entries(webhooks: Sequence[Webhook]) -> list[tuple[str, str]]:
    return [entry(LONG_NAMES[one.api], one.id, one.key) for one in webhooks]

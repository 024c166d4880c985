"""Which key and which signature scheme an event is sent with."""

import base64
import binascii
from collections.abc import Sequence

from cli.config import Config
from cli.errors import CommandError
from openphone.errors import OpenPhoneError
from openphone.signatures import SCHEMES, parse_keys, sign

# The scheme that OpenPhone signs a shape with, then the others.
_PREFERRED = {
    "2026": ("standard", "openphone", "hex"),
    "legacy": ("openphone", "standard", "hex"),
    "guide": ("hex", "openphone", "standard"),
}
# `hex` never expires, and Terraform switches it off: only for keys that nothing else can use.
_NO_KEY = (
    "There is no signing key: export OPENPHONE_WEBHOOK_SIGNING_KEY, or add a version to the secret "
    "that SIGNING_KEYS_SECRET names; `openphone webhooks create` does."
)


def signing_keys(config: Config) -> tuple[str, ...]:
    """Give the keys of OPENPHONE_WEBHOOK_SIGNING_KEY, else of the secret's newest enabled version.

    Raises CommandError where there is none.
    """
    keys = parse_keys(config.given_signing_keys, commas=True)
    if not keys:
        # Google's client is slow to import, and often not needed.
        from cli.keys.secrets import SigningKeys  # noqa: PLC0415 - see above

        keys = SigningKeys(config).read().latest.signing_keys()
    if not keys:
        raise CommandError(_NO_KEY)
    return keys


class Signer:
    """Signs events with the key that was made for the scheme, where there is one."""

    def __init__(self, keys: Sequence[str], scheme: str | None = None) -> None:
        """Take the keys; with `scheme`, every event is signed under it."""
        self._keys, self._scheme = keys, scheme

    def scheme(self, shape: str) -> str:
        """Give the scheme for a shape: the vendor's own for it, of those that a key is made for."""
        made_for = {kind(key) for key in self._keys}
        fitting = (scheme for scheme in _PREFERRED[shape] if scheme in made_for)
        return self._scheme or next(fitting, "hex")

    def sign(self, scheme: str, body: bytes, *, webhook_id: str, at: float) -> dict[str, str]:
        """Give the headers of a delivery. Raises CommandError where no key can be used."""
        for key in sorted(self._keys, key=lambda key: kind(key) != scheme):
            try:
                return sign(scheme, key, body, webhook_id=webhook_id, at=at)
            except OpenPhoneError:
                continue
        raise CommandError(
            f"No signing key can be used under the scheme {scheme}: choose another with --scheme "
            f"({', '.join(SCHEMES)}), or export the key for it as OPENPHONE_WEBHOOK_SIGNING_KEY."
        )


def kind(key: str) -> str:
    """Name the scheme that a key is made for, by its form."""
    if key.startswith("whsec_"):
        return "standard"
    try:
        base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return "hex"
    return "openphone"

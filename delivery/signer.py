"""Chooses the key and the signature scheme for an event."""

from collections.abc import Collection, Sequence

from openphone.errors import EventError, OpenPhoneError
from openphone.events.envelope import load, text_field
from openphone.signatures import SCHEMES, made_for, sign

# For each shape, the scheme that OpenPhone itself signs it with, then the others.
_PREFERRED = {
    "2026": ("standard", "openphone", "hex"),
    "legacy": ("openphone", "standard", "hex"),
    "guide": ("hex", "openphone", "standard"),
}


class DeliveryError(Exception):
    """An event cannot be signed. The text says why, without any key or body."""


def shape(body: bytes) -> str:
    """Return the shape of an event: `guide`, `2026`, or `legacy` for everything in between.

    A body that cannot be read counts as `guide`: refusing it is the receiver's business.
    """
    try:
        version = text_field(load(body), "apiVersion")
    except EventError:
        version = ""
    if version.startswith("2026"):
        return "2026"
    return "guide" if version in ("", "v1") else "legacy"


class Signer:
    """Signs events with keys that a receiver knows, under schemes that it has enabled."""

    def __init__(self, keys: Sequence[str], schemes: Collection[str] = SCHEMES) -> None:
        """Keep the first usable key for each enabled scheme.

        A key is used under the scheme that it is made for; if that is not enabled, under any
        enabled scheme that takes it. Raises DeliveryError if no key can be used.
        """
        fitting = [(made_for(key), key) for key in keys if made_for(key) in schemes]
        others = [(name, key) for key in keys if made_for(key) not in schemes for name in schemes]
        self._keys: dict[str, str] = {}
        for scheme, key in (*fitting, *others):
            if _is_usable(scheme, key):
                self._keys.setdefault(scheme, key)
        if not self._keys:
            names = " or ".join(schemes)
            raise DeliveryError(f"no signing key can be used under the scheme {names}")

    def scheme(self, shape: str = "") -> str:
        """Return the scheme for a shape: OpenPhone's own for it, as far as there are keys.

        Without a shape, return the scheme of the first key, `hex` last: it never expires, and
        Terraform switches it off.
        """
        if not shape:
            return min(self._keys, key=lambda scheme: scheme == "hex")
        return min(self._keys, key=_PREFERRED[shape].index)

    def sign(self, scheme: str, body: bytes, *, webhook_id: str, at: float) -> dict[str, str]:
        """Return the headers of a delivery at `at` (Unix seconds); `scheme` is from `scheme()`."""
        return sign(scheme, self._keys[scheme], body, webhook_id=webhook_id, at=at)


def _is_usable(scheme: str, key: str) -> bool:
    try:
        sign(scheme, key, b"", at=0)
    except OpenPhoneError:
        return False
    return True

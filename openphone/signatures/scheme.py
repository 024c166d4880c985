"""What a signature scheme is, what it reads, and what all schemes share.

HMAC-SHA256 everywhere, over the bytes as received. Reading and verifying are two steps, so that
keys are only loaded for a fresh, well-formed claim.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from openphone.errors import SignatureError

MAX_ENTRIES = 16  # signatures in one header
DIGEST_BYTES = hashlib.sha256().digest_size

Headers: TypeAlias = Mapping[str, bytes]
# What is signed before the body, and the digests claimed for it.
Signed: TypeAlias = tuple[bytes, Sequence[bytes]]


def decode_base64(text: str | bytes) -> bytes:
    """Return the bytes that a text encodes. Raises ValueError where it is not strict base64."""
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True)
class Claim:
    """A well-formed and fresh signature, not yet proven.

    `scheme` is its name; `webhook_id` names the delivery in the scheme `standard`, and is empty
    in the others.
    """

    scheme: str
    webhook_id: str
    _signed: Sequence[Signed] = field(repr=False)
    _secret: Callable[[str], bytes | None] = field(repr=False)

    def verify(self, body: bytes, keys: Sequence[str]) -> None:
        """Return when one of the keys made one of the signatures for exactly this body.

        A key that cannot be used under the scheme is skipped.

        Raises SignatureError, reason `mismatch`.
        """
        for secret in filter(None, dict.fromkeys(map(self._secret, keys))):
            for prefix, digests in self._signed:
                expected = digest(secret, prefix, body)
                if any(hmac.compare_digest(expected, claimed) for claimed in digests):
                    return
        raise SignatureError("mismatch")


@dataclass(frozen=True)
class Scheme:
    """One way to sign deliveries: those that have the header `header` (in lower case).

    `read` takes the headers, the time (Unix seconds) and the tolerance (seconds). It returns the
    delivery's own id, which may be empty, and what is signed; or raises SignatureError, reason
    `malformed`, `stale` or `future`. `tolerance` is the default, None where nothing expires.

    `sign` takes a secret, a body, the delivery's id and the time (Unix seconds), and returns the
    headers that OpenPhone would send.

    `decode` returns the secret of a key without its prefix, or raises ValueError. OpenPhone shows
    keys of the scheme with `key_prefix`, which is optional; where it is empty, any key that can be
    decoded may be one.
    """

    name: str
    header: str
    read: Callable[[Headers, float, int], tuple[str, Sequence[Signed]]]
    sign: Callable[[bytes, bytes, str, float], dict[str, str]]
    tolerance: int | None = None
    key_prefix: str = ""
    decode: Callable[[str], bytes] = decode_base64

    def secret(self, key: str) -> bytes | None:
        """Return the secret bytes of a key; None where it has none that can be used."""
        try:
            return self.decode(key.removeprefix(self.key_prefix)) or None
        except ValueError:
            return None


def digest(secret: bytes, prefix: bytes, body: bytes) -> bytes:
    """Return the HMAC-SHA256 of a body after a prefix."""
    mac = hmac.new(secret, prefix, hashlib.sha256)
    mac.update(body)
    return mac.digest()


def decode_digest(text: bytes, decode: Callable[[bytes], bytes] = decode_base64) -> bytes:
    """Return a decoded digest; empty bytes for a text that encodes none."""
    try:
        decoded = decode(text)
    except ValueError:
        return b""
    return decoded if len(decoded) == DIGEST_BYTES else b""


def entries(value: bytes, separator: bytes) -> list[bytes]:
    """Return the signatures in a header. Raises SignatureError where there are too many."""
    found = value.split(separator, MAX_ENTRIES)
    if len(found) > MAX_ENTRIES:
        raise SignatureError("malformed")
    return [entry.strip() for entry in found]


def untimely(age: float, past: int, future: int) -> str:
    """Return `stale` or `future` for an age outside the tolerances (all in seconds), else ""."""
    if age > past:
        return "stale"
    return "future" if age < -future else ""

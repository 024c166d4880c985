"""The signatures of OpenPhone's webhooks, in the three schemes that one account can send.

| scheme | headers | key | signed bytes |
|---|---|---|---|
| `standard` (API 2026-03-30) | `webhook-id`, `webhook-timestamp`, `webhook-signature` | base64, `whsec_` optional | id.timestamp.body |
| `openphone` (legacy) | `openphone-signature: hmac;1;<milliseconds>;<base64>` | base64 | timestamp.body |
| `hex` (the integration guide's) | `x-openphone-signature-v1` | the text itself | body |

HMAC-SHA256 everywhere, over the bytes as received. Sources: https://www.standardwebhooks.com and
OpenPhone's webhook documentation; the legacy header may become a list, and repeats its first
timestamp on every retry, for about three days.

Reading and verifying are two steps, so that keys are only loaded for a fresh, well-formed claim.
"""  # noqa: E501 - a table

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from openphone.errors import OpenPhoneError, SignatureError
from openphone.signatures.keys import parse_keys, usable

__all__ = ["SCHEMES", "Claim", "Policy", "parse_keys", "read_signature", "sign"]

SCHEMES = ("standard", "openphone", "hex")  # the strongest first
FUTURE_SECONDS = 300  # how far OpenPhone's clock may run ahead of ours, legacy scheme
MAX_ENTRIES = 16  # signatures in one header
MAX_TIMESTAMPS = 4  # each costs one HMAC a key: a hostile header must not buy more

_DIGEST_BYTES = hashlib.sha256().digest_size
_MILLISECONDS = re.compile(rb"[0-9]{13}")
_SECONDS = re.compile(rb"[0-9]{1,12}")

Headers: TypeAlias = Mapping[str, bytes]
# What is signed before the body, and the digests claimed for it.
_Signed: TypeAlias = tuple[bytes, tuple[bytes, ...]]


@dataclass(frozen=True)
class Policy:
    """Which schemes count, and how old (in seconds) a signature may be."""

    schemes: tuple[str, ...] = SCHEMES
    openphone_tolerance: int = 345_600
    standard_tolerance: int = 300


@dataclass(frozen=True)
class Claim:
    """A well-formed and fresh signature, not yet proven.

    `webhook_id` names the delivery in the scheme `standard`, and is empty in the others.
    """

    scheme: str
    webhook_id: str
    _signed: tuple[_Signed, ...] = field(repr=False)

    def verify(self, body: bytes, keys: Sequence[str]) -> None:
        """Return when one of the keys made one of the signatures for exactly this body.

        A key that cannot be used under the scheme is skipped.

        Raises SignatureError, reason `mismatch`.
        """
        for secret in dict.fromkeys(usable(self.scheme, keys)):
            for prefix, digests in self._signed:
                expected = _digest(secret, prefix, body)
                if any(hmac.compare_digest(expected, digest) for digest in digests):
                    return
        raise SignatureError("mismatch")


def read_signature(headers: Headers, *, now: float, policy: Policy) -> Claim:
    """Read the signature of the strongest scheme present; weaker ones are never fallen back to.

    `headers` has lower-case names and raw values; the values of a repeated header are joined by
    commas (RFC 9110, 5.3). `now` is in Unix seconds.

    Raises SignatureError, reason `missing`, `malformed`, `stale` or `future`.
    """
    for scheme in SCHEMES:
        if scheme in policy.schemes and _HEADER[scheme] in headers:
            return _READ[scheme](headers, now, policy)
    raise SignatureError("missing")


def sign(scheme: str, key: str, body: bytes, *, webhook_id: str = "", at: float) -> dict[str, str]:
    """Give the headers that OpenPhone would send with this body at `at` (Unix seconds).

    Raises OpenPhoneError where the key cannot be used under the scheme.
    """
    secret = next(usable(scheme, [key]), None) if scheme in SCHEMES else None
    if secret is None:
        raise OpenPhoneError("the key cannot be used under this signature scheme")
    if scheme == "hex":
        return {_HEADER[scheme]: _digest(secret, b"", body).hex()}
    if scheme == "openphone":
        stamp = f"{int(at * 1000):013}"
        digest = _digest(secret, f"{stamp}.".encode(), body)
        return {_HEADER[scheme]: f"hmac;1;{stamp};{base64.b64encode(digest).decode()}"}
    stamp = str(int(at))
    digest = _digest(secret, f"{webhook_id}.{stamp}.".encode(), body)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        _HEADER[scheme]: f"v1,{base64.b64encode(digest).decode()}",
    }


def _read_standard(headers: Headers, now: float, policy: Policy) -> Claim:
    webhook_id, stamp = headers.get("webhook-id", b""), headers.get("webhook-timestamp", b"")
    entries = (entry.partition(b",") for entry in _entries(headers["webhook-signature"], b" "))
    digests = tuple(
        digest for version, _, text in entries if version == b"v1" and (digest := _unbase64(text))
    )
    if not (webhook_id and digests and _SECONDS.fullmatch(stamp)):
        raise SignatureError("malformed")
    reason = _untimely(now - int(stamp), policy.standard_tolerance, policy.standard_tolerance)
    if reason:
        raise SignatureError(reason)
    prefix = webhook_id + b"." + stamp + b"."
    return Claim("standard", webhook_id.decode("latin-1"), ((prefix, digests),))


def _read_openphone(headers: Headers, now: float, policy: Policy) -> Claim:
    entries = [_read_legacy(entry) for entry in _entries(headers["openphone-signature"], b",")]
    signed: dict[bytes, list[bytes]] = {}
    reason = "malformed"
    for stamp, digest in filter(None, entries):
        late = _untimely(now - int(stamp) / 1000, policy.openphone_tolerance, FUTURE_SECONDS)
        if late:
            reason = late
        else:
            signed.setdefault(stamp, []).append(digest)
    if not signed or len(signed) > MAX_TIMESTAMPS:
        raise SignatureError("malformed" if signed else reason)
    return Claim("openphone", "", tuple((s + b".", tuple(d)) for s, d in signed.items()))


def _read_hex(headers: Headers, _now: float, _policy: Policy) -> Claim:
    try:
        digest = base64.b16decode(headers["x-openphone-signature-v1"], casefold=True)
    except ValueError:
        digest = b""
    if len(digest) != _DIGEST_BYTES:
        raise SignatureError("malformed")
    return Claim("hex", "", ((b"", (digest,)),))


_HEADER = {
    "standard": "webhook-signature",
    "openphone": "openphone-signature",
    "hex": "x-openphone-signature-v1",
}
_READ: dict[str, Callable[[Headers, float, Policy], Claim]] = {
    "standard": _read_standard,
    "openphone": _read_openphone,
    "hex": _read_hex,
}


def _entries(value: bytes, separator: bytes) -> list[bytes]:
    entries = value.split(separator, MAX_ENTRIES)
    if len(entries) > MAX_ENTRIES:
        raise SignatureError("malformed")
    return [entry.strip() for entry in entries]


def _read_legacy(entry: bytes) -> tuple[bytes, bytes] | None:
    match entry.split(b";"):
        case [b"hmac", b"1", stamp, text] if _MILLISECONDS.fullmatch(stamp):
            digest = _unbase64(text)
            return (stamp, digest) if digest else None
    return None


def _untimely(age: float, past: int, future: int) -> str:
    if age > past:
        return "stale"
    return "future" if age < -future else ""


def _unbase64(text: bytes) -> bytes:
    """Decode a digest; empty where it is none."""
    try:
        digest = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return digest if len(digest) == _DIGEST_BYTES else b""


def _digest(secret: bytes, prefix: bytes, body: bytes) -> bytes:
    mac = hmac.new(secret, prefix, hashlib.sha256)
    mac.update(body)
    return mac.digest()

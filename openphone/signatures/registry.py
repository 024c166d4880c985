"""The signature schemes, and what is done with whichever of them a delivery or a key has.

An account has several signing keys at once, of more than one scheme.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openphone.errors import OpenPhoneError, SignatureError
from openphone.signatures.hex import HEX
from openphone.signatures.openphone import OPENPHONE
from openphone.signatures.scheme import Claim, Headers
from openphone.signatures.standard import STANDARD

# The strongest first. A new scheme is one more module, and its object here.
SCHEMES = {scheme.name: scheme for scheme in (STANDARD, OPENPHONE, HEX)}
# Default tolerances, in seconds, of the schemes whose signatures expire.
TOLERANCES = {name: scheme.tolerance for name, scheme in SCHEMES.items() if scheme.tolerance}


@dataclass(frozen=True)
class Policy:
    """Which schemes count, and how old (in seconds) a signature of each may be."""

    schemes: tuple[str, ...] = tuple(SCHEMES)
    tolerances: Mapping[str, int] = field(default_factory=TOLERANCES.copy)


def read_signature(headers: Headers, *, now: float, policy: Policy) -> Claim:
    """Return what the strongest scheme present claims; weaker ones are never fallen back to.

    `headers` has lower-case names and raw values; the values of a repeated header are joined by
    commas (RFC 9110, 5.3). `now` is in Unix seconds.

    Raises SignatureError, reason `missing`, `malformed`, `stale` or `future`.
    """
    for name, scheme in SCHEMES.items():
        if name in policy.schemes and scheme.header in headers:
            webhook_id, signed = scheme.read(headers, now, policy.tolerances.get(name, 0))
            return Claim(name, webhook_id, signed, scheme.secret)
    raise SignatureError("missing")


def sign(scheme: str, key: str, body: bytes, *, webhook_id: str = "", at: float) -> dict[str, str]:
    """Return the headers that OpenPhone would send with this body at `at` (Unix seconds).

    Raises OpenPhoneError where the key cannot be used under the scheme.
    """
    signer = SCHEMES.get(scheme)
    secret = signer.secret(key) if signer else None
    if signer is None or secret is None:
        raise OpenPhoneError("the key cannot be used under this signature scheme")
    return signer.sign(secret, body, webhook_id, at)


def parse_keys(text: str, *, commas: bool = False) -> tuple[str, ...]:
    """Read signing keys, one a line; blank lines and lines that begin with `#` do not count.

    With `commas`, these separate keys too.
    """
    lines = (text.replace(",", "\n") if commas else text).split("\n")
    return tuple(line for line in map(str.strip, lines) if line and not line.startswith("#"))


def made_for(key: str) -> str:
    """Return the name of the scheme that a key was made for, as far as its form tells.

    That is the scheme whose prefix it has, else the strongest without a prefix that can use it.
    """
    fitting = (
        name
        for name, scheme in SCHEMES.items()
        if (key.startswith(scheme.key_prefix) if scheme.key_prefix else scheme.secret(key))
    )
    return next(fitting, HEX.name)

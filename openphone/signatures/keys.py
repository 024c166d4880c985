"""Signing keys as text: how they are listed, and what each signature scheme makes of one.

`standard` and `openphone` decode them from base64, `standard` after an optional `whsec_`;
`hex` takes the text itself. An account has several at once, of both kinds.
"""

import base64
from collections.abc import Iterable, Iterator

_PREFIX = "whsec_"


def parse_keys(text: str, *, commas: bool = False) -> tuple[str, ...]:
    """Read signing keys, one a line; blank lines and lines that begin with `#` do not count.

    With `commas`, these separate keys too.
    """
    lines = (text.replace(",", "\n") if commas else text).split("\n")
    return tuple(line for line in map(str.strip, lines) if line and not line.startswith("#"))


def made_for(key: str) -> str:
    """Return the name of the scheme that a key is made for, by its form."""
    if key.startswith(_PREFIX):
        return "standard"
    return "hex" if next(usable("openphone", [key]), None) is None else "openphone"


def usable(scheme: str, keys: Iterable[str]) -> Iterator[bytes]:
    """Give the secret bytes of those keys that can be used under a scheme; empty ones cannot."""
    for key in keys:
        try:
            secret = _secret(scheme, key)
        except ValueError:
            continue
        if secret:
            yield secret


def _secret(scheme: str, key: str) -> bytes:
    if scheme == "hex":
        return key.encode()
    text = key.removeprefix(_PREFIX) if scheme == "standard" else key
    return base64.b64decode(text, validate=True)

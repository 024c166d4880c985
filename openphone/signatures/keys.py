"""Signing keys as text. An account has several at once, of more than one scheme."""

from openphone.signatures.hex import HEX
from openphone.signatures.registry import SCHEMES


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

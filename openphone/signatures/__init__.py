"""Webhook signatures: reading, verifying and making them, without I/O.

One account can send several schemes at once. Each is one module with one object, a `Scheme`;
`registry` lists them, the strongest first: begin there. Imported by the receiver at every cold
start, so by the standard library alone.
"""

from openphone.signatures.registry import (
    SCHEMES,
    TOLERANCES,
    Policy,
    made_for,
    parse_keys,
    read_signature,
    sign,
)
from openphone.signatures.scheme import Claim

__all__ = [
    "SCHEMES",
    "TOLERANCES",
    "Claim",
    "Policy",
    "made_for",
    "parse_keys",
    "read_signature",
    "sign",
]

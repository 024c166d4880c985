"""Webhook signatures: one module a scheme, read and verified without I/O."""

from openphone.signatures.keys import made_for, parse_keys
from openphone.signatures.schemes import SCHEMES, Claim, Policy, read_signature, sign

__all__ = ["SCHEMES", "Claim", "Policy", "made_for", "parse_keys", "read_signature", "sign"]

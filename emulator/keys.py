"""The signing keys of the local stack."""

from collections.abc import Mapping

from delivery.signer import DeliveryError, Signer
from emulator.errors import StackError
from openphone.signatures import SCHEMES, parse_keys

VARIABLE = "OPENPHONE_WEBHOOK_SIGNING_KEY"
# One for each scheme. They are public: they protect nothing but the samples on this machine.
LOCAL_KEYS = {
    "standard": "whsec_bG9jYWwtc3RhbmRhcmQta2V5LW5vdC1hLXNlY3JldA==",
    "openphone": "bG9jYWwtb3BlbnBob25lLWtleS1ub3QtYS1zZWNyZXQ=",
    "hex": "local-hex-key-not-a-secret",
}


def content(env: Mapping[str, str]) -> str:
    """Return the content of the signing-keys secret: the caller's keys, one a line, else ours."""
    given = env.get(VARIABLE, "")
    return "\n".join(parse_keys(given, commas=True) or LOCAL_KEYS.values())


def signer(env: Mapping[str, str]) -> Signer:
    """Return what signs with these keys, under the schemes that the caller's environment enables.

    Raises StackError if no key can be used under them.
    """
    schemes = env.get("SIGNATURE_SCHEMES", ",".join(SCHEMES)).split(",")
    try:
        return Signer(parse_keys(content(env)), [scheme.strip() for scheme in schemes])
    except DeliveryError as error:
        problem = f"No key in {VARIABLE} can be used under the enabled signature schemes."
        raise StackError(problem) from error

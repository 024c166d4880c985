"""The signing keys of the local stack, and how an event is signed with them."""

from collections.abc import Mapping, Sequence

from emulator.errors import StackError
from openphone.errors import OpenPhoneError
from openphone.signatures import SCHEMES, parse_keys, sign

VARIABLE = "OPENPHONE_WEBHOOK_SIGNING_KEY"
# One for each scheme. They are public: they protect nothing but the samples on this machine.
LOCAL_KEYS = {
    "standard": "whsec_bG9jYWwtc3RhbmRhcmQta2V5LW5vdC1hLXNlY3JldA==",
    "openphone": "bG9jYWwtb3BlbnBob25lLWtleS1ub3QtYS1zZWNyZXQ=",
    "hex": "local-hex-key-not-a-secret",
}


def content(env: Mapping[str, str]) -> str:
    """Give the content of the signing-keys secret: the caller's keys, one a line, else our own."""
    given = env.get(VARIABLE, "")
    return "\n".join(parse_keys(given, commas=True) or LOCAL_KEYS.values())


class Signer:
    """Signs bodies the way OpenPhone would, with keys and schemes the receiver accepts."""

    def __init__(self, env: Mapping[str, str]) -> None:
        """Take the keys and `SIGNATURE_SCHEMES` from the caller's environment."""
        self._keys = parse_keys(content(env))
        words = {
            word.strip() for word in env.get("SIGNATURE_SCHEMES", ",".join(SCHEMES)).split(",")
        }
        self._enabled = [scheme for scheme in ("hex", "openphone", "standard") if scheme in words]

    def sign(self, scheme: str, body: bytes, *, webhook_id: str, at: float) -> dict[str, str]:
        """Give the headers of a delivery at the Unix time `at`.

        Signs under another scheme where no key fits this one or the receiver has it switched
        off. Raises StackError where no key fits any.
        """
        preferred = [scheme] if scheme in self._enabled else []
        for candidate in [*preferred, *self._enabled]:
            for key in _fitting(candidate, self._keys):
                try:
                    return sign(candidate, key, body, webhook_id=webhook_id, at=at)
                except OpenPhoneError:
                    continue
        raise StackError(f"No key of {VARIABLE} can be used under the schemes that are enabled.")


def _fitting(scheme: str, keys: Sequence[str]) -> Sequence[str]:
    """Put the key made for the scheme first, so that each local key is used for its own."""
    return sorted(keys, key=lambda key: key != LOCAL_KEYS[scheme])

"""The one exception tree of this package: every parse of untrusted input ends in it."""


class OpenPhoneError(Exception):
    """Something that OpenPhone, or somebody posing as it, sent is not acceptable."""


class SignatureError(OpenPhoneError):
    """A delivery is not proven to come from OpenPhone.

    `reason` is one of `missing`, `malformed`, `stale`, `future`, `mismatch`: constant words,
    safe to log and to count.
    """

    def __init__(self, reason: str) -> None:
        """Keep the constant word that says why."""
        super().__init__(reason)
        self.reason = reason


class EventError(OpenPhoneError):
    """A body can never be read as an event.

    The text names the field and what was expected there, and never holds a value of the body.
    """

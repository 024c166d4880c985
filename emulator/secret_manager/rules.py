"""What Secret Manager takes in a request, and how it refuses the rest."""

import re

import grpc
from google.cloud.secretmanager_v1.types import resources

from emulator.secret_manager.crc32c import crc32c

MAX_PAYLOAD_BYTES = 65_536

_SECRET_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_FILTER = re.compile(r"state\s*[:=]\s*(ENABLED|DISABLED|DESTROYED)")


class SecretError(Exception):
    """A refusal, with the gRPC status that the real service answers."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        """Keep the status beside the text."""
        super().__init__(message)
        self.code = code


def check_secret_id(secret_id: str) -> None:
    """Raise SecretError, INVALID_ARGUMENT, for an id no secret can have."""
    if not _SECRET_ID.fullmatch(secret_id):
        raise SecretError(grpc.StatusCode.INVALID_ARGUMENT, "The secret id is not valid.")


def check_payload(payload: resources.SecretPayload) -> None:
    """Raise SecretError, INVALID_ARGUMENT, for a content that is too large or was damaged."""
    if len(payload.data) > MAX_PAYLOAD_BYTES:
        raise SecretError(grpc.StatusCode.INVALID_ARGUMENT, "The payload is too large.")
    if "data_crc32c" in payload and payload.data_crc32c != crc32c(payload.data):
        raise SecretError(grpc.StatusCode.INVALID_ARGUMENT, "The checksum does not match.")


def wanted_states(text: str) -> set[int]:
    """Return the states a filter lets through. Raises SecretError for one not known here."""
    states = resources.SecretVersion.State.__members__
    if not text.strip():
        return set(states.values())
    match = _FILTER.fullmatch(text.strip())
    if not match:
        problem = "This emulator knows filters of the form state:ENABLED only."
        raise SecretError(grpc.StatusCode.INVALID_ARGUMENT, problem)
    return {states[match.group(1)]}


def page_start(token: str) -> int:
    """Return the index at which a page begins. Raises SecretError for a token we never gave."""
    start = version_number(token or "0")
    if start < 0:
        raise SecretError(grpc.StatusCode.INVALID_ARGUMENT, "The page token is not valid.")
    return start


def version_number(text: str) -> int:
    """Read the number of a version; -1 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else -1

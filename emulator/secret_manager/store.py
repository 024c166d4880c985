"""Secrets and their versions in memory, with the rules of the real Secret Manager.

The messages are those of google.cloud.secretmanager.v1; what is refused, and with which
status, follows https://cloud.google.com/secret-manager/docs/reference/rpc.
"""

import re
from datetime import UTC, datetime

from google.cloud.secretmanager_v1 import types
from grpc import StatusCode

from emulator.secret_manager.crc32c import crc32c

State = types.SecretVersion.State

MAX_PAYLOAD_BYTES = 65_536
DEFAULT_PAGE = 25_000

_SECRET_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_FILTER = re.compile(r"\s*state\s*[:=]\s*(ENABLED|DISABLED|DESTROYED)\s*")


class SecretError(Exception):
    """A refusal, with the gRPC status that the real service answers."""

    def __init__(self, code: StatusCode, message: str) -> None:
        """Keep the status beside the text."""
        super().__init__(message)
        self.code = code


class SecretStore:
    """Every method returns the answer to a request, or raises SecretError.

    The caller must not call two of them at once.
    """

    def __init__(self) -> None:
        """Begin with no secret."""
        self._secrets: dict[str, tuple[types.Secret, list[types.SecretVersion]]] = {}
        self._data: dict[str, bytes] = {}

    def create_secret(self, request: types.CreateSecretRequest) -> types.Secret:
        """Make a secret without a version."""
        if not _SECRET_ID.fullmatch(request.secret_id):
            raise _invalid("The secret id is not valid.")
        name = f"{request.parent}/secrets/{request.secret_id}"
        if name in self._secrets:
            raise SecretError(StatusCode.ALREADY_EXISTS, f"Secret [{name}] already exists.")
        about = types.Secret(request.secret, name=name, create_time=datetime.now(UTC))
        self._secrets[name] = about, []
        return about

    def get_secret(self, request: types.GetSecretRequest) -> types.Secret:
        """Return what is known of a secret, not its content."""
        return self._secret(request.name)[0]

    def add_version(self, request: types.AddSecretVersionRequest) -> types.SecretVersion:
        """Add a version, enabled, under the next number."""
        _, versions = self._secret(request.parent)
        payload = request.payload
        if len(payload.data) > MAX_PAYLOAD_BYTES:
            raise _invalid("The payload is too large.")
        if "data_crc32c" in payload and payload.data_crc32c != crc32c(payload.data):
            raise _invalid("The checksum does not match.")
        about = types.SecretVersion(
            name=f"{request.parent}/versions/{len(versions) + 1}",
            create_time=datetime.now(UTC),
            state=State.ENABLED,
            client_specified_payload_checksum="data_crc32c" in payload,
        )
        versions.append(about)
        self._data[about.name] = payload.data
        return about

    def list_versions(
        self, request: types.ListSecretVersionsRequest
    ) -> types.ListSecretVersionsResponse:
        """Return one page of the versions, the newest first; a filter names one state."""
        match = _FILTER.fullmatch(request.filter)
        if request.filter.strip() and not match:
            raise _invalid("This emulator knows filters of the form state:ENABLED only.")
        start = _number(request.page_token or "0")
        if start < 0:
            raise _invalid("The page token is not valid.")
        _, versions = self._secret(request.parent)
        found = [one for one in versions[::-1] if not match or one.state.name == match[1]]
        end = start + (request.page_size if request.page_size > 0 else DEFAULT_PAGE)
        return types.ListSecretVersionsResponse(
            versions=found[start:end],
            next_page_token=str(end) if end < len(found) else "",
            total_size=len(found),
        )

    def get_version(self, request: types.GetSecretVersionRequest) -> types.SecretVersion:
        """Return what is known of a version, not its content."""
        return self._version(request.name)

    def access_version(
        self, request: types.AccessSecretVersionRequest
    ) -> types.AccessSecretVersionResponse:
        """Return the content of an enabled version."""
        about = self._version(request.name)
        if about.state != State.ENABLED:
            raise _wrong_state(about)
        data = self._data[about.name]
        payload = types.SecretPayload(data=data, data_crc32c=crc32c(data))
        return types.AccessSecretVersionResponse(name=about.name, payload=payload)

    def set_state(self, name: str, state: int) -> types.SecretVersion:
        """Enable, disable or destroy a version; what is destroyed stays so, without its content."""
        about = self._version(name)
        if about.state == State.DESTROYED:
            raise _wrong_state(about)
        about.state = State(state)
        if state == State.DESTROYED:
            about.destroy_time = datetime.now(UTC)
            del self._data[about.name]
        return about

    def _secret(self, name: str) -> tuple[types.Secret, list[types.SecretVersion]]:
        if name not in self._secrets:
            raise SecretError(StatusCode.NOT_FOUND, f"Secret [{name}] not found.")
        return self._secrets[name]

    def _version(self, name: str) -> types.SecretVersion:
        secret, _, number = name.partition("/versions/")
        _, versions = self._secret(secret)
        index = len(versions) if number == "latest" else _number(number)
        if not 0 < index <= len(versions):
            raise SecretError(StatusCode.NOT_FOUND, f"Secret Version [{name}] not found.")
        return versions[index - 1]


def _wrong_state(about: types.SecretVersion) -> SecretError:
    text = f"Secret Version [{about.name}] is in {about.state.name} state."
    return SecretError(StatusCode.FAILED_PRECONDITION, text)


def _invalid(problem: str) -> SecretError:
    return SecretError(StatusCode.INVALID_ARGUMENT, problem)


def _number(text: str) -> int:
    """Return the number that the text is; -1 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else -1

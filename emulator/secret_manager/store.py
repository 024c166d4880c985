"""Secrets and their versions in memory, with the rules of the real Secret Manager.

The messages are those of google.cloud.secretmanager.v1; what is refused, and with which
status, follows https://cloud.google.com/secret-manager/docs/reference/rpc.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import grpc
from google.cloud.secretmanager_v1.types import resources, service

from emulator.secret_manager.crc32c import crc32c
from emulator.secret_manager.rules import (
    SecretError,
    check_payload,
    check_secret_id,
    page_start,
    version_number,
    wanted_states,
)

State = resources.SecretVersion.State

DEFAULT_PAGE = 25_000


@dataclass
class _Version:
    about: resources.SecretVersion
    data: bytes


@dataclass
class _Secret:
    about: resources.Secret
    versions: list[_Version] = field(default_factory=list)


class SecretStore:
    """Every method takes a request message and gives the answer, or raises SecretError.

    The caller must not call two of them at once.
    """

    def __init__(self) -> None:
        """Begin with no secret."""
        self._secrets: dict[str, _Secret] = {}

    def create_secret(self, request: service.CreateSecretRequest) -> resources.Secret:
        """Make a secret without a version."""
        check_secret_id(request.secret_id)
        name = f"{request.parent}/secrets/{request.secret_id}"
        if name in self._secrets:
            raise SecretError(grpc.StatusCode.ALREADY_EXISTS, f"Secret [{name}] already exists.")
        about = resources.Secret(request.secret, name=name, create_time=datetime.now(UTC))
        self._secrets[name] = _Secret(about)
        return about

    def get_secret(self, request: service.GetSecretRequest) -> resources.Secret:
        """Return what is known of a secret, not its content."""
        return self._secret(request.name).about

    def add_version(self, request: service.AddSecretVersionRequest) -> resources.SecretVersion:
        """Add a version, enabled, under the next number."""
        secret = self._secret(request.parent)
        data = request.payload.data
        check_payload(request.payload)
        about = resources.SecretVersion(
            name=f"{secret.about.name}/versions/{len(secret.versions) + 1}",
            create_time=datetime.now(UTC),
            state=State.ENABLED,
            client_specified_payload_checksum="data_crc32c" in request.payload,
        )
        secret.versions.append(_Version(about, data))
        return about

    def list_versions(
        self, request: service.ListSecretVersionsRequest
    ) -> service.ListSecretVersionsResponse:
        """Return one page of the versions, the newest first."""
        wanted = wanted_states(request.filter)
        versions = [version.about for version in reversed(self._secret(request.parent).versions)]
        matching = [about for about in versions if about.state in wanted]
        start = page_start(request.page_token)
        end = start + (request.page_size if request.page_size > 0 else DEFAULT_PAGE)
        return service.ListSecretVersionsResponse(
            versions=matching[start:end],
            next_page_token=str(end) if end < len(matching) else "",
            total_size=len(matching),
        )

    def get_version(self, request: service.GetSecretVersionRequest) -> resources.SecretVersion:
        """Return what is known of a version, not its content."""
        return self._version(request.name).about

    def access_version(
        self, request: service.AccessSecretVersionRequest
    ) -> service.AccessSecretVersionResponse:
        """Return the content of an enabled version."""
        version = self._version(request.name)
        if version.about.state != State.ENABLED:
            raise _wrong_state(version.about)
        payload = resources.SecretPayload(data=version.data, data_crc32c=crc32c(version.data))
        return service.AccessSecretVersionResponse(name=version.about.name, payload=payload)

    def disable_version(
        self, request: service.DisableSecretVersionRequest
    ) -> resources.SecretVersion:
        """Make a version's content inaccessible until it is enabled again."""
        return self._set_state(request.name, State.DISABLED)

    def enable_version(
        self, request: service.EnableSecretVersionRequest
    ) -> resources.SecretVersion:
        """Make a version's content accessible."""
        return self._set_state(request.name, State.ENABLED)

    def destroy_version(
        self, request: service.DestroySecretVersionRequest
    ) -> resources.SecretVersion:
        """Forget a version's content for ever."""
        about = self._set_state(request.name, State.DESTROYED)
        about.destroy_time = datetime.now(UTC)
        self._version(request.name).data = b""
        return about

    def _secret(self, name: str) -> _Secret:
        if name not in self._secrets:
            raise SecretError(grpc.StatusCode.NOT_FOUND, f"Secret [{name}] not found.")
        return self._secrets[name]

    def _version(self, name: str) -> _Version:
        secret_name, _, number = name.partition("/versions/")
        versions = self._secret(secret_name).versions
        index = len(versions) if number == "latest" else version_number(number)
        if not 0 < index <= len(versions):
            raise SecretError(grpc.StatusCode.NOT_FOUND, f"Secret Version [{name}] not found.")
        return versions[index - 1]

    def _set_state(self, name: str, state: int) -> resources.SecretVersion:
        version = self._version(name)
        if version.about.state == State.DESTROYED:
            raise _wrong_state(version.about)
        version.about.state = State(state)
        return version.about


def _wrong_state(about: resources.SecretVersion) -> SecretError:
    text = f"Secret Version [{about.name}] is in {about.state.name} state."
    return SecretError(grpc.StatusCode.FAILED_PRECONDITION, text)

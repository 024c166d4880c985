"""A secret of a Secret Manager emulator, changed the way an operator changes a real one."""

import grpc
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)


class Secret:
    """A new secret without a version."""

    def __init__(self, emulator: str, project: str, name: str) -> None:
        self.name = name
        self.path = f"projects/{project}/secrets/{name}"
        self._channel = grpc.insecure_channel(emulator)  # type: ignore[no-untyped-call]
        transport = SecretManagerServiceGrpcTransport(channel=self._channel)
        self._client = SecretManagerServiceClient(transport=transport)
        self._client.create_secret(
            request={"parent": f"projects/{project}", "secret_id": name}, timeout=10
        )

    def add(self, content: bytes) -> str:
        """Add a version and give its name."""
        request = {"parent": self.path, "payload": {"data": content}}
        version: str = self._client.add_secret_version(request=request, timeout=10).name
        return version

    def disable(self, version: str) -> None:
        self._client.disable_secret_version(request={"name": version}, timeout=10)

    def destroy(self, version: str) -> None:
        self._client.destroy_secret_version(request={"name": version}, timeout=10)

    def close(self) -> None:
        self._channel.close()

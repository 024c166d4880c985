"""Reads and adds signing keys. The only module of the command line that knows Secret Manager."""

import grpc
from google.api_core import exceptions
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from cli.config import Config
from cli.google.service import RPC_SECONDS, Service, close_at_end, retried
from cli.keys.key_text import KeyText
from cli.keys.secret import Versions

_RETRIED = retried(exceptions.ServiceUnavailable)
_SECRET_MANAGER = Service(
    "Secret Manager",
    emulator="SECRET_MANAGER_EMULATOR_HOST",
    needs=(
        "roles/secretmanager.secretAccessor and roles/secretmanager.secretVersionManager on the "
        "secret of the signing keys"
    ),
    missing=(
        "There is no such secret: check GOOGLE_CLOUD_PROJECT and SIGNING_KEYS_SECRET, and that "
        "`terraform apply` has run."
    ),
)


class SecretManager:
    """The secret that holds the signing keys. Every method raises GoogleError."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError without a project or credentials."""
        self._secret = f"projects/{config.project}/secrets/{config.signing_keys_secret}"
        transport = None
        with _SECRET_MANAGER.failures():
            if emulator := config.secret_manager_emulator:
                channel = grpc.insecure_channel(emulator)  # type: ignore[no-untyped-call]
                transport = SecretManagerServiceGrpcTransport(channel=channel)
            self._client = SecretManagerServiceClient(transport=transport)
        close_at_end(self._client.transport.close)

    def read(self) -> Versions:
        """Return the enabled versions, the newest first."""
        request = {"parent": self._secret, "filter": "state:ENABLED"}
        with _SECRET_MANAGER.failures():
            listed = self._client.list_secret_versions(request=request, **_RETRIED)
            texts = [self._access(version.name) for version in listed]
        return Versions(tuple(text for text in texts if text is not None))

    def add(self, text: KeyText) -> str:
        """Add a version and return its number."""
        request = {"parent": self._secret, "payload": {"data": text.data}}
        with _SECRET_MANAGER.failures():
            # Never retried: an attempt whose answer was lost may have added a version.
            name: str = self._client.add_secret_version(
                request=request, retry=None, timeout=RPC_SECONDS
            ).name
        return name.rpartition("/")[2]

    def _access(self, name: str) -> KeyText | None:
        try:
            answer = self._client.access_secret_version(request={"name": name}, **_RETRIED)
        except (exceptions.FailedPrecondition, exceptions.NotFound):
            return None  # disabled or destroyed since it was listed
        return KeyText(answer.payload.data)

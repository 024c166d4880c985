"""Secret Manager. The only module of the command line that knows it."""

from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from cli.config import Config
from cli.google.closing import close_at_end
from cli.keys.key_text import KeyText
from cli.keys.secrets import SecretError, Versions

RPC_SECONDS = 10.0
_RETRY = Retry(
    predicate=if_exception_type(exceptions.ServiceUnavailable),
    initial=0.2,
    maximum=2.0,
    timeout=RPC_SECONDS,
)
_CREDENTIALS = (
    "Google Cloud gives no access to Secret Manager: run `gcloud auth application-default login`, "
    "or set SECRET_MANAGER_EMULATOR_HOST for the local stack."
)
_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.Unauthenticated, _CREDENTIALS),
    (GoogleAuthError, _CREDENTIALS),
    (
        exceptions.PermissionDenied,
        (
            "Secret Manager refuses this: your account needs roles/secretmanager.secretAccessor "
            "and roles/secretmanager.secretVersionManager on the secret of the signing keys."
        ),
    ),
    (
        exceptions.NotFound,
        (
            "There is no such secret: check GOOGLE_CLOUD_PROJECT and SIGNING_KEYS_SECRET, and "
            "that `terraform apply` has run."
        ),
    ),
    (
        Exception,
        (
            "Secret Manager does not answer: check the network, GOOGLE_CLOUD_PROJECT and, for the "
            "local stack, SECRET_MANAGER_EMULATOR_HOST; then try again."
        ),
    ),
)


class SecretManagerKeys:
    """The secret that holds the signing keys. Every method raises SecretError."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError where no project or no credentials are set."""
        self._secret = f"projects/{config.project}/secrets/{config.signing_keys_secret}"
        with _failures():
            self._client = _connect(config.secret_manager_emulator)
        close_at_end(self._client.transport.close)

    def read(self) -> Versions:
        """Give the enabled versions."""
        request = {"parent": self._secret, "filter": "state:ENABLED"}
        with _failures():
            listed = self._client.list_secret_versions(
                request=request, retry=_RETRY, timeout=RPC_SECONDS
            )
            texts = [self._access(version.name) for version in listed]
        return Versions(tuple(text for text in texts if text is not None))

    def add(self, text: KeyText) -> str:
        """Add a version and give its number."""
        request = {"parent": self._secret, "payload": {"data": text.data}}
        with _failures():
            # Not repeated blindly: an attempt whose answer was lost may have added a version.
            name: str = self._client.add_secret_version(
                request=request, retry=None, timeout=RPC_SECONDS
            ).name
        return name.rpartition("/")[2]

    def _access(self, name: str) -> KeyText | None:
        try:
            answer = self._client.access_secret_version(
                request={"name": name}, retry=_RETRY, timeout=RPC_SECONDS
            )
        except (exceptions.FailedPrecondition, exceptions.NotFound):
            return None  # disabled or destroyed since it was listed
        return KeyText(answer.payload.data)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (
        exceptions.GoogleAPIError,
        GoogleAuthError,
        grpc.RpcError,
        OSError,
        ValueError,
    ) as error:
        problem = next(text for kind, text in _PROBLEMS if isinstance(error, kind))
        raise SecretError(problem) from error


def _connect(emulator: str) -> SecretManagerServiceClient:
    if not emulator:
        return SecretManagerServiceClient()
    channel = grpc.insecure_channel(emulator)  # type: ignore[no-untyped-call]
    transport = SecretManagerServiceGrpcTransport(channel=channel)
    return SecretManagerServiceClient(transport=transport)

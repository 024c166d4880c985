"""A Secret Manager for one machine: the real gRPC service over secrets kept in memory.

Google has emulators of Firestore and Pub/Sub but none of Secret Manager. This one speaks
google.cloud.secretmanager.v1, so that the receiver runs the code that it runs in production.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.cloud.secretmanager_v1 import types

from emulator.errors import StackError
from emulator.ports import address
from emulator.secret_manager.store import SecretError, SecretStore, State

SERVICE = "google.cloud.secretmanager.v1.SecretManagerService"

# The request of every method is the message of its name and the word Request.
_METHODS: dict[str, Callable[..., Any]] = {
    "CreateSecret": SecretStore.create_secret,
    "GetSecret": SecretStore.get_secret,
    "AddSecretVersion": SecretStore.add_version,
    "ListSecretVersions": SecretStore.list_versions,
    "GetSecretVersion": SecretStore.get_version,
    "AccessSecretVersion": SecretStore.access_version,
    "DisableSecretVersion": lambda store, asked: store.set_state(asked.name, State.DISABLED),
    "EnableSecretVersion": lambda store, asked: store.set_state(asked.name, State.ENABLED),
    "DestroySecretVersion": lambda store, asked: store.set_state(asked.name, State.DESTROYED),
}


class SecretManager:
    """The running server."""

    def __init__(self, port: int) -> None:
        """Listen on the port of 127.0.0.1. Raises StackError when it cannot."""
        self._store = SecretStore()
        self._lock = threading.Lock()
        # Without the option a second server could share the port and take half the calls.
        options = [("grpc.so_reuseport", 0)]
        pool = ThreadPoolExecutor(max_workers=4)
        self._server = grpc.server(pool, options=options)  # type: ignore[no-untyped-call]
        handlers = {name: self._handler(name, method) for name, method in _METHODS.items()}
        self._server.add_registered_method_handlers(SERVICE, handlers)
        try:
            self._server.add_insecure_port(address(port))
        except RuntimeError as error:
            raise StackError(f"The Secret Manager emulator cannot use port {port}.") from error
        self._server.start()

    def put(self, project: str, secret_id: str, content: str) -> None:
        """Make a secret with one enabled version."""
        request = types.CreateSecretRequest(parent=f"projects/{project}", secret_id=secret_id)
        secret = self._store.create_secret(request)
        payload = types.SecretPayload(data=content.encode())
        version = types.AddSecretVersionRequest(parent=secret.name, payload=payload)
        self._store.add_version(version)

    def stop(self) -> None:
        """Close the port and end every call."""
        self._server.stop(grace=None).wait()

    def _handler(self, name: str, method: Callable[..., Any]) -> grpc.RpcMethodHandler:
        def call(request: object, context: grpc.ServicerContext) -> bytes:
            try:
                # The answer is a live record of the store, so it is written down inside.
                with self._lock:
                    answer = method(self._store, request)
                    return bytes(type(answer).serialize(answer))
            except SecretError as error:
                context.abort(error.code, str(error))  # type: ignore[no-untyped-call]
                raise

        read = getattr(types, f"{name}Request").deserialize
        return grpc.unary_unary_rpc_method_handler(call, read)  # type: ignore[no-any-return, no-untyped-call]

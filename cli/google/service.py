"""What the clients of Google's services share: retries, errors for the operator, closing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click
import grpc
from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError

from cli.errors import GoogleError

RPC_SECONDS = 10.0


@dataclass(frozen=True)
class Service:
    """One service, and what its failures mean.

    `emulator` is the variable of its emulator, `needs` what an account must have, `missing` what
    NotFound means, and `other` has texts for errors that only this service answers with.
    """

    name: str
    emulator: str
    needs: str
    missing: str
    other: Mapping[type[Exception], str] = field(default_factory=dict)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Raise GoogleError for every failure inside, with a text that says what to do.

        It is constant: the clients' own texts name documents, and with them phone numbers.
        """
        credentials = (
            f"Google Cloud gives no access to {self.name}: run `gcloud auth application-default "
            f"login`, or set {self.emulator} for the local stack."
        )
        texts: Mapping[type[Exception], str] = {
            exceptions.Unauthenticated: credentials,
            GoogleAuthError: credentials,
            exceptions.PermissionDenied: (
                f"{self.name} denies access: your account needs {self.needs}."
            ),
            exceptions.NotFound: self.missing,
            **self.other,
            Exception: (
                f"{self.name} does not answer: check the network, GOOGLE_CLOUD_PROJECT and, for "
                f"the local stack, {self.emulator}; then try again."
            ),
        }
        known = (exceptions.GoogleAPIError, GoogleAuthError, grpc.RpcError, OSError, ValueError)
        try:
            yield
        except known as error:
            text = next(text for failure, text in texts.items() if isinstance(error, failure))
            raise GoogleError(text) from error


def retried(*failures: type[Exception]) -> dict[str, Any]:
    """Return the settings of a request that is sent again after these failures."""
    retry = Retry(if_exception_type(*failures), initial=0.2, maximum=2.0, timeout=RPC_SECONDS)
    return {"retry": retry, "timeout": RPC_SECONDS}


def close_at_end(close: Callable[[], object]) -> None:
    """Call `close` when the command ends, however it ends; outside a command, never.

    Channels of gRPC that are left to the interpreter's end can hang it there.
    """
    context = click.get_current_context(silent=True)
    if context:
        context.call_on_close(close)

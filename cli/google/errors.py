"""What the operator can do about each failure of Google's services."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from cli.errors import GoogleError


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

    def problem(self, error: Exception) -> str:
        """Return a text that says what is wrong and what to do.

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
        return next(text for failure, text in texts.items() if isinstance(error, failure))


@contextmanager
def failures(service: Service) -> Iterator[None]:
    """Raise GoogleError for every failure of the service inside."""
    try:
        yield
    except (
        exceptions.GoogleAPIError,
        GoogleAuthError,
        grpc.RpcError,
        OSError,
        ValueError,
    ) as error:
        raise GoogleError(service.problem(error)) from error

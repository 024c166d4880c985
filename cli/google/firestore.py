"""Reads what is stored. The only module of the command line that knows Firestore."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import GoogleAuthError
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from cli.config import Config
from cli.errors import CommandError
from cli.events.records import SUMMARY_FIELDS, Record
from cli.google.closing import close_at_end
from documents.paths import ACTIVITIES, EVENTS, Document
from pipeline.ids import is_document_id

RPC_SECONDS = 10.0
# A list of all failed events may be long.
LIST_SECONDS = 60.0
_AT_ONCE = 200
_RETRY = Retry(
    predicate=if_exception_type(exceptions.ServiceUnavailable, exceptions.InternalServerError),
    initial=0.2,
    maximum=2.0,
    timeout=RPC_SECONDS,
)
_CREDENTIALS = (
    "Google Cloud gives no access to Firestore: run `gcloud auth application-default login`, or "
    "set FIRESTORE_EMULATOR_HOST for the local stack."
)
# What the operator can do about each refusal. The client's own texts name documents, and with
# them phone numbers.
_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.Unauthenticated, _CREDENTIALS),
    (GoogleAuthError, _CREDENTIALS),
    (
        exceptions.PermissionDenied,
        (
            "Firestore refuses to be read: your account needs roles/datastore.viewer in the "
            "project that GOOGLE_CLOUD_PROJECT names."
        ),
    ),
    (
        exceptions.NotFound,
        "There is no such Firestore database: check GOOGLE_CLOUD_PROJECT and FIRESTORE_DATABASE.",
    ),
    (
        exceptions.FailedPrecondition,
        (
            "Firestore has no index for this list, or is still building it: run `terraform apply`, "
            "then try again in some minutes."
        ),
    ),
    (
        Exception,
        (
            "Firestore does not answer: check the network, GOOGLE_CLOUD_PROJECT and, for the local "
            "stack, FIRESTORE_EMULATOR_HOST; then try again."
        ),
    ),
)


class FirestoreError(CommandError):
    """Firestore cannot be read now; the text says why and what to do."""


@contextmanager
def failures() -> Iterator[None]:
    """Tell what went wrong with Firestore inside, as a FirestoreError with a constant text."""
    try:
        yield
    except (exceptions.GoogleAPIError, GoogleAuthError, OSError, ValueError) as error:
        problem = next(text for kind, text in _PROBLEMS if isinstance(error, kind))
        raise FirestoreError(problem) from error


def connect(config: Config) -> firestore.Client:
    """Make a client; `FIRESTORE_EMULATOR_HOST` in the environment leads it to an emulator.

    It is closed when the command ends. Raises CommandError where no project is set, FirestoreError
    where there are no credentials.
    """
    project = config.project
    with failures():
        client = firestore.Client(project=project, database=config.database)
    close_at_end(lambda: _close(client))
    return client


def _close(client: firestore.Client) -> None:
    """Close the channel, which is there from the first request on."""
    # The client's own `close` leaves it open.
    api = client._firestore_api_internal  # noqa: SLF001 - there is no other way
    if api:
        api.transport.close()


def events_query(
    client: firestore.Client,
    *,
    failed: bool = False,
    event_type: str = "",
    since: datetime | None = None,
) -> firestore.Query:
    """Give the query for events, newest first; `since` is a time of processing.

    Each form has its index in terraform/indexes.tf: events-failed, events-typed,
    events-failed-typed; with neither filter the single-field index of `processed_at` serves.
    """
    newest_first = firestore.Query.DESCENDING
    query = client.collection(EVENTS).order_by("processed_at", direction=newest_first)
    if event_type:
        query = query.where(filter=FieldFilter("event_type", "==", event_type))
    if failed:
        query = query.where(filter=FieldFilter("processed", "==", False))  # noqa: FBT003 - a value
    if since is not None:
        query = query.where(filter=FieldFilter("processed_at", ">=", since))
    return query


class Events:
    """The records of events, as they are stored. Every method raises FirestoreError."""

    def __init__(self, client: firestore.Client) -> None:
        """Take a client."""
        self._client = client

    def newest(
        self,
        *,
        failed: bool = False,
        event_type: str = "",
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[Record]:
        """Give records without their payloads, newest first; `limit` None means all."""
        query = events_query(self._client, failed=failed, event_type=event_type, since=since)
        query = query.select(SUMMARY_FIELDS)
        if limit is not None:
            query = query.limit(limit)
        with failures():
            found = query.stream(retry=_RETRY, timeout=LIST_SECONDS)
            return [Record(snapshot.id, snapshot.to_dict() or {}) for snapshot in found]

    def get(self, event_id: str) -> Record | None:
        """Give one record with its payload, or None where there is none."""
        document = self._document(EVENTS, event_id)
        if document is None:
            return None
        names: Sequence[str] = document.get("payload_parts", ())
        parts = [self._document(f"{EVENTS}/{event_id}/payload_parts", name) for name in names]
        return Record(event_id, document, tuple((part or {}).get("data", b"") for part in parts))

    def summaries(self, event_ids: Iterable[str]) -> dict[str, Record]:
        """Give those of the records that are there, by id, without their payloads."""
        ids = [event_id for event_id in event_ids if is_document_id(event_id)]
        found: dict[str, Record] = {}
        for start in range(0, len(ids), _AT_ONCE):
            references = [
                self._client.collection(EVENTS).document(event_id)
                for event_id in ids[start : start + _AT_ONCE]
            ]
            with failures():
                for snapshot in self._client.get_all(
                    references, SUMMARY_FIELDS, retry=_RETRY, timeout=RPC_SECONDS
                ):
                    if snapshot.exists:
                        found[snapshot.id] = Record(snapshot.id, snapshot.to_dict() or {})
        return found

    def activity(self, activity_id: str) -> Document | None:
        """Give the message or call of an event, or None where there is none."""
        return self._document(ACTIVITIES, activity_id)

    def _document(self, collection: str, name: str) -> Document | None:
        if not is_document_id(name):
            return None
        with failures():
            reference = self._client.collection(collection).document(name)
            fields: Document | None = reference.get(retry=_RETRY, timeout=RPC_SECONDS).to_dict()
            return fields

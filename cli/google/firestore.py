"""Reads what is stored. The only module of the command line that knows Firestore."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from cli.config import Config
from cli.events.records import SUMMARY_FIELDS, Record
from cli.google.service import Service, close_at_end, retried
from documents.paths import EVENTS, Document
from pipeline.ids import is_document_id

if TYPE_CHECKING:
    from documents.schema import WebhookEvent

# A list of all failed events may be long.
LIST_SECONDS = 60.0
_AT_ONCE = 200
_RETRIED = retried(exceptions.ServiceUnavailable, exceptions.InternalServerError)
_FIRESTORE = Service(
    "Firestore",
    emulator="FIRESTORE_EMULATOR_HOST",
    needs="roles/datastore.viewer in the project that GOOGLE_CLOUD_PROJECT names",
    missing=(
        "There is no such Firestore database: check GOOGLE_CLOUD_PROJECT and FIRESTORE_DATABASE."
    ),
    other={
        exceptions.FailedPrecondition: (
            "Firestore has no index for this list, or is still building it: run `terraform apply`, "
            "then try again in a few minutes."
        )
    },
)


class Firestore:
    """The stored documents. Every method raises GoogleError."""

    def __init__(self, config: Config) -> None:
        """Take the names. Raises CommandError without a project or credentials.

        `FIRESTORE_EMULATOR_HOST` in the environment leads the client to an emulator.
        """
        project = config.project
        with _FIRESTORE.failures():
            self._client = firestore.Client(project=project, database=config.database)
        close_at_end(self._close)

    def newest(
        self, *, failed: bool, event_type: str, since: datetime | None, limit: int | None
    ) -> list[Record]:
        """Return records without their payloads, newest first; `limit` None means all."""
        query = events_query(self._client, failed=failed, event_type=event_type, since=since)
        query = query.select(SUMMARY_FIELDS)
        query = query.limit(limit) if limit else query
        with _FIRESTORE.failures():
            found = query.stream(**_RETRIED | {"timeout": LIST_SECONDS})
            return [_record(snapshot.id, snapshot.to_dict()) for snapshot in found]

    def get(self, event_id: str) -> Record | None:
        """Return the record of an event with its payload, None if there is none."""
        document = self.documents(EVENTS, [event_id]).get(event_id)
        if document is None:
            return None
        below = f"{EVENTS}/{event_id}/payload_parts"
        names: list[str] = document.get("payload_parts", [])
        # One at a time, since each is large.
        parts = (self.documents(below, [name]).get(name, {}) for name in names)
        return _record(event_id, document, *(part.get("data", b"") for part in parts))

    def summaries(self, event_ids: Iterable[str]) -> dict[str, Record]:
        """Return the records that exist, by event id, without their payloads."""
        found = self.documents(EVENTS, event_ids, SUMMARY_FIELDS)
        return {name: _record(name, document) for name, document in found.items()}

    def documents(
        self, collection: str, ids: Iterable[str], fields: Sequence[str] | None = None
    ) -> dict[str, Document]:
        """Return the documents that exist, by id, with these fields or all."""
        names = [name for name in ids if is_document_id(name)]
        found: dict[str, Document] = {}
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            references = [self._client.collection(collection).document(name) for name in some]
            with _FIRESTORE.failures():
                for snapshot in self._client.get_all(references, fields, **_RETRIED):
                    if snapshot.exists:
                        found[snapshot.id] = snapshot.to_dict() or {}
        return found

    def _close(self) -> None:
        """Close the channel, which exists from the first request on."""
        # The client's own `close` leaves it open.
        api = self._client._firestore_api_internal  # noqa: SLF001 - there is no other way
        if api:
            api.transport.close()


def events_query(
    client: firestore.Client, *, failed: bool, event_type: str, since: datetime | None
) -> firestore.Query:
    """Return the query for events, newest first; `since` is a time of processing.

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


def _record(event_id: str, document: Document | None, *parts: bytes) -> Record:
    return Record(event_id, cast("WebhookEvent", document or {}), parts)

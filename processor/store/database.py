"""One Firestore database, through the library's generated client.

The library's own `AsyncClient` is a layer above the same client that cannot send encoded documents.
https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast

import grpc.aio
from google.api_core import exceptions
from google.cloud.firestore_v1.services.firestore import FirestoreAsyncClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcAsyncIOTransport
from google.cloud.firestore_v1.types import firestore, query

from documents import schema
from documents.conversations import TIMELINE_FIELDS, TimelineEntry
from documents.paths import ACTIVITIES, Document, Path
from processor.store import wire
from processor.store.cache import VersionedDocument

RPC_SECONDS = 10.0
# As the library's own client sets them: Firestore limits sizes itself, and idle connections die.
_CHANNEL_OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.keepalive_time_ms", 30_000),
)
_BatchGet: wire.Message = firestore.BatchGetDocumentsRequest.pb()
_Commit: wire.Message = firestore.CommitRequest.pb()
_Direction = query.StructuredQuery.Direction
# What no retry cures: Firestore's own refusal, and the encoding of a value that it cannot hold.
_REFUSALS = (exceptions.InvalidArgument, TypeError, ValueError)


class RefusedError(Exception):
    """Firestore will never accept what was to be written."""


class Database:
    """Reads and commits documents. Every method raises google.api_core's exceptions."""

    def __init__(self, project: str, database: str, emulator: str = "") -> None:
        """Take the names; `emulator` is the host:port of an emulator, if any."""
        self._name = f"projects/{project}/databases/{database}"
        self._emulator = emulator
        headers = [("google-cloud-resource-prefix", self._name)]
        if emulator:
            # The security rules do not apply to the owner, as they do not to a service account.
            headers.append(("authorization", "Bearer owner"))
        self._call: dict[str, Any] = {"retry": None, "timeout": RPC_SECONDS, "metadata": headers}

    @cached_property
    def _api(self) -> FirestoreAsyncClient:
        """The client, built on first use: gRPC does not survive the worker's fork."""
        if self._emulator:
            channel = grpc.aio.insecure_channel(self._emulator, options=_CHANNEL_OPTIONS)
        else:
            channel = FirestoreGrpcAsyncIOTransport.create_channel(options=_CHANNEL_OPTIONS)
        return FirestoreAsyncClient(transport=FirestoreGrpcAsyncIOTransport(channel=channel))

    async def get(self, paths: Iterable[Path]) -> dict[Path, VersionedDocument]:
        """Return documents with their versions, read in one request."""
        by_name = {self.resource(path): path for path in paths}
        request = _BatchGet(database=self._name, documents=list(by_name))
        answers = await self._api.batch_get_documents(
            firestore.BatchGetDocumentsRequest.wrap(request), **self._call
        )
        found = {}
        async for answer in answers:
            one = firestore.BatchGetDocumentsResponse.pb(answer)
            name = one.found.name
            document = wire.decode(one.found.fields) if name else None
            found[by_name[name or one.missing]] = VersionedDocument(document, one.found.update_time)
        return found

    async def commit(self, writes: Iterable[wire.Message]) -> Sequence[Any]:
        """Carry out writes atomically and return the documents' new versions, in order.

        Raises RefusedError, and exceptions for a document that is not as the write demands.
        """
        with refusals():
            request = _Commit(database=self._name, writes=writes)
            answer = await self._api.commit(firestore.CommitRequest.wrap(request), **self._call)
        results = firestore.CommitResponse.pb(answer).write_results
        return [result.update_time for result in results]

    async def put(self, path: Path, document: Document) -> None:
        """Write a document whatever is there. Raises RefusedError."""
        with refusals():
            write = wire.put(self.resource(path), document)
        await self.commit([write])

    async def delete(self, path: Path) -> None:
        """Remove a document, if it exists."""
        await self.commit([wire.delete(self.resource(path))])

    async def edges(self, conversation_id: str) -> list[TimelineEntry]:
        """Return the first and last activities of a conversation, over all and by direction.

        Two of each, since one may be the activity that is being changed.
        """
        found = []
        for structured in edge_queries(conversation_id):
            request = firestore.RunQueryRequest(
                parent=f"{self._name}/documents", structured_query=structured
            )
            async for answer in await self._api.run_query(request, **self._call):
                document = firestore.RunQueryResponse.pb(answer).document
                if document.name:
                    found.append(_entry(document))
        return found

    def resource(self, path: Path) -> str:
        """Return the full resource name of a document."""
        return f"{self._name}/documents/{path.collection}/{path.id}"


def edge_queries(conversation_id: str) -> Iterator[query.StructuredQuery]:
    """Return the queries for the first and last activities of a conversation.

    They need the composite indexes (conversation_id, occurred_at) and (conversation_id,
    direction, occurred_at).
    """
    linked = _equals("conversation_id", conversation_id)
    yield _two([linked], _Direction.ASCENDING)
    yield _two([linked], _Direction.DESCENDING)
    for direction in ("incoming", "outgoing"):
        yield _two([linked, _equals("direction", direction)], _Direction.DESCENDING)


def _two(filters: Sequence[Mapping[str, Any]], direction: int) -> query.StructuredQuery:
    by = ("occurred_at", "__name__")
    where = {"composite_filter": {"op": "AND", "filters": filters}}
    return query.StructuredQuery(
        {
            "select": {"fields": [{"field_path": name} for name in TIMELINE_FIELDS]},
            "from_": [{"collection_id": ACTIVITIES}],
            "where": where,
            "order_by": [{"field": {"field_path": name}, "direction": direction} for name in by],
            "limit": {"value": 2},
        }
    )


def _equals(name: str, text: str) -> Mapping[str, Any]:
    condition = {"field": {"field_path": name}, "op": "EQUAL", "value": {"string_value": text}}
    return {"field_filter": condition}


def _entry(document: wire.Message) -> TimelineEntry:
    fields = wire.decode(document.fields)
    activity_id = document.name.rpartition("/")[2]
    return TimelineEntry(activity_id, fields["occurred_at"], cast(schema.Activity, fields))


@contextmanager
def refusals() -> Iterator[None]:
    """Raise RefusedError for what no retry cures."""
    try:
        yield
    except _REFUSALS as error:
        raise RefusedError from error

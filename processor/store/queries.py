"""Firestore's queries for the first and last activities of a conversation."""

from collections.abc import Iterable

from google.cloud.firestore_v1 import AsyncClient
from google.cloud.firestore_v1.async_query import AsyncQuery
from google.cloud.firestore_v1.base_query import BaseQuery, FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath

from documents.conversations import EDGE_FIELDS
from documents.paths import ACTIVITIES


def edge_queries(client: AsyncClient, conversation: str) -> Iterable[AsyncQuery]:
    """Give the queries for the first and last activities of a conversation.

    Two of each, since one may be the activity that is being changed. They need the composite
    indexes (conversation_id, occurred_at) and (conversation_id, direction, occurred_at).
    """
    linked = client.collection(ACTIVITIES).where(
        filter=FieldFilter("conversation_id", "==", conversation)
    )
    yield _two(linked, BaseQuery.ASCENDING)
    yield _two(linked, BaseQuery.DESCENDING)
    for direction in ("incoming", "outgoing"):
        directed = linked.where(filter=FieldFilter("direction", "==", direction))
        yield _two(directed, BaseQuery.DESCENDING)


def _two(query: AsyncQuery, direction: str) -> AsyncQuery:
    ordered = query.order_by("occurred_at", direction=direction)
    ordered = ordered.order_by(FieldPath.document_id(), direction=direction)
    return ordered.limit(2).select(EDGE_FIELDS)

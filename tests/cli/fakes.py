"""Stand-ins for Google's services and OpenPhone's API, in memory."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from cli.errors import GoogleError
from cli.events.records import Record
from cli.keys.key_text import KeyText
from cli.keys.secret import Versions
from documents.paths import Document
from openphone.api.protocol import ApiError, Request
from openphone.events.envelope import Json

if TYPE_CHECKING:
    from documents.schema import WebhookEvent

URL = "https://receiver.example.com/api/webhooks/openphone"


def record(event_id: str, **fields: object) -> Record:
    """Return a record with these fields."""
    return Record(event_id, cast("WebhookEvent", fields))


class FakeRecords:
    """Records and other documents, these by `collection/id`."""

    def __init__(self, *records: Record, **documents: Document) -> None:
        self.records = {one.id: one for one in records}
        self._documents = documents

    def get(self, event_id: str) -> Record | None:
        return self.records.get(event_id)

    def summaries(self, event_ids: Iterable[str]) -> dict[str, Record]:
        return {name: self.records[name] for name in event_ids if name in self.records}

    def documents(
        self, collection: str, ids: Iterable[str], _fields: Iterable[str] | None = None
    ) -> dict[str, Document]:
        found = {name: self._documents.get(f"{collection}/{name}") for name in ids}
        return {name: document for name, document in found.items() if document is not None}


class FakeTopic:
    """Keeps what is published; it refuses events whose id contains one of `broken`."""

    def __init__(self, *broken: str) -> None:
        self.published: list[tuple[bytes, Mapping[str, str]]] = []
        self._broken = broken

    @property
    def attributes(self) -> dict[str, Mapping[str, str]]:
        return {attributes["event_id"]: attributes for _, attributes in self.published}

    def publish(self, body: bytes, attributes: Mapping[str, str]) -> None:
        if any(name in attributes["event_id"] for name in self._broken):
            raise GoogleError("Pub/Sub does not answer.")
        self.published.append((body, attributes))


class FakeKeys:
    """A secret in memory, the newest version first."""

    def __init__(self, *texts: str) -> None:
        self.versions = [KeyText(text.encode()) for text in texts]

    def read(self) -> Versions:
        return Versions(tuple(self.versions))

    def add(self, text: KeyText) -> str:
        self.versions.insert(0, text)
        return str(len(self.versions))


class FakeOpenPhone:
    """The API with one webhook of 2026, which it can rotate."""

    def send(self, _: Request) -> Mapping[str, Any]:
        return {"data": {"id": "WH1", "key": "whsec_bmV3"}}

    def pages(self, request: Request) -> list[dict[str, Any]]:
        if request.path.startswith("/v1"):
            return []
        return [{"id": "WH1", "url": URL, "events": ["call.missed"], "status": "enabled"}]


class FakeApi:
    """Answers in turn, and keeps what was sent."""

    def __init__(self, *answers: object, there: list[Json] | None = None) -> None:
        self._answers = list(answers)
        self._there = there
        self.sent: list[tuple[str, str]] = []

    def send(self, request: Request) -> object:
        self.sent.append((request.method, request.path))
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def pages(self, _: Request) -> Iterator[Json]:
        if self._there is None:
            raise ApiError("not now", status=503)
        yield from self._there

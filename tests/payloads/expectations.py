"""The example events with their expected documents, and the comparison of documents.

Needs no service, so that tests of the merge in memory can use it as well as tests of the stack.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

Document = dict[str, object]
Documents = dict[str, dict[str, Document]]
"""Collection name to document id to fields."""

COLLECTIONS = (
    "webhook_events",
    "activities",
    "conversations",
    "contacts",
    "openphone_contacts",
)
RECEIPT_TIMES = ("received_at", "processed_at", "expire_at")

_FOLDER = Path(__file__).parent
_SCHEMES = {
    "2026-03-30": "standard",
    "guide": "hex",
    "v3-wrapped": "openphone",
    "v3": "openphone",
    "v4": "openphone",
}


@dataclass(frozen=True)
class Example:
    """One event as it is sent, and what it alone leaves in an empty database."""

    name: str
    scheme: str
    body: bytes
    expected: Documents

    @property
    def event_id(self) -> str:
        """The id under which the event is recorded."""
        return next(iter(self.expected["webhook_events"]))


def examples() -> list[Example]:
    """Return every example event, in the order of the files and of their lines."""
    return [example for shape in _SCHEMES for example in _examples_of(shape)]


def combined() -> Documents:
    """Return what all example events together leave, in whatever order they are sent.

    Event documents do not merge: there they are those of the single events.
    """
    events: dict[str, Document] = {}
    for example in examples():
        events |= example.expected["webhook_events"]
    return {**_documents(_FOLDER / "expected" / "combined.json"), "webhook_events": events}


def differences(
    expected: Documents, stored: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> list[str]:
    """Return a line for each field that is missing, unexpected or different; none when equal.

    `_merge` is the store's own business. Of the times at which an event was received and
    processed and will expire, only the presence counts.
    """
    actual = {
        collection: {key: _comparable(collection, fields) for key, fields in documents.items()}
        for collection, documents in stored.items()
    }
    return list(_differ("", expected, actual))


def _examples_of(shape: str) -> Iterator[Example]:
    bodies = (_FOLDER / f"{shape}.jsonl").read_bytes().splitlines()
    files = sorted((_FOLDER / "expected" / shape).glob("*.json"))
    for body, file in zip(bodies, files, strict=True):
        expected = _documents(file)
        for event in expected["webhook_events"].values():
            event["payload"] = body.decode()
        yield Example(f"{shape}/{file.stem}", _SCHEMES[shape], body, expected)


def _documents(file: Path) -> Documents:
    content = json.loads(file.read_bytes(), object_hook=_with_times)
    return {collection: content.get(collection, {}) for collection in COLLECTIONS}


def _with_times(fields: Document) -> Document:
    """Return the fields, with a time for every text whose name ends in `_at`."""
    return {
        name: datetime.fromisoformat(value)
        if name.endswith("_at") and isinstance(value, str)
        else value
        for name, value in fields.items()
    }


def _comparable(collection: str, fields: Mapping[str, object]) -> Document:
    document = {name: value for name, value in fields.items() if name != "_merge"}
    if collection == "webhook_events":
        for name in RECEIPT_TIMES:
            if not isinstance(document.pop(name, None), datetime):
                document[name] = "no time"
    return document


def _differ(path: str, expected: object, actual: object) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        yield from _differ_in_members(path, expected, actual)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _differ(f"{path}[{number}]", one, other)
    elif not _same(expected, actual):
        yield f"{path}: expected {_shown(expected)}, is {_shown(actual)}"


def _differ_in_members(
    path: str, expected: dict[str, object], actual: dict[str, object]
) -> Iterator[str]:
    for name in sorted(expected.keys() | actual.keys()):
        member = f"{path}/{name}"
        if name not in actual:
            yield f"{member}: missing, expected {_shown(expected[name])}"
        elif name not in expected:
            yield f"{member}: not expected, is {_shown(actual[name])}"
        else:
            yield from _differ(member, expected[name], actual[name])


def _same(expected: object, actual: object) -> bool:
    """Whether the values are equal, where true is not 1 and a time equals only a time."""
    return isinstance(expected, bool) == isinstance(actual, bool) and expected == actual


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)

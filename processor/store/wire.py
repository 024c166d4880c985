"""Documents as protocol buffers, written and read directly.

The client library wraps every value in an object of its own, which took seven tenths of an event's
time (`docs/decisions/0004-preconditioned-commits-in-groups.md`). The messages:
https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from google.cloud.firestore_v1.types import write

from documents.paths import Document

# The classes are made at run time and have no types.
Message: TypeAlias = Any

_Write: Message = write.Write.pb()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def create(name: str, document: Document) -> Message:
    """Return the write that creates a document, which must not exist yet.

    `name` is the full resource name. Raises ValueError or TypeError for a value that Firestore
    cannot hold.
    """
    made = put(name, document)
    made.current_document.exists = False
    return made


def update(name: str, changed: Document, removed: Iterable[str], seen: Message) -> Message:
    """Return the write that changes fields of a document, which must not have changed since `seen`.

    `removed` are the fields to remove. Names of fields must be plain identifiers, as ours are.
    Raises as `create` does.
    """
    made = _Write()
    made.current_document.update_time.CopyFrom(seen)
    made.update.name = name
    made.update_mask.field_paths.extend([*changed, *removed])
    _fill(made.update.fields, changed)
    return made


def put(name: str, document: Document) -> Message:
    """Return the write that creates or replaces a document. Raises as `create` does."""
    made = _Write()
    made.update.name = name
    _fill(made.update.fields, document)
    return made


def delete(name: str) -> Message:
    """Return the write that removes a document, if it exists."""
    return _Write(delete=name)


def decode(fields: Mapping[str, Message]) -> dict[str, Any]:
    """Read the fields of a document: times in UTC, to the microsecond, which is all we write."""
    return {name: _read(value) for name, value in fields.items()}


def _fill(fields: Message, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        _put(fields[name], value)


def _put(into: Message, value: object) -> None:
    if isinstance(value, str):
        into.string_value = value
    elif isinstance(value, bool):
        into.boolean_value = value
    elif isinstance(value, int):
        into.integer_value = value
    elif isinstance(value, datetime):
        _put_time(into.timestamp_value, value)
    elif isinstance(value, Mapping):
        into.map_value.SetInParent()  # also where it is empty
        _fill(into.map_value.fields, value)
    elif isinstance(value, list | tuple):
        _put_list(into.array_value, value)
    elif isinstance(value, float):
        into.double_value = value
    elif isinstance(value, bytes):
        into.bytes_value = value
    elif value is None:
        into.null_value = 0
    else:
        raise TypeError("Firestore has no such value")


def _put_list(into: Message, items: Sequence[object]) -> None:
    into.SetInParent()
    for item in items:
        _put(into.values.add(), item)


def _put_time(into: Message, moment: datetime) -> None:
    seconds, rest = divmod(moment - _EPOCH, _SECOND)
    into.seconds, into.nanos = seconds, rest.microseconds * 1000


def _read_time(value: Message) -> datetime:
    moment = value.timestamp_value
    return _EPOCH + timedelta(seconds=moment.seconds, microseconds=moment.nanos // 1000)


_READERS: dict[str, Callable[[Message], Any]] = {
    "array_value": lambda value: [_read(item) for item in value.array_value.values],
    "boolean_value": lambda value: value.boolean_value,
    "bytes_value": lambda value: value.bytes_value,
    "double_value": lambda value: value.double_value,
    "integer_value": lambda value: value.integer_value,
    "map_value": lambda value: decode(value.map_value.fields),
    "null_value": lambda _: None,
    "string_value": lambda value: value.string_value,
    "timestamp_value": _read_time,
}


def _read(value: Message) -> Any:  # noqa: ANN401 - whatever is stored
    """Raises KeyError for references and geographical points, which no document of ours holds."""
    return _READERS[value.WhichOneof("value_type")](value)

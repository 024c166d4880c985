"""What Firestore can hold: values are made fit, and documents are measured.

Limits: https://firebase.google.com/docs/firestore/quotas and .../storage-size.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

DOCUMENT_BYTES = 1024 * 1024
NESTING = 20
_JSON_NESTING = 200
_INT64 = range(-(2**63), 2**63)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_RESERVED_KEY = re.compile(r"(__.*__)?", re.DOTALL)
_KEY_BYTES = 1500
_DOCUMENT_OVERHEAD = 32
_NAME_OVERHEAD = 16


def sanitize(value: object, room: int = NESTING) -> Any:  # noqa: ANN401 - any Firestore value
    """Return the value in a form that Firestore can hold; the event's payload keeps the original.

    A lone surrogate becomes U+FFFD, an integer beyond 64 bits the nearest float, and a whole float
    an integer, so that equal numbers are stored alike whichever event gave them. A list directly
    in a list, a map with a key that Firestore refuses, and what is nested deeper than `room`
    levels become their JSON text, beyond 200 levels a note that says so.
    """
    if isinstance(value, str):
        return _SURROGATE.sub(_REPLACEMENT, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value in _INT64 else _nearest_float(value)
    if isinstance(value, float):
        # Testing a float for membership in a range would walk through it.
        within = _INT64.start <= value < _INT64.stop
        return int(value) if within and value.is_integer() else value
    if isinstance(value, Mapping):
        return _sanitize_map(value, room)
    if isinstance(value, list | tuple):
        return _sanitize_list(value, room)
    return value


def same_value(one: object, other: object) -> bool:
    """Whether Firestore stores the same for two values; in Python alone, 1 equals True."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same_value(one[name], other[name]) for name in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def size_of(value: object) -> int:
    """Return the bytes that Firestore counts for a value."""
    if isinstance(value, str):
        return len(value.encode("utf-8")) + 1
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(key.encode("utf-8")) + 1 + size_of(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(size_of(item) for item in value)
    return 8 if isinstance(value, int | float | datetime) and not isinstance(value, bool) else 1


def document_size(collection: str, document_id: str, document: Mapping[str, object]) -> int:
    """Return the bytes that Firestore counts for a document, rounded up."""
    name = len(collection.encode("utf-8")) + len(document_id.encode("utf-8")) + 2
    return name + _NAME_OVERHEAD + _DOCUMENT_OVERHEAD + size_of(document)


def _sanitize_map(value: Mapping[str, object], room: int) -> object:
    if room == 0 or not all(_is_key(key) for key in value):
        return _to_json(value)
    return {key: sanitize(item, room - 1) for key, item in value.items()}


def _sanitize_list(value: list[object] | tuple[object, ...], room: int) -> object:
    if room == 0:
        return _to_json(value)
    return [
        _to_json(item) if isinstance(item, list | tuple) else sanitize(item, room - 1)
        for item in value
    ]


def _is_key(key: str) -> bool:
    if _RESERVED_KEY.fullmatch(key) or _SURROGATE.search(key):
        return False
    return len(key.encode("utf-8")) <= _KEY_BYTES


def _nearest_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _to_json(value: object) -> str:
    # Not the interpreter's limit: that depends on the depth of the call, and what is stored must
    # not.
    return "(nested too deeply)" if _is_deeper(value, _JSON_NESTING) else json.dumps(value)


def _is_deeper(value: object, levels: int) -> bool:
    """Whether maps and lists are nested deeper than this many levels; without recursion."""
    level = [value]
    for _ in range(levels):
        level = [
            item
            for found in level
            if isinstance(found, Mapping | list | tuple)
            for item in (found.values() if isinstance(found, Mapping) else found)
        ]
    return any(isinstance(found, Mapping | list | tuple) for found in level)

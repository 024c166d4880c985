"""The algebra of the merge: how a value in a document and a value of an event become one.

Every operation here is commutative, associative and idempotent over the stamps of different
events, so that documents do not depend on the order, the repetition or the splitting of events.
`docs/data-model.md` explains the rule with an example.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Stamp: TypeAlias = str
Stamps: TypeAlias = dict[str, Stamp]
Packed: TypeAlias = dict[Stamp, str]
Values: TypeAlias = MutableMapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def stamp(at: datetime | None, event_id: str) -> Stamp:
    """Give the rank of an event's values: its time (the epoch when unknown), then its id.

    The text sorts as the pair would: the time has a fixed width. Two different events never
    have the same stamp, so a tie in time is decided by the id, the same everywhere.
    """
    return f"{(at or _EPOCH).astimezone(UTC).isoformat(timespec='microseconds')} {event_id}"


def latest(values: Values, stamps: Stamps, new: Mapping[str, Any], at: Stamp) -> None:
    """Take over each new value whose stamp is the greatest that its name has had.

    `new` holds known values only, so an unknown one never replaces a known one.
    """
    for name, value in new.items():
        if at >= stamps.get(name, ""):
            values[name] = value
            stamps[name] = at


def pack(stamps: Stamps) -> Packed:
    """Give stamps as documents keep them: each once, with the names of the values it ranks.

    A document has many values of few events, and every entry costs bytes and encoding time.
    """
    packed: Packed = {}
    for name, at in sorted(stamps.items()):
        packed[at] = f"{packed[at]} {name}" if at in packed else name
    return packed


def unpack(packed: Packed) -> Stamps:
    """Give stamps by name again, from what `pack` made of them."""
    return {name: at for at, names in packed.items() for name in names.split(" ")}


def union(values: Values, name: str, new: Iterable[str]) -> None:
    """Add to a set, which is stored as a sorted list; an empty set is not stored."""
    joined = sorted({*values.get(name, ()), *new})
    if joined:
        values[name] = joined


def earliest(values: Values, name: str, new: datetime | None) -> None:
    """Lower a minimum."""
    if new is not None and (name not in values or new < values[name]):
        values[name] = new


def greatest(values: Values, name: str, new: Any) -> None:  # noqa: ANN401 - anything with an order
    """Raise a maximum."""
    if new is not None and (name not in values or new > values[name]):
        values[name] = new


def recordings(
    old: list[Values], old_stamps: list[Packed], new: Iterable[Mapping[str, Any]], at: Stamp
) -> tuple[list[Values], list[Packed]]:
    """Join two lists of recordings: one entry for each host and path, members by stamp.

    Gives the entries in the order of (`started_at`, key), those without a start last, and the
    packed stamps of their members in the same order.
    """
    joined = {
        recording_key(entry["url"]): (dict(entry), unpack(packed))
        for entry, packed in zip(old, old_stamps, strict=True)
    }
    for entry in new:
        values, stamps = joined.setdefault(recording_key(entry["url"]), ({}, {}))
        latest(values, stamps, entry, at)
    ordered = sorted(
        joined.items(), key=lambda item: (item[1][0].get("started_at", _LAST), item[0])
    )
    return [pair[0] for _, pair in ordered], [pack(pair[1]) for _, pair in ordered]


def recording_key(url: str) -> str:
    """Give host and path: the query of a signed address changes between fetches."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") + parts.path
    except ValueError:
        return url

"""The algebra of the merge: how a value in a document and a value of an event become one.

Every operation here is commutative, associative and idempotent over the stamps of different
events, so documents do not depend on the order, repetition or distribution of events.
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
    """Return the rank of an event's values: its time (the epoch when unknown), then its id.

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
    """Return stamps as documents keep them: each once, with the names of the values it ranks.

    A document has many values from few events, and every entry costs bytes and encoding time.
    """
    packed: Packed = {}
    for name, at in sorted(stamps.items()):
        packed[at] = f"{packed[at]} {name}" if at in packed else name
    return packed


def unpack(packed: Packed) -> Stamps:
    """Return stamps by name, from what `pack` returned."""
    return {name: at for at, names in packed.items() for name in names.split(" ")}


def union(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Return a set grown by new members: a sorted list, as it is stored."""
    return sorted({*old, *new})


def earliest(*times: datetime | None) -> datetime | None:
    """Return the first of the known times, None when none is known."""
    return min((time for time in times if time is not None), default=None)


def newest(*times: datetime | None) -> datetime | None:
    """Return the last of the known times, None when none is known."""
    return max((time for time in times if time is not None), default=None)


def recordings(
    old: Iterable[Mapping[str, Any]],
    old_stamps: Iterable[Packed],
    new: Iterable[Mapping[str, Any]],
    at: Stamp,
) -> tuple[list[Any], list[Packed]]:
    """Join two lists of recordings: one entry for each host and path, members by stamp.

    Returns the entries in the order of (`started_at`, key), those without a start last, and the
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
    """Return host and path: the query of a signed address changes between fetches."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") + parts.path
    except ValueError:
        return url

"""A transcript too large for its activity's document goes whole into parts below it. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from documents.paths import ACTIVITIES, Document, Path, vendor_document_id
from documents.values import DOCUMENT_BYTES, document_size, sanitize, size_of
from openphone.errors import EventError
from openphone.events.event import Activity

# Decided by its own size alone, so that what else the document holds, and when, has no influence.
INLINE_BYTES = 500_000
PART_BYTES = 700_000


def split(activity: Activity, event_id: str) -> tuple[Activity, dict[Path, Document]]:
    """Move a large dialogue into parts: the activity names them, in order, instead.

    The ids of the parts hold the event id and a digest of the content, so that another body
    under the same event id cannot overwrite them.

    Raises EventError for a single line that no document can hold.
    """
    dialogue = [sanitize(line) for line in activity.ai_transcript.get("dialogue", ())]
    if size_of(dialogue) <= INLINE_BYTES:
        return activity, {}
    parts: dict[Path, Document] = {
        part_path(activity.id, f"{event_id}-{_digest(lines)}-{number:04}"): {"dialogue": lines}
        for number, lines in enumerate(_pack(dialogue))
    }
    for path, part in parts.items():
        if document_size(path.collection, path.id, part) > DOCUMENT_BYTES:
            raise EventError("a line of the transcript is larger than a document can be")
    named = activity.ai_transcript.copy()
    del named["dialogue"]
    named["parts"] = [path.id for path in parts]
    return replace(activity, ai_transcript=named), parts


def part_path(activity_id: str, part_id: str) -> Path:
    """Return where a part of an activity's transcript is."""
    return Path(f"{ACTIVITIES}/{vendor_document_id(activity_id)}/transcript_parts", part_id)


def part_ids(activity: Document | None) -> tuple[str, ...]:
    """Return the ids of the parts that an activity's document names."""
    return tuple(activity.get("ai_transcript", {}).get("parts", ()) if activity else ())


def _pack(lines: Sequence[Any]) -> Iterator[list[Any]]:
    """Fill parts in order; a large line gets a part to itself."""
    packed: list[Any] = []
    room = PART_BYTES
    for line in lines:
        size = size_of(line)
        if packed and size > room:
            yield packed
            packed, room = [], PART_BYTES
        packed.append(line)
        room -= size
    yield packed


def _digest(lines: list[Any]) -> str:
    return hashlib.sha256(repr(lines).encode("utf-8")).hexdigest()[:8]

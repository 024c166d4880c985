"""What planning an event needs to read, and what it gives to write."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from documents.paths import Document, Path


class Outcome(StrEnum):
    """What became of an event."""

    STORED = "stored"
    IGNORED = "ignored"
    FAILED = "failed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Get:
    """A need for documents, answered by a mapping of each path to its document or None.

    `fresh` ones may be relied on without being written, so they must be read after what was asked
    for before: not even a document that the same attempt read for another event will do, unless
    it is to be written.
    """

    paths: tuple[Path, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Edges:
    """A need for a conversation's first and last activities but one, over all and by direction.

    Answered by a sequence of `conversations.TimelineEntry`, in any order.
    """

    conversation: str
    without: str


@dataclass(frozen=True, slots=True)
class Change:
    """A document to create (`before` is None) or to change."""

    path: Path
    before: Document | None
    after: Document


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one event changes.

    `changes` and `removals` go into one commit; `parts` (of large payloads and transcripts, by
    path) are written before it, and mean nothing until it names them. `error` says why an event
    failed.
    """

    outcome: Outcome
    changes: tuple[Change, ...] = ()
    removals: tuple[Path, ...] = ()
    parts: Mapping[Path, Document] = field(default_factory=dict)
    error: str | None = None


Known: TypeAlias = Mapping[Path, Document | None]
# Yields what it needs, is sent the answer, returns the plan.
Planning: TypeAlias = Generator[Get | Edges, Any, Plan]

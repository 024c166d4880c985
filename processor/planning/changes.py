"""What a plan decides to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from documents.paths import Document, Path


class Outcome(StrEnum):
    """What became of an event."""

    STORED = "stored"
    IGNORED = "ignored"
    FAILED = "failed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Change:
    """A document to create (`before` is None) or to change."""

    path: Path
    before: Document | None
    after: Document


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one event changes.

    `changes` and `removals` go into one commit. `parts` (of large payloads and transcripts, by
    path) are written before it, and mean nothing until it names them. `error` says why an event
    failed.
    """

    outcome: Outcome
    changes: tuple[Change, ...] = ()
    removals: tuple[Path, ...] = ()
    parts: Mapping[Path, Document] = field(default_factory=dict)
    error: str | None = None

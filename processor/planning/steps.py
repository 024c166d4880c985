"""What planning the events of every kind begins and ends with."""

from collections.abc import Generator, Iterable, Mapping
from datetime import datetime
from typing import Any

from documents.paths import Document, Path
from documents.records import record
from processor.planning.changes import Change, Edges, Get, Known
from processor.planning.job import Job


def get(
    paths: Iterable[Path], *, fresh: bool = False
) -> Generator[Get | Edges, Any, dict[Path, Document | None]]:
    """Ask for documents and give them by path, None for those that are not there."""
    known: Known = yield Get(tuple(sorted(set(paths))), fresh)
    return dict(known)


def record_change(
    job: Job,
    known: Known,
    now: datetime,
    **more: Any,  # noqa: ANN401 - members of the record
) -> tuple[Change, Mapping[Path, Document]]:
    """Give the change that records the event, and the parts of a large payload."""
    document, parts = record(job.pushed, now=now, keep=job.options.keep, **more)
    return Change(job.record_path, known[job.record_path], document), parts

"""The record that every event leaves."""

from collections.abc import Mapping
from datetime import datetime

from documents.paths import Document, Path
from documents.records import record
from processor.planning.changes import Change, Outcome, Plan
from processor.planning.job import Job


def record_activity(
    job: Job, stored: Document | None, now: datetime, activity_id: str = ""
) -> tuple[Change, Mapping[Path, Document]]:
    """Return the change that records a stored event, and the parts of a large payload."""
    document, parts = record(job.pushed, now=now, keep=job.options.keep, activity_id=activity_id)
    return Change(job.record_path, stored, document), parts


def plan_record(job: Job, stored: Document | None, now: datetime, error: str | None) -> Plan:
    """Return the plan of an event that changes nothing else: failed, or without error ignored."""
    document, parts = record(
        job.pushed, now=now, keep=job.options.keep, error=error, ignored=error is None
    )
    change = Change(job.record_path, stored, document)
    return Plan(Outcome.FAILED if error else Outcome.IGNORED, (change,), (), parts, error)

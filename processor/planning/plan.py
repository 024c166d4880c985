"""What one event changes, decided without I/O.

`plan` is a generator: it yields what it needs to read and is sent the answer, and its return
value is everything to write, in one commit. Whoever drives it does the reading and writing:
the store on Firestore, the property tests in memory.
"""

from datetime import datetime

from documents.records import is_duplicate
from openphone.errors import EventError
from processor.planning.activity import plan_activity
from processor.planning.address_book import plan_entry
from processor.planning.changes import Outcome, Plan, Planning
from processor.planning.job import Job
from processor.planning.steps import get, record_change


def plan(job: Job, now: datetime) -> Planning:
    """Decide what the event changes; see the module's text for how to drive it."""
    try:
        if job.applied is not None:
            return (yield from plan_activity(job, job.applied, now))
        if job.entry is not None:
            return (yield from plan_entry(job, job.entry, now))
    except EventError as error:
        return (yield from _plan_record(job, now, str(error)))
    return (yield from _plan_record(job, now, job.error))


def fail(job: Job, now: datetime, error: str) -> Planning:
    """Decide to record that the event's documents were refused, and why."""
    return (yield from _plan_record(job, now, error))


def _plan_record(job: Job, now: datetime, error: str | None) -> Planning:
    known = yield from get([job.record_path])
    if is_duplicate(known[job.record_path], job.pushed):
        return Plan(Outcome.DUPLICATE)
    change, parts = record_change(job, known, now, ignored=error is None, error=error)
    return Plan(Outcome.IGNORED if error is None else Outcome.FAILED, (change,), (), parts, error)

"""What one event changes: the entry point of planning."""

from datetime import datetime

from documents.records import is_duplicate
from openphone.errors import EventError
from processor.planning.activity import plan_activity
from processor.planning.address_book import plan_entry
from processor.planning.changes import Outcome, Plan
from processor.planning.job import Job
from processor.planning.reader import Reader
from processor.planning.record import plan_record


async def plan(job: Job, reader: Reader, now: datetime) -> Plan:
    """Decide what the event changes; `now` is the time of processing.

    Raises what the reader raises.
    """
    known = await reader.get(job.first_reads)
    stored = known[job.record_path]
    if is_duplicate(stored, job.pushed):
        return Plan(Outcome.DUPLICATE)
    try:
        if job.activity is not None:
            return await plan_activity(job, job.activity, known, reader, now)
        if job.entry is not None:
            return await plan_entry(job, job.entry, known, reader, now)
    except EventError as error:
        return plan_record(job, stored, now, str(error))
    return plan_record(job, stored, now, job.error)


async def fail(job: Job, reader: Reader, now: datetime, error: str) -> Plan:
    """Decide to record that the event cannot be stored, and why."""
    stored = (await reader.get([job.record_path]))[job.record_path]
    if is_duplicate(stored, job.pushed):
        return Plan(Outcome.DUPLICATE)
    return plan_record(job, stored, now, error)

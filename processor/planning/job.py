"""One pushed event on its way to be planned: read once, planned as often as it takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from documents import activities, contacts, transcripts
from documents.parties import MOST_OUTSIDE, outside
from documents.paths import (
    ACTIVITIES,
    CONVERSATIONS,
    Document,
    Path,
    conversation_id,
    vendor_document_id,
)
from documents.records import PAYLOAD_BYTES, record_path
from openphone.errors import EventError
from openphone.events.event import AddressBookEntry, Event
from openphone.events.reading import read_event
from pipeline.message import PushedMessage


@dataclass(frozen=True, slots=True)
class Options:
    """Our own numbers, and how long records of events are kept."""

    numbers: frozenset[str] = frozenset()
    keep: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Job:
    """A pushed event that was read once, ready to be planned as often as contention asks.

    `applied` belongs to an event of a message or call, `entry` to one of the address book;
    `error` says why the event can never be understood; with none of them it is only archived.
    """

    pushed: PushedMessage
    options: Options
    at: datetime | None = None
    applied: activities.Applied | None = None
    entry: AddressBookEntry | None = None
    parts: Mapping[Path, Document] = field(default_factory=dict)
    error: str | None = None

    @property
    def record_path(self) -> Path:
        """The record of the event."""
        return record_path(self.pushed.event_id)

    @property
    def activity_path(self) -> Path | None:
        """The document of the event's message or call."""
        if self.applied is None:
            return None
        return Path(ACTIVITIES, vendor_document_id(self.applied.activity.id))

    @property
    def conversation_path(self) -> Path | None:
        """The document of the conversation with the parties that the event names."""
        if self.applied is None or self.applied.outside is None:
            return None
        return Path(CONVERSATIONS, conversation_id(self.applied.outside.numbers))

    @property
    def reads_first(self) -> bool:
        """Whether to look at what is stored before anything is sent to be stored.

        A replay is of an event that is there; one that names nobody is seldom the first of its
        message or call; and a large one shall not be sent in vain.
        """
        names_nobody = self.applied is not None and self.applied.outside is None
        large = bool(self.parts) or len(self.pushed.body) > PAYLOAD_BYTES
        return self.pushed.replay or names_nobody or large


def prepare(pushed: PushedMessage, options: Options) -> Job:
    """Read an event; one that can never be understood becomes a job that records the reason."""
    try:
        return _prepare(pushed, options, read_event(pushed.body))
    except EventError as error:
        return Job(pushed, options, error=str(error))


def _prepare(pushed: PushedMessage, options: Options, event: Event) -> Job:
    if event.entry is not None:
        if len(contacts.numbers_of(event.entry.fields)) > MOST_OUTSIDE:
            raise EventError(f"the event names more than {MOST_OUTSIDE} outside numbers")
        return Job(pushed, options, event.at, entry=event.entry)
    if event.activity is None:
        return Job(pushed, options)
    activity, parts = transcripts.split(event.activity, pushed.event_id)
    named = outside(activity.parties, options.numbers)
    applied = activities.Applied(pushed.event_id, event.at, activity, named)
    return Job(pushed, options, event.at, applied, parts=parts)

"""One pushed event on its way to be planned: read once, planned as often as it takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from documents import contacts, transcripts
from documents.parties import ExternalParties, check_count, external_parties
from documents.paths import (
    ACTIVITIES,
    CONVERSATIONS,
    ENTRIES,
    Document,
    Path,
    contact_path,
    conversation_id,
    vendor_document_id,
)
from documents.records import PAYLOAD_BYTES, record_path
from openphone.errors import EventError
from openphone.events.event import Activity, AddressBookEntry, Event
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

    `at` is the event time. `activity`, with the `external` parties that the event names, belongs to
    an event of a message or call, `entry` to one of the address book; `error` says why the event
    can never be understood; with none of the three it is only archived.
    """

    pushed: PushedMessage
    options: Options
    at: datetime | None = None
    activity: Activity | None = None
    external: ExternalParties | None = None
    entry: AddressBookEntry | None = None
    parts: Mapping[Path, Document] = field(default_factory=dict)
    error: str | None = None

    @property
    def event_id(self) -> str:
        """The id under which the event is stored."""
        return self.pushed.event_id

    @property
    def record_path(self) -> Path:
        """The record of the event."""
        return record_path(self.event_id)

    @property
    def activity_path(self) -> Path | None:
        """The document of the event's message or call."""
        if self.activity is None:
            return None
        return Path(ACTIVITIES, vendor_document_id(self.activity.id))

    @property
    def conversation_path(self) -> Path | None:
        """The document of the conversation with the parties that the event names."""
        if self.external is None:
            return None
        return Path(CONVERSATIONS, conversation_id(self.external.numbers))

    @property
    def contacts(self) -> dict[Path, str]:
        """The numbers that the event names, by the paths of their contacts."""
        numbers = contacts.numbers_of(self.entry.fields) if self.entry else frozenset()
        if self.external is not None:
            numbers = frozenset(self.external.numbers)
        return {contact_path(number): number for number in sorted(numbers)}

    @property
    def first_reads(self) -> list[Path]:
        """What planning the event reads first, so that several events can be read at once."""
        entry = Path(ENTRIES, vendor_document_id(self.entry.id)) if self.entry else None
        paths = (self.record_path, self.activity_path, self.conversation_path, entry)
        return [*(path for path in paths if path), *self.contacts]

    @property
    def bypasses_cache(self) -> bool:
        """Whether the cache must not be trusted: everything is read before anything is sent.

        A replayed event has a record; an event that names nobody is seldom the first of its
        message or call; and a large one should not be sent in vain.
        """
        names_nobody = self.activity is not None and self.external is None
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
        check_count(contacts.numbers_of(event.entry.fields))
        return Job(pushed, options, event.at, entry=event.entry)
    if event.activity is None:
        return Job(pushed, options)
    activity, parts = transcripts.split(event.activity, pushed.event_id)
    external = external_parties(activity.parties, options.numbers)
    return Job(pushed, options, event.at, activity, external, parts=parts)

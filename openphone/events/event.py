"""An event in the one form that everything behind this package knows.

Only *known* values appear: absent, null, empty and `unavailable` of a delivery are all absent here.
"""

from dataclasses import dataclass, field
from datetime import datetime

from openphone.events.fields import (
    ActivityFields,
    AiSummary,
    AiTranscript,
    EntryFields,
    Recording,
    Voicemail,
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who an event says took part, before anybody decided which of them is outside.

    `sender`, `recipients` and `direction` count together; `external` is never one of ours.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()
    direction: str = ""
    external: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """What an event knows of one message or one call.

    The members of `voicemail`, `ai_summary` and `ai_transcript` count singly. `created_at` and
    `other_at` are times of the message or call itself: its creation, and the earliest other.
    """

    id: str
    fields: ActivityFields
    parties: Parties
    voicemail: Voicemail = field(default_factory=Voicemail)
    ai_summary: AiSummary = field(default_factory=AiSummary)
    ai_transcript: AiTranscript = field(default_factory=AiTranscript)
    recordings: tuple[Recording, ...] = ()
    created_at: datetime | None = None
    other_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressBookEntry:
    """What an event knows of one entry of the vendor's address book."""

    id: str
    fields: EntryFields


@dataclass(frozen=True, slots=True)
class Event:
    """One event; with neither `activity` nor `entry` it is of a type that is only archived.

    `at` is the event time: the object's `updatedAt`, else the envelope's `createdAt`, else the
    latest of the object's own times.
    """

    type: str
    at: datetime | None = None
    activity: Activity | None = None
    entry: AddressBookEntry | None = None

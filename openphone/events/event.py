"""An event in the one form that everything behind this package knows.

Field names are those of the stored documents; only *known* values appear: absent, null, empty
and `unavailable` of a delivery are all absent here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

Fields: TypeAlias = Mapping[str, Any]


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

    `fields` are scalars and lists; `voicemail`, `ai_summary` and `ai_transcript` are maps whose
    members count singly; `recordings` are maps with at least a `url`. `created_at` and
    `other_at` are times of the message or call itself: its creation, and the earliest other.
    """

    id: str
    fields: Fields
    parties: Parties
    voicemail: Fields = field(default_factory=dict)
    ai_summary: Fields = field(default_factory=dict)
    ai_transcript: Fields = field(default_factory=dict)
    recordings: tuple[Fields, ...] = ()
    created_at: datetime | None = None
    other_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressBookEntry:
    """What an event knows of one entry of the vendor's address book.

    `fields` are `first_name`, `last_name`, `company`, `role`, `emails`, `phone_numbers` and
    always `deleted`.
    """

    id: str
    fields: Fields


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

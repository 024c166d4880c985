"""The documents as readers find them: every field with its type. Types alone, nothing to run.

What events say is typed in `openphone.events.fields`; here stands what the pipeline makes of it.
Tests hold these types and what the processor writes together, and make docs/frontend/types.ts of
them (`python -m tests.typescript`). A field that is not `Required` is absent where it is unknown,
and never null or empty. The text below a field is its comment there. Beside these fields documents
hold `_merge`, the merge's bookkeeping, which is no reader's business.
"""

from datetime import datetime
from typing import Literal, Required, TypedDict

from openphone.events.fields import (
    ActivityFields,
    ActivityType,
    AiSummary,
    AiTranscript,
    DialogueLine,
    Direction,
    EntryFields,
    Recording,
    Voicemail,
)


class Contact(TypedDict, total=False):
    """`contacts/{id}`: one outside number, with the name of one address-book entry."""

    phone_number: Required[str]
    display_name: str
    name_key: str
    """The display name (first and last name, else company), case-folded: for prefix search."""
    first_name: str
    last_name: str
    company: str
    role: str
    emails: list[str]
    openphone_contact_ids: list[str]
    first_seen_at: datetime
    """The earliest time of any message or call that names the number."""
    deleted: bool
    """Whether every entry that holds the number is deleted; the last known name stays."""


class LastActivity(TypedDict, total=False):
    """What a list of conversations shows of the last message or call."""

    id: Required[str]
    activity_type: Required[ActivityType]
    direction: Direction
    status: str
    answered: bool
    """Of calls: whether somebody, or the vendor's AI agent, took it."""
    preview: str
    """Of messages: the start of the text, at most 140 characters."""


class Conversation(TypedDict, total=False):
    """`conversations/{id}`: one timeline for one outside number or group, across all our lines."""

    contact_ids: Required[list[str]]
    """Documents in `contacts`, one for each participant."""
    participants: Required[list[str]]
    """The outside numbers; more than one is a group."""
    openphone_conversation_ids: list[str]
    phone_number_ids: list[str]
    first_activity_at: datetime
    last_activity_at: datetime
    last_activity: LastActivity
    last_incoming_at: datetime
    last_outgoing_at: datetime


class Activity(ActivityFields, total=False):
    """`activities/{id}`: one message or one call, with all that belongs to it."""

    openphone_id: Required[str]
    contact_ids: list[str]
    conversation_id: str
    """The document in `conversations`; absent while no event has named the parties."""
    occurred_at: datetime
    """When it happened: the timeline's order."""
    event_at: datetime
    """The time of the newest event that was applied."""
    recording_url: str
    recordings: list[Recording]
    voicemail: Voicemail
    ai_summary: AiSummary
    ai_transcript: AiTranscript


class TranscriptPart(TypedDict):
    """`activities/{id}/transcript_parts/{part}`: a piece of a large transcript."""

    dialogue: list[DialogueLine]


class OpenPhoneContact(EntryFields):
    """`openphone_contacts/{id}`: one entry of the vendor's address book. No client reads it."""


class WebhookEvent(TypedDict, total=False):
    """`webhook_events/{id}`: one event and what became of it. For operators."""

    event_id: Required[str]
    event_type: str
    api_version: str
    signature_scheme: str
    payload: str
    """The body as it was received; absent where `payload_parts` hold it."""
    payload_encoding: Literal["gzip-parts"]
    payload_parts: list[str]
    """In order, the documents of `payload_parts` whose `data`, joined, is the gzipped body."""
    processed: Required[bool]
    """False where the event could not be understood: then `error_message` says why."""
    ignored: bool
    """True where the event was only archived, else absent."""
    error_message: str
    activity_id: str
    received_at: Required[datetime]
    processed_at: Required[datetime]
    expire_at: Required[datetime]
    """When the record may be deleted."""


class PayloadPart(TypedDict):
    """`webhook_events/{id}/payload_parts/{part}`: a piece of a large payload."""

    data: bytes
    expire_at: datetime

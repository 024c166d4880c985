"""The documents as readers find them: every field with its type. Types alone, nothing to run.

No service imports this; tests hold it and what the processor writes together, and make
docs/frontend/types.ts of it (`python -m tests.typescript`). A field that is not `Required` is
absent where it is unknown, and never null or empty. The text below a field is its comment there.
Beside these fields documents hold `_merge`, the merge's bookkeeping, which is no reader's business.
"""

from datetime import datetime
from typing import Any, Literal, Required, TypeAlias, TypedDict

ActivityType: TypeAlias = Literal["message", "call"]
Direction: TypeAlias = Literal["incoming", "outgoing"]


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


class Media(TypedDict, total=False):
    """A file of a message. Its address may expire."""

    url: Required[str]
    type: str
    """The MIME type, for example `image/jpeg`."""


class Recording(TypedDict, total=False):
    """A recording of a call. Its address may expire."""

    id: str
    url: Required[str]
    type: str
    duration_seconds: float
    size_bytes: float
    started_at: datetime


class Voicemail(TypedDict, total=False):
    """What a caller left on a call's voicemail. Its address may expire."""

    id: str
    url: str
    type: str
    duration_seconds: float
    transcript: str


class AiSummary(TypedDict, total=False):
    """The vendor's summary of a call."""

    text: str
    """The summary as one text, its lines joined."""
    summary: list[str]
    key_points: list[str]
    next_steps: list[str]
    sentiment: str
    jobs: list[Any]
    """What the vendor's AI agent did, in the vendor's own form."""
    status: str


class DialogueLine(TypedDict, total=False):
    """One thing that somebody said."""

    speaker: str
    """A role such as `Agent`, where the event names no number or user."""
    identifier: str
    user_id: str
    """The speaker, where it is one of us."""
    text: str
    start: float
    """Seconds from the start of the call."""
    end: float


class AiTranscript(TypedDict, total=False):
    """The vendor's transcript of a call: `dialogue`, or for a large one `parts`."""

    dialogue: list[DialogueLine]
    parts: list[str]
    """In order, the documents of `transcript_parts` that hold the dialogue."""
    confidence: float
    duration_seconds: float
    status: str


class Activity(TypedDict, total=False):
    """`activities/{id}`: one message or one call, with all that belongs to it."""

    openphone_id: Required[str]
    activity_type: Required[ActivityType]
    direction: Direction
    status: str
    """As the vendor says it, or as the event's type does; new values may come."""
    body: str
    media_urls: list[str]
    media: list[Media]
    from_number: str
    to_numbers: list[str]
    participants: list[str]
    """All numbers of a call, ours among them, as the vendor lists them."""
    contact_ids: list[str]
    conversation_id: str
    """The document in `conversations`; absent while no event has named the parties."""
    openphone_conversation_id: str
    phone_number_id: str
    user_id: str
    occurred_at: datetime
    """When it happened: the timeline's order."""
    event_at: datetime
    """The time of the newest event that was applied."""
    error_code: str
    duration_seconds: float
    answered_at: datetime
    completed_at: datetime
    answered_by: str
    handled_by_ai: bool
    forwarded_from: str
    forwarded_to: str
    menu_selection: str
    recording_url: str
    recordings: list[Recording]
    voicemail: Voicemail
    ai_summary: AiSummary
    ai_transcript: AiTranscript


class TranscriptPart(TypedDict):
    """`activities/{id}/transcript_parts/{part}`: a piece of a large transcript."""

    dialogue: list[DialogueLine]


class OpenPhoneContact(TypedDict, total=False):
    """`openphone_contacts/{id}`: one entry of the vendor's address book. No client reads it."""

    first_name: str
    last_name: str
    company: str
    role: str
    emails: list[str]
    phone_numbers: list[str]
    deleted: Required[bool]


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

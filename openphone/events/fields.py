"""The fields that readers fill in, named and typed as in the stored documents.

A field that is not `Required` is absent where it is unknown, and never null or empty.
`documents/schema.py` adds what the pipeline itself knows; the text below a field is its comment
in docs/frontend/types.ts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Required, TypeAlias, TypedDict, TypeVar

ActivityType: TypeAlias = Literal["message", "call"]
Direction: TypeAlias = Literal["incoming", "outgoing"]
Form = TypeVar("Form", bound=Mapping[str, object])


def known(form: type[Form], **values: object) -> Form:
    """Return a TypedDict of those values that are known: not None, nor an empty text, list or map.

    Raises TypeError for a name that the TypedDict does not have.
    """
    described: Any = form
    if strange := values.keys() - described.__required_keys__ - described.__optional_keys__:
        raise TypeError(f"{form.__name__} has no {', '.join(sorted(strange))}")
    return form(
        **{name: value for name, value in values.items() if value not in (None, "", [], {}, ())}
    )


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


class ActivityFields(TypedDict, total=False):
    """What events say of a message or call itself."""

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
    openphone_conversation_id: str
    phone_number_id: str
    user_id: str
    error_code: str
    duration_seconds: float
    answered_at: datetime
    completed_at: datetime
    answered_by: str
    handled_by_ai: bool
    forwarded_from: str
    forwarded_to: str
    menu_selection: str


class EntryFields(TypedDict, total=False):
    """What events say of an entry of the vendor's address book."""

    first_name: str
    last_name: str
    company: str
    role: str
    emails: list[str]
    phone_numbers: list[str]
    deleted: Required[bool]

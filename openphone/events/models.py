"""The parts of a delivery as OpenPhone sends them, one model for all five shapes of each part.

A field that a shape lacks is None. Where two shapes name one thing differently, both names are
here, and the readers take the one that is known. `Media`, `CallVoicemail` and `Summary` have the
names of the stored documents, so that `known` takes them as they are.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from openphone.events.wire import Code, Items, Number, Phones, Start, Texts, Time, Trimmed, Wire


class Envelope(Wire):
    """The outermost layer of an event."""

    created_at: Time | None = None


class ContextParticipants(Wire):
    """Who took part, as 2026-03-30 says it; `unavailable` means unknown, not empty."""

    workspace: Phones | None = None
    external: Phones | None = None
    resolution: str | None = None


class Context(Wire):
    """What 2026-03-30 puts beside the resource."""

    conversation_id: str | None = None
    phone_number_id: str | None = None
    user_id: str | None = None
    sender_identifier: Trimmed | None = None
    recipient_identifiers: Phones | None = None
    participants: ContextParticipants | None = None


class Data(Wire):
    """What stands beside the object. v4 names the conversation in the deep link alone."""

    context: Context | None = None
    deep_link: str | None = None


class Resource(Wire):
    """What messages, calls and all that belongs to a call have in common."""

    id: str | None = None
    call_id: str | None = None
    direction: str | None = None
    sender: Trimmed | None = Field(default=None, alias="from")
    to: Phones | None = None
    participants: Phones | None = None
    conversation_id: str | None = None
    phone_number_id: str | None = None
    user_id: str | None = None
    status: str | None = None
    created_at: Time | None = None
    updated_at: Time | None = None
    answered_at: Time | None = None
    completed_at: Time | None = None
    delivered_at: Time | None = None
    answered_by: str | None = None
    answered_by_user_id: str | None = None
    handled_by_ai_agent: bool | None = None


class Media(Wire):
    """A file of a message, or the recording of a call; the guide's names its call beside this."""

    id: str | None = None
    url: str | None = None
    type: str | None = None
    duration_seconds: Number | None = Field(default=None, alias="duration")
    size_bytes: Number | None = Field(default=None, alias="size")
    started_at: Time | None = Field(default=None, alias="startTime")


def _as_media(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


class Message(Resource):
    """A text message."""

    text: str | None = None
    body: str | None = None
    media: Items[Annotated[Media, BeforeValidator(_as_media)]] | None = None
    error_code: Code | None = None


class CallVoicemail(Wire):
    """The voicemail inside a v2 or v3 call."""

    id: str | None = None
    url: str | None = None
    type: str | None = None
    duration_seconds: Number | None = Field(default=None, alias="duration")
    transcript: str | None = None


class Voicemail(CallVoicemail):
    """The 2026-03-30 voicemail: an object of its own that names its call beside this."""

    id: str | None = Field(default=None, alias="voicemailId")
    url: str | None = Field(default=None, alias="recordingUrl")


class Call(Resource):
    """A call; a recording event of v2 to 2026 carries one too."""

    duration: Number | None = None
    forwarded_from: Trimmed | None = None
    forwarded_to: Trimmed | None = None
    menu_selection: Code | None = None
    selection: Code | None = None
    phone_menu_selection: Code | None = None
    phone_menu_selection_name: str | None = None
    media: Items[Annotated[Media, BeforeValidator(_as_media)]] | None = None
    recordings: Items[Media] | None = None
    recording_url: str | None = None
    voicemail: CallVoicemail | None = None


class AiPart(Resource):
    """What an AI summary and an AI transcript say of themselves and of their call."""

    processing_status: str | None = None


class Summary(Wire):
    """What an AI summary says; it names its call beside this."""

    summary: Texts | None = None
    key_points: Texts | None = None
    next_steps: Texts | None = None
    sentiment: str | None = None
    jobs: list[Any] | None = None


class Line(Wire):
    """One thing that somebody said."""

    speaker: str | None = None
    identifier: Trimmed | None = None
    user_id: str | None = None
    content: str | None = None
    text: str | None = None
    start: Number | None = None
    end: Number | None = None
    timestamp: Start | None = None


class GuideTranscript(Wire):
    """The guide's transcript inside its event."""

    dialogue: Items[Line] | None = None
    confidence: Number | None = None


class Transcript(GuideTranscript):
    """What an AI transcript says; it names its call beside this."""

    transcript: GuideTranscript | None = None
    duration: Number | None = None

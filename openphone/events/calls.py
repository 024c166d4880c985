"""Reads events of calls and of what belongs to a call."""

from collections.abc import Iterable
from dataclasses import replace

from openphone.events import fields, models
from openphone.events.event import Activity
from openphone.events.fields import known
from openphone.events.normalize import Delivered, activity, state


def read_call(delivered: Delivered) -> Activity:
    """Read a call of any shape and state, with the recordings and the voicemail it carries."""
    call = delivered.parse(models.Call)
    found = activity(
        delivered,
        call,
        "call",
        own=True,
        speaks=True,
        duration_seconds=call.duration,
        answered_at=call.answered_at,
        completed_at=call.completed_at,
        forwarded_from=call.forwarded_from,
        forwarded_to=call.forwarded_to,
        menu_selection=call.menu_selection
        or call.selection
        or call.phone_menu_selection
        or call.phone_menu_selection_name,
    )
    voicemail = known(fields.Voicemail, **dict(call.voicemail or {}))
    return replace(found, recordings=_recordings(_recorded(call)), voicemail=voicemail)


def read_recording(delivered: Delivered) -> Activity:
    """Read a recording: the guide's has a call, in all other shapes it is the call."""
    resource = delivered.parse(models.Resource)
    if not resource.call_id:
        return read_call(delivered)
    found = [delivered.parse(models.Media), *_recorded(delivered.parse(models.Call))]
    return replace(_part(delivered, resource), recordings=_recordings(found))


def read_voicemail(delivered: Delivered) -> Activity:
    """Read the voicemail of a call; it says itself who left it for whom."""
    resource = delivered.parse(models.Resource)
    voicemail = known(fields.Voicemail, **dict(delivered.parse(models.Voicemail)))
    return replace(_part(delivered, resource, speaks=True), voicemail=voicemail)


def read_summary(delivered: Delivered) -> Activity:
    """Read an AI summary; its status is never the call's."""
    resource, summary = delivered.parse(models.AiPart), delivered.parse(models.Summary)
    text = "\n".join(summary.summary or ())
    members = known(fields.AiSummary, **dict(summary), text=text, status=_progress(resource))
    return replace(_part(delivered, resource), ai_summary=members)


def read_transcript(delivered: Delivered) -> Activity:
    """Read an AI transcript; its status and duration are never the call's."""
    resource, transcript = delivered.parse(models.AiPart), delivered.parse(models.Transcript)
    inner = transcript.transcript or models.GuideTranscript()
    lines = transcript.dialogue or inner.dialogue or ()
    given = transcript.confidence
    members = known(
        fields.AiTranscript,
        dialogue=[line for line in map(_line, lines) if line],
        confidence=inner.confidence if given is None else given,
        duration_seconds=transcript.duration,
        status=_progress(resource),
    )
    return replace(_part(delivered, resource), ai_transcript=members)


def _part(delivered: Delivered, resource: models.Resource, *, speaks: bool = False) -> Activity:
    """A part of a call has times of its own, which are not the call's."""
    return activity(delivered, resource, "call", own=False, speaks=speaks)


def _recorded(call: models.Call) -> list[models.Media]:
    """Where each shape of a call keeps its recordings."""
    return [*(call.recordings or ()), *(call.media or ()), models.Media(url=call.recording_url)]


def _recordings(found: Iterable[models.Media]) -> tuple[fields.Recording, ...]:
    return tuple(known(fields.Recording, **dict(media)) for media in found if media.url)


def _progress(resource: models.AiPart) -> str | None:
    return state(resource.processing_status) or state(resource.status)


def _line(line: models.Line) -> fields.DialogueLine:
    return known(
        fields.DialogueLine,
        speaker=line.speaker,
        identifier=line.identifier,
        user_id=line.user_id,
        text=line.content or line.text,
        start=line.timestamp if line.start is None else line.start,
        end=line.end,
    )

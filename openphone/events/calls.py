"""Reads events of calls and of what belongs to a call."""

from collections.abc import Iterable
from dataclasses import replace

from openphone.events import models
from openphone.events.event import Activity
from openphone.events.fields import (
    AiSummary,
    AiTranscript,
    DialogueLine,
    Recording,
    Voicemail,
    known,
)
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
    left = call.voicemail or models.CallVoicemail()
    voicemail = known(
        Voicemail,
        id=left.id,
        url=left.url,
        type=left.type,
        duration_seconds=left.duration,
        transcript=left.transcript,
    )
    return replace(found, recordings=_recordings(_recorded(call)), voicemail=voicemail)


def read_recording(delivered: Delivered) -> Activity:
    """Read a recording: the guide's has a call, in all other shapes it is the call."""
    if not delivered.parse(models.Resource).call_id:
        return read_call(delivered)
    recording = delivered.parse(models.Recording)
    found = [recording, *_recorded(delivered.parse(models.Call))]
    return replace(_part(delivered, recording), recordings=_recordings(found))


def read_voicemail(delivered: Delivered) -> Activity:
    """Read the voicemail of a call; it says itself who left it for whom."""
    voicemail = delivered.parse(models.Voicemail)
    members = known(
        Voicemail,
        id=voicemail.voicemail_id,
        url=voicemail.recording_url,
        type=voicemail.type,
        duration_seconds=voicemail.duration,
        transcript=voicemail.transcript,
    )
    return replace(_part(delivered, voicemail, speaks=True), voicemail=members)


def read_summary(delivered: Delivered) -> Activity:
    """Read an AI summary; its status is never the call's."""
    summary = delivered.parse(models.Summary)
    members = known(
        AiSummary,
        text="\n".join(summary.summary or ()),
        summary=summary.summary,
        key_points=summary.key_points,
        next_steps=summary.next_steps,
        sentiment=summary.sentiment,
        jobs=summary.jobs,
        status=state(summary.processing_status) or state(summary.status),
    )
    return replace(_part(delivered, summary), ai_summary=members)


def read_transcript(delivered: Delivered) -> Activity:
    """Read an AI transcript; its status and duration are never the call's."""
    transcript = delivered.parse(models.Transcript)
    inner = transcript.transcript or models.GuideTranscript()
    lines = transcript.dialogue or inner.dialogue or ()
    given = transcript.confidence
    members = known(
        AiTranscript,
        dialogue=[line for line in map(_line, lines) if line],
        confidence=inner.confidence if given is None else given,
        duration_seconds=transcript.duration,
        status=state(transcript.processing_status) or state(transcript.status),
    )
    return replace(_part(delivered, transcript), ai_transcript=members)


def _part(delivered: Delivered, resource: models.Resource, *, speaks: bool = False) -> Activity:
    """A part of a call has times of its own, which are not the call's."""
    return activity(delivered, resource, "call", own=False, speaks=speaks)


def _recorded(call: models.Call) -> list[models.Media]:
    """Where each shape of a call keeps its recordings."""
    return [*(call.recordings or ()), *(call.media or ()), models.Media(url=call.recording_url)]


def _recordings(found: Iterable[models.Media]) -> tuple[Recording, ...]:
    return tuple(
        known(
            Recording,
            id=item.id,
            url=item.url,
            type=item.type,
            duration_seconds=item.duration,
            size_bytes=item.size,
            started_at=item.start_time,
        )
        for item in found
        if item.url
    )


def _line(line: models.Line) -> DialogueLine:
    return known(
        DialogueLine,
        speaker=line.speaker,
        identifier=line.identifier,
        user_id=line.user_id,
        text=line.content or line.text,
        start=line.timestamp if line.start is None else line.start,
        end=line.end,
    )

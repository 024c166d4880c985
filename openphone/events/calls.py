"""Reads events of calls and of what belongs to a call."""

from collections.abc import Iterable
from typing import Any

from openphone.events.common import Delivered, activity, known, state
from openphone.events.event import Activity, Fields
from openphone.events.models import (
    Call,
    Line,
    Media,
    Recording,
    Resource,
    Summary,
    Transcript,
    Voicemail,
)


def read_call(delivered: Delivered) -> Activity:
    """Read a call of any shape and state, with the recordings and the voicemail it carries."""
    call: Call = delivered.parse(Call)
    voicemail = call.voicemail
    return activity(
        delivered,
        call,
        "call",
        own=True,
        speaks=True,
        fields=known(
            duration_seconds=call.duration,
            answered_at=call.answered_at,
            completed_at=call.completed_at,
            forwarded_from=call.forwarded_from,
            forwarded_to=call.forwarded_to,
            menu_selection=call.menu_selection
            or call.selection
            or call.phone_menu_selection
            or call.phone_menu_selection_name,
        ),
        recordings=_recordings(_recorded(call)),
        voicemail=known(
            id=voicemail.id,
            url=voicemail.url,
            type=voicemail.type,
            duration_seconds=voicemail.duration,
            transcript=voicemail.transcript,
        )
        if voicemail
        else {},
    )


def read_recording(delivered: Delivered) -> Activity:
    """Read a recording: the guide's has a call, in all other shapes it is the call."""
    if not delivered.parse(Resource).call_id:
        return read_call(delivered)
    recording: Recording = delivered.parse(Recording)
    found = [recording, *_recorded(delivered.parse(Call))]
    return _part(delivered, recording, recordings=_recordings(found))


def read_voicemail(delivered: Delivered) -> Activity:
    """Read the voicemail of a call; who left it for whom is said by itself."""
    voicemail: Voicemail = delivered.parse(Voicemail)
    members = known(
        id=voicemail.voicemail_id,
        url=voicemail.recording_url,
        type=voicemail.type,
        duration_seconds=voicemail.duration,
        transcript=voicemail.transcript,
    )
    return _part(delivered, voicemail, speaks=True, voicemail=members)


def read_summary(delivered: Delivered) -> Activity:
    """Read an AI summary; its status is never the call's."""
    summary: Summary = delivered.parse(Summary)
    members = known(
        text="\n".join(summary.summary or ()),
        summary=summary.summary,
        key_points=summary.key_points,
        next_steps=summary.next_steps,
        sentiment=summary.sentiment,
        jobs=summary.jobs,
        status=state(summary.processing_status) or state(summary.status),
    )
    return _part(delivered, summary, ai_summary=members)


def read_transcript(delivered: Delivered) -> Activity:
    """Read an AI transcript; its status and duration are never the call's."""
    transcript: Transcript = delivered.parse(Transcript)
    inner = transcript.transcript
    lines = transcript.dialogue or (inner.dialogue if inner else None)
    confidence = transcript.confidence
    if confidence is None and inner:
        confidence = inner.confidence
    members = known(
        dialogue=[line for line in map(_line, lines or ()) if line],
        confidence=confidence,
        duration_seconds=transcript.duration,
        status=state(transcript.processing_status) or state(transcript.status),
    )
    return _part(delivered, transcript, ai_transcript=members)


def _part(
    delivered: Delivered,
    resource: Resource,
    *,
    speaks: bool = False,
    **parts: Any,  # noqa: ANN401 - handed on to Activity as they are
) -> Activity:
    """A part of a call has times of its own, which are not the call's."""
    return activity(delivered, resource, "call", own=False, speaks=speaks, **parts)


def _recorded(call: Call) -> list[Media]:
    """Where each shape of a call keeps its recordings."""
    return [*(call.recordings or ()), *(call.media or ()), Media(url=call.recording_url)]


def _recordings(found: Iterable[Media]) -> tuple[Fields, ...]:
    return tuple(
        known(
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


def _line(line: Line) -> Fields:
    return known(
        speaker=line.speaker,
        identifier=line.identifier,
        user_id=line.user_id,
        text=line.content or line.text,
        start=line.timestamp if line.start is None else line.start,
        end=line.end,
    )

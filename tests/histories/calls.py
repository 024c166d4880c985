"""Calls of every shape, and what comes after them: recordings, voicemails, the AI's texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.histories.shapes import Shape, named
from tests.histories.worlds import OUR_NUMBERS, Pen

_STATES = ("call.ringing", "call.completed")
_CURRENT_STATES = (
    *_STATES,
    "call.answered",
    "call.missed",
    "call.forwarded",
    "call.menu.selected",
)
_STATUSES = ("ringing", "completed", "no-answer", "answered", "ai-handled", "unavailable")
_URLS = (
    "https://storage.example.com/rec1.mp3",
    "https://storage.example.com/rec1.mp3?sig=a",
    "https://storage.example.com/rec1.mp3?sig=b&exp=1",
    "https://storage.example.com/rec2.mp3?sig=a",
    "https://cdn.example.com/rec1.mp3",
)
_JOBS: Sequence[Any] = (
    [],
    [{"name": "Message taking", "result": {"data": [{"name": "Name", "value": "Sam"}]}}],
)
_LINES = (
    {"content": "Hi.", "start": 1.25, "end": 3, "identifier": "+15550107001", "userId": None},
    {"content": "Of course.", "start": 4, "end": 5.5, "identifier": None, "userId": "US1"},
    {"content": "When does it arrive, and who will bring it to us?", "start": 6},
)
_GUIDE_LINES = (
    {"speaker": "Agent", "text": "Good morning.", "timestamp": "00:00:02"},
    {"speaker": "Customer", "text": "What does it cost to clean the gutters of a house?"},
)


def call(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return the type and the `data` of an event about a call itself."""
    event_type = pen.one(_CURRENT_STATES if shape == "2026" else _STATES)
    call_id = pen.one(pen.world.calls)
    if pen.one(range(6)) == 0:
        return event_type, shape.data(pen, {"id": call_id, "status": pen.one(_STATUSES)}, {})
    return event_type, _call(pen, shape, call_id)


def moment(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return a call of which only the time and the other party are known."""
    resource = {
        "id": pen.one(pen.world.calls),
        "createdAt": pen.one(pen.world.times),
        "participants": [pen.one(pen.world.numbers)],
    }
    return "call.completed", {"resource" if shape == "2026" else "object": resource}


def recording(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return a recording: in the guide an object of its own, otherwise the call again."""
    event_type, call_id = "call.recording.completed", pen.one(pen.world.calls)
    if shape != "guide":
        return event_type, _call(pen, shape, call_id)
    own = pen.given(url=_URLS, duration=(180, 72.5), size=(2_400_000,))
    times = pen.times("createdAt", "completedAt")
    return event_type, shape.data(pen, {"id": "REC1", "callId": call_id, **own, **times}, {})


def voicemail(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return a voicemail; before 2026 it came with its call."""
    call_id = pen.one(pen.world.calls)
    if shape != "2026":
        return "call.completed", _call(pen, shape, call_id)
    parties = pen.parties()
    resource = {
        "id": "ACv1",
        "callId": call_id,
        **pen.given(
            voicemailId=("VM1", "VM2"),
            recordingUrl=_URLS,
            transcript=("Just a question.", "Call me.", ""),
            duration=(18, 20.5),
        ),
        **named(parties, sender="from", recipients="to", direction="direction"),
        **pen.times("createdAt", "updatedAt"),
    }
    return "call.voicemail.completed", shape.data(pen, resource, _participants(pen))


def summary(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return an AI summary; a failed one has nulls."""
    event_type = pen.one(("call.summary.completed", "callSummary"))
    texts = {
        "summary": (["Wants the invoice."], ["Asked for a price.", "Will call back."], [])
        if shape != "guide"
        else ("Asked for a price.", ""),
        "nextSteps": (["Resend it."], []),
        "jobs": _JOBS,
        "keyPoints": (["two storeys", "before Friday"], []),
        "sentiment": ("positive", "neutral"),
    }
    return event_type, _text(pen, shape, texts)


def transcript(pen: Pen, shape: Shape) -> tuple[str, dict[str, Any]]:
    """Return an AI transcript."""
    event_type = pen.one(("call.transcript.completed", "callTranscript"))
    if shape == "guide":
        inner = {"dialogue": pen.some(_GUIDE_LINES, 3), **pen.given(confidence=(0.95, 0.5))}
        return event_type, _text(pen, shape, {"transcript": (inner,)})
    dialogue = pen.some(_LINES, 3)
    return event_type, _text(pen, shape, {"dialogue": (dialogue,), "duration": (180, 76.5)})


def _text(pen: Pen, shape: Shape, texts: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    status = {"guide": "unused", "2026": "processingStatus"}.get(shape, "status")
    resource = {
        "callId": pen.one(pen.world.calls),
        **pen.given(**texts),
        **pen.given(**{status: ("completed", "in-progress", "unavailable")}),
        **pen.times("createdAt", "updatedAt"),
    }
    if pen.one(range(4)) == 0:
        resource |= {status: "failed", **dict.fromkeys(texts)}
    return shape.data(pen, resource, _participants(pen))


def _call(pen: Pen, shape: Shape, call_id: str) -> dict[str, Any]:
    """Return the `data` of a call, with what its shape carries."""
    resource = {
        "id": call_id,
        **pen.given(status=_STATUSES, direction=("incoming", "outgoing")),
        **pen.times("createdAt", "answeredAt", "completedAt", "updatedAt"),
    }
    if shape in ("v3", "wrapped"):
        parties = pen.parties()
        resource |= named(parties, sender="from", direction="direction")
        resource["to"] = ",".join(parties["recipients"])
        resource["media"] = [pen.given(url=_URLS, type=("audio/mpeg",), duration=(180, 72))]
        return shape.data(pen, resource | _inner_voicemail(pen), {})
    resource |= pen.given(duration=(180, 0, 72.5))
    if shape == "guide":
        resource |= pen.given(recordingUrl=_URLS)
    else:
        answerer = "answeredBy" if shape == "v4" else "answeredByUserId"
        resource |= pen.given(
            **{answerer: ("US1", "SY1")},
            forwardedTo=("+15550109999",),
            forwardedFrom=("+15550109998",),
            menuSelection=("1", "2"),
            handledByAiAgent=(True, False),
        )
        resource["recordings"] = [_recording(pen) for _ in range(pen.one((0, 1, 1, 2)))] or None
    if shape == "2026":
        return shape.data(pen, resource, _participants(pen))
    everybody = (*pen.world.numbers, *OUR_NUMBERS)
    return shape.data(pen, resource | {"participants": pen.some(everybody, 3)}, {})


def _recording(pen: Pen) -> dict[str, Any]:
    return pen.given(
        id=("RE1", "RE2"),
        url=_URLS,
        type=("audio/mpeg", "audio/wav"),
        duration=(180, 72),
        startTime=pen.world.times,
    )


def _inner_voicemail(pen: Pen) -> dict[str, Any]:
    inner = pen.given(url=_URLS, type=("audio/mpeg",), duration=(7, 8.5))
    return {"voicemail": pen.one((None, inner))}


def _participants(pen: Pen) -> dict[str, Any]:
    """Return who took part as 2026 says it, with numbers even if they are `unavailable`."""
    named = {
        "workspace": pen.some(OUR_NUMBERS, 1),
        "external": pen.some(pen.world.numbers, 2),
        "resolution": pen.one(("available", "available", "unavailable")),
    }
    return {"participants": pen.one((named, named, None))}

"""Makes up messages, calls, and what belongs to a call: the same for the same arguments."""

from typing import Any

from emulator.openphone.items import Item, pick

_UNKNOWN = (
    *("answeredAt", "answeredBy", "initiatedBy", "completedAt"),
    *("forwardedFrom", "forwardedTo", "aiHandled"),
)


def message(about: Item, person: str, line: str, status: str) -> Item:
    """Return a message between a person and one of our lines, with the fields of `about`."""
    incoming = status == "received"
    return {
        "direction": "incoming" if incoming else "outgoing",
        "from": person if incoming else line,
        "to": [line if incoming else person],
        "text": "A message that the simulator made.",
        "media": [],
        "status": status,
    } | about


def call(about: Item, person: str, line: str) -> Item:
    """Return a call that comes in, except for what the fields of `about` say."""
    return {
        "direction": "incoming",
        "participants": [person, line],
        "status": "ringing",
        "callRoute": "phone-number",
        "duration": 0,
        **pick({}, _UNKNOWN),
    } | about


def part(name: str, call: Item) -> Any:  # noqa: ANN401 - a list for recordings
    """Return what a call may have under one of PARTS."""
    return _MAKERS[name](call)


def _recordings(call: Item) -> list[Item]:
    recording = {
        "id": f"CR{call['id']}",
        "status": "completed",
        "startTime": call["answeredAt"],
        "duration": call["duration"],
        "url": f"https://storage.example.com/{call['id']}.mp3?sig=1",
        "type": "audio/mpeg",
    }
    return [recording]


def _summary(call: Item) -> Item:
    return {
        "callId": call["id"],
        "status": "completed",
        "summary": ["They talked about the roof."],
        "nextSteps": ["Call back."],
        "jobs": None,
    }


def _transcript(call: Item) -> Item:
    line = {"content": "It is about the roof.", "start": 0.5, "end": 2.0}
    return {
        "callId": call["id"],
        "createdAt": call["updatedAt"],
        "duration": call["duration"],
        "status": "completed",
        "dialogue": [line | {"identifier": call["participants"][0], "userId": None}],
    }


def _voicemail(call: Item) -> Item:
    return {
        "id": f"VM{call['id']}",
        "status": "completed",
        "duration": 12,
        "recordingUrl": f"https://storage.example.com/{call['id']}-voicemail.mp3?sig=1",
        "transcript": "Please call me back.",
    }


_MAKERS = {
    "recordings": _recordings,
    "summaries": _summary,
    "transcripts": _transcript,
    "voicemails": _voicemail,
}
PARTS = tuple(_MAKERS)

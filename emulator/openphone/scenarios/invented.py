"""What the simulator makes up: items that nobody gave, and what belongs to a call."""

import secrets
from typing import Any

from emulator.openphone.items import Item, now, pick
from emulator.openphone.workspace.workspace import TIMES, Workspace


def item(workspace: Workspace, event_type: str) -> Item:
    """Return a new message, call or contact for an event of this type."""
    return _NEW[event_type.partition(".")[0]](workspace, event_type)


def part(name: str, call: Item) -> Any:  # noqa: ANN401 - a list for recordings
    """Return what a call may have under one of the workspace's PARTS."""
    return _PARTS[name](call)


def _message(workspace: Workspace, event_type: str) -> Item:
    incoming = event_type == "message.received"
    person, line = _parties(workspace)
    return _base(workspace) | {
        "direction": "incoming" if incoming else "outgoing",
        "from": person if incoming else line,
        "to": [line if incoming else person],
        "text": "A message that the simulator made.",
        "media": [],
        "status": event_type.partition(".")[2],
    }


def _call(workspace: Workspace, _event_type: str) -> Item:
    unknown = ("answeredAt", "answeredBy", "initiatedBy", "completedAt")
    return _base(workspace) | {
        "direction": "incoming",
        "participants": [*_parties(workspace)],
        "status": "ringing",
        **pick({}, (*unknown, "forwardedFrom", "forwardedTo", "aiHandled")),
        "callRoute": "phone-number",
        "duration": 0,
    }


def _contact(_workspace: Workspace, _event_type: str) -> Item:
    names = pick({}, ("firstName", "lastName", "company", "role"))
    times = dict.fromkeys(TIMES, now())
    return {"id": f"CT{secrets.token_hex(8)}", "emails": [], "phoneNumbers": []} | names | times


def _base(workspace: Workspace) -> Item:
    line = workspace.all("phoneNumbers")[0]
    place = {"phoneNumberId": line["id"], "userId": line["userIds"][0], "conversationId": None}
    return {"id": f"AC{secrets.token_hex(12)}"} | place | dict.fromkeys(TIMES, now())


def _parties(workspace: Workspace) -> tuple[str, str]:
    contacts = workspace.all("contacts")
    person = contacts[0]["phoneNumbers"][0] if contacts else "+15550101011"
    return person, workspace.all("phoneNumbers")[0]["number"]


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


_NEW = {"message": _message, "call": _call, "contact": _contact}
_PARTS = {
    "recordings": _recordings,
    "summaries": _summary,
    "transcripts": _transcript,
    "voicemails": _voicemail,
}

"""Items as each generation of the API gives them, and the events they become."""

from collections.abc import Mapping
from typing import Any

from openphone.events.event import Activity
from openphone.events.reading import read_event
from openphone.fetched import v1, v2026
from openphone.fetched.item import Fetched
from tests.openphone.samples import ANN, OURS

RECORDING: Mapping[str, Any] = {
    "id": "CR1",
    "status": "completed",
    "startTime": "2026-04-02T10:00:05.000Z",
    "duration": 55,
    "url": "https://storage.example.com/1.mp3?sig=a",
    "type": "audio/mpeg",
}
SUMMARY: Mapping[str, Any] = {
    "callId": "AC2",
    "status": "completed",
    "summary": ["The roof leaks."],
    "nextSteps": ["Call back."],
    "jobs": [{"name": "Message taking"}],
}
TRANSCRIPT: Mapping[str, Any] = {
    "callId": "AC2",
    "status": "completed",
    "createdAt": "2026-04-02T10:02:00.000Z",
    "duration": 55,
    "dialogue": [
        {"content": "Hi", "start": 0.5, "end": 1, "identifier": ANN, "userId": None},
        {"content": "Hello", "start": 1, "end": 2, "identifier": None, "userId": "US1"},
    ],
}
VOICEMAIL: Mapping[str, Any] = {
    "id": "VM1",
    "status": "completed",
    "duration": 9,
    "recordingUrl": "https://storage.example.com/v.mp3?sig=a",
    "transcript": "Call me.",
}
LINES = {"PN1": OURS}
CONVERSATION = {"id": "CN1", "phoneNumberId": "PN1", "participants": [ANN]}
V1_MESSAGE: Mapping[str, Any] = {
    "id": "AC1",
    "to": [OURS],
    "from": ANN,
    "text": "hi",
    "phoneNumberId": "PN1",
    "direction": "incoming",
    "userId": "US1",
    "status": "delivered",
    "createdAt": "2026-04-02T09:00:00.000Z",
    "updatedAt": "2026-04-02T09:00:07.000Z",
}
V1_CALL: Mapping[str, Any] = {
    "id": "AC2",
    "phoneNumberId": "PN1",
    "direction": "incoming",
    "status": "completed",
    "answeredAt": "2026-04-02T10:00:05.000Z",
    "answeredBy": "US1",
    "initiatedBy": None,
    "completedAt": "2026-04-02T10:01:00.000Z",
    "createdAt": "2026-04-02T10:00:00.000Z",
    "updatedAt": "2026-04-02T10:02:30.000Z",
    "callRoute": "phone-number",
    "duration": 55,
    "forwardedFrom": None,
    "forwardedTo": None,
    "aiHandled": None,
    "participants": [OURS, ANN],
    "userId": "US1",
}
CURRENT_CALL: Mapping[str, Any] = {
    **{name: V1_CALL[name] for name in V1_CALL if name not in ("participants", "userId")},
    "actorId": "US1",
    "participants": [
        {"phoneNumber": OURS, "actorId": "US1"},
        {"phoneNumber": OURS, "actorId": "US2"},
        {"phoneNumber": ANN, "actorId": None},
    ],
}
CURRENT_MESSAGE: Mapping[str, Any] = {
    **V1_MESSAGE,
    "conversationId": "CN1",
    "media": [{"url": "https://storage.example.com/a.jpg?sig=1", "type": "image/jpeg"}],
}


def v1_call(**fields: object) -> Fetched:
    """The event of the call of v1, with other fields."""
    return v1.call({**V1_CALL, **fields}, LINES, CONVERSATION)


def current_call(**fields: object) -> Fetched:
    """The event of the call of 2026, with other fields."""
    return v2026.call({**CURRENT_CALL, **fields}, LINES)


def activity(event: Fetched | None) -> Activity:
    """What is read of an event."""
    assert event is not None
    found = read_event(event.body).activity
    assert found is not None
    return found

"""Events of the current generation: `data` is the resource, its context and links.

https://www.quo.com/docs/2026-03-30/webhooks-event-payloads
"""

import secrets
from typing import Any

from emulator.openphone.errors import Item
from emulator.openphone.subscriptions import CURRENT
from emulator.openphone.workspace import Workspace

_MESSAGE = ("id", "direction", "text", "media", "status", "createdAt")
_CALL = ("id", "direction", "createdAt", "updatedAt")
_ENDED = (*_CALL, "answeredAt", "completedAt", "duration")
_CONTACT = ("id", "firstName", "lastName", "company", "role", "createdAt", "updatedAt")
# The words of an event's status where they are not those of the API's.
_STATUS = {"no-answer": "unanswered", "missed": "unanswered", "busy": "unanswered"}


def event(workspace: Workspace, kind: str, item: Item, created_at: str) -> Item:
    """Give the event of a message, a call, what belongs to a call, a contact or a task."""
    data = {
        "resource": _resource(workspace, kind, item),
        "context": _context(workspace, kind, item),
    }
    return {
        "id": f"EV{secrets.token_hex(16)}",
        "apiVersion": CURRENT,
        "createdAt": created_at,
        "type": kind,
        "data": data | {"links": {"quo": "https://my.example.com/inbox"}},
    }


def _resource(workspace: Workspace, kind: str, item: Item) -> Item:
    family = kind.partition(".")[0]
    if family == "contact":
        return _contact(item)
    if family == "task":
        return dict(item)
    if family == "message":
        error = {"errorCode": item["errorCode"]} if item.get("errorCode") else {}
        return _pick(item, _MESSAGE) | error
    if kind in _OF_CALL:
        return _OF_CALL[kind](workspace, item)
    return _call(workspace, kind, item)


def _call(workspace: Workspace, kind: str, item: Item) -> Item:
    if kind == "call.answered":
        about = {"answeredByUserId": item["answeredBy"], "updatedAt": item["answeredAt"]}
        return _pick(item, (*_CALL, "answeredAt")) | about
    if kind == "call.completed":
        voicemail = {"hasVoicemail": bool(workspace.part("voicemails", item["id"]))}
        return _pick(item, _ENDED) | {"status": _status(item)} | voicemail
    if kind == "call.forwarded":
        return _pick(item, (*_CALL, "forwardedFrom", "forwardedTo"))
    if kind == "call.menu.selected":
        return _pick(item, (*_CALL, "selection"))
    if kind == "call.ringing":
        return _pick(item, _CALL) | {"updatedAt": item["createdAt"]}
    return _pick(item, ("id", "createdAt", "updatedAt"))  # call.missed says no more


def _recording(workspace: Workspace, call: Item) -> Item:
    names = ("id", "duration", "startTime", "type", "url")
    found = workspace.part("recordings", call["id"]) or []
    return _pick(call, _ENDED) | {"recordings": [_pick(one, names) for one in found]}


def _summary(workspace: Workspace, call: Item) -> Item:
    summary = workspace.part("summaries", call["id"])
    return _pick(summary, ("callId", "summary", "nextSteps")) | {
        "processingStatus": summary["status"],
        "fromPhoneNumber": None,
        "handledByAiAgent": bool(call["aiHandled"]),
        "answeredByUserId": call["answeredBy"],
        "jobs": summary["jobs"] or [],
    }


def _transcript(workspace: Workspace, call: Item) -> Item:
    transcript = workspace.part("transcripts", call["id"])
    about = _pick(transcript, ("callId", "createdAt", "duration", "dialogue"))
    return about | {"processingStatus": transcript["status"]}


def _voicemail(workspace: Workspace, call: Item) -> Item:
    voicemail = workspace.part("voicemails", call["id"])
    caller = workspace.outside(call)[0]
    line = workspace.one("phoneNumbers", call["phoneNumberId"]) or {}
    times = {"createdAt": call["completedAt"], "updatedAt": call["updatedAt"]}
    return times | {
        "id": f"ACv{voicemail['id']}",
        "voicemailId": voicemail["id"],
        "callId": call["id"],
        "direction": "incoming",
        "from": caller,
        "to": line.get("number", ""),
        "duration": voicemail["duration"],
        "transcript": voicemail["transcript"],
        "recordingUrl": voicemail["recordingUrl"],
    }


_OF_CALL = {
    "call.recording.completed": _recording,
    "call.summary.completed": _summary,
    "call.transcript.completed": _transcript,
    "call.voicemail.completed": _voicemail,
}


def _contact(item: Item) -> Item:
    numbers = [{"value": one, "type": "phone-number"} for one in item["phoneNumbers"]]
    emails = [{"value": one, "type": "email"} for one in item["emails"]]
    return _pick(item, _CONTACT) | {
        "emails": emails,
        "phoneNumbers": numbers,
        "customFields": [],
    }


def _context(workspace: Workspace, kind: str, item: Item) -> Item:
    if kind.startswith("contact."):
        return {"userId": workspace.owner(), "sharedWithIds": []}
    if kind.startswith("task."):
        return {"orgId": workspace.org_id, "actorId": workspace.owner()}
    found = workspace.contact_ids(item)
    contacts = {"ids": found, "lookupStatus": "matched" if found else "none"}
    where = _pick(item, ("phoneNumberId", "conversationId", "userId"))
    context = where | {"orgId": workspace.org_id, "contacts": contacts}
    if kind.startswith("message."):
        return context | {"senderIdentifier": item["from"], "recipientIdentifiers": item["to"]}
    outside = workspace.outside(item)
    inside = [one for one in item["participants"] if one not in outside]
    parties = {"workspace": inside, "external": outside, "resolution": "available"}
    return context | {"phoneNumberType": "shared", "participants": parties}


def _status(call: Item) -> str:
    status = str(call["status"])
    if call["aiHandled"]:
        return "ai-handled"
    if status == "completed":
        return "answered" if call["answeredAt"] else "unanswered"
    return _STATUS.get(status, status)


def _pick(item: Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item.get(name) for name in names}

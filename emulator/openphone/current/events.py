"""Events of the current generation: `data` is the resource, its context and links.

https://www.quo.com/docs/2026-03-30/webhooks-event-payloads
"""

import secrets

from emulator.openphone.items import Item, pick
from emulator.openphone.webhooks.registered import CURRENT
from emulator.openphone.workspace.workspace import Workspace

_MESSAGE = ("id", "direction", "text", "media", "status", "createdAt")
_CALL = ("id", "direction", "createdAt", "updatedAt")
_ENDED = (*_CALL, "answeredAt", "completedAt", "duration")
# The fields of a call that each event shows; the others about calls are made by _OF_CALL.
_OF_EVENT = {
    "call.answered": (*_CALL, "answeredAt"),
    "call.completed": _ENDED,
    "call.forwarded": (*_CALL, "forwardedFrom", "forwardedTo"),
    "call.menu.selected": (*_CALL, "selection"),
    "call.missed": ("id", "createdAt", "updatedAt"),
    "call.ringing": _CALL,
}
_CONTACT = ("id", "firstName", "lastName", "company", "role", "createdAt", "updatedAt")
# Where an event's word for a status differs from the API's.
_STATUS = {"no-answer": "unanswered", "missed": "unanswered", "busy": "unanswered"}


def event(workspace: Workspace, event_type: str, item: Item, created_at: str) -> Item:
    """Return the event of a message, a call, what belongs to a call, a contact or a task."""
    data = {
        "resource": _resource(workspace, event_type, item),
        "context": _context(workspace, event_type, item),
    }
    return {
        "id": f"EV{secrets.token_hex(16)}",
        "apiVersion": CURRENT,
        "createdAt": created_at,
        "type": event_type,
        "data": data | {"links": {"quo": "https://my.example.com/inbox"}},
    }


def _resource(workspace: Workspace, event_type: str, item: Item) -> Item:
    family = event_type.partition(".")[0]
    if family == "contact":
        return _contact(item)
    if family == "task":
        return dict(item)
    if family == "message":
        error = {"errorCode": item["errorCode"]} if item.get("errorCode") else {}
        return pick(item, _MESSAGE) | error
    if event_type in _OF_CALL:
        return _OF_CALL[event_type](workspace, item)
    return _call(workspace, event_type, item)


def _call(workspace: Workspace, event_type: str, item: Item) -> Item:
    call = pick(item, _OF_EVENT[event_type])
    if event_type == "call.answered":
        return call | {"answeredByUserId": item["answeredBy"], "updatedAt": item["answeredAt"]}
    if event_type == "call.completed":
        voicemail = bool(workspace.part("voicemails", item["id"]))
        return call | {"status": _status(item), "hasVoicemail": voicemail}
    if event_type == "call.ringing":
        call["updatedAt"] = item["createdAt"]
    return call


def _recording(workspace: Workspace, call: Item) -> Item:
    names = ("id", "duration", "startTime", "type", "url")
    found = workspace.part("recordings", call["id"]) or []
    return pick(call, _ENDED) | {"recordings": [pick(one, names) for one in found]}


def _summary(workspace: Workspace, call: Item) -> Item:
    summary = workspace.part("summaries", call["id"])
    return pick(summary, ("callId", "summary", "nextSteps")) | {
        "processingStatus": summary["status"],
        "fromPhoneNumber": None,
        "handledByAiAgent": bool(call["aiHandled"]),
        "answeredByUserId": call["answeredBy"],
        "jobs": summary["jobs"] or [],
    }


def _transcript(workspace: Workspace, call: Item) -> Item:
    transcript = workspace.part("transcripts", call["id"])
    about = pick(transcript, ("callId", "createdAt", "duration", "dialogue"))
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
    given = pick(item, _CONTACT)
    return given | {"emails": emails, "phoneNumbers": numbers, "customFields": []}


def _context(workspace: Workspace, event_type: str, item: Item) -> Item:
    if event_type.startswith("contact."):
        return {"userId": workspace.owner(), "sharedWithIds": []}
    if event_type.startswith("task."):
        return {"orgId": workspace.org_id, "actorId": workspace.owner()}
    found = workspace.contact_ids(item)
    contacts = {"ids": found, "lookupStatus": "matched" if found else "none"}
    where = pick(item, ("phoneNumberId", "conversationId", "userId"))
    context = where | {"orgId": workspace.org_id, "contacts": contacts}
    if event_type.startswith("message."):
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

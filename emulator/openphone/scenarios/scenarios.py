"""Makes things happen in the workspace, and tells the webhooks of them.

One happening is one event for each generation that somebody subscribed to: different event ids
and shapes, the same resource id.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from emulator.openphone import events_current, events_v4
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, Item, problem
from emulator.openphone.subscriptions import CURRENT, CURRENT_EVENTS, LEGACY, LEGACY_EVENTS
from emulator.openphone.workspace import Workspace, written

_LISTS = {"message": "messages", "call": "calls", "contact": "contacts"}
# What of a call an event is about: what the call has it in, and what the simulator makes up.
_PARTS: dict[str, tuple[str, Any]] = {
    "call.recording.completed": (
        "recordings",
        lambda call: [
            {
                "id": f"CR{call['id']}",
                "status": "completed",
                "startTime": call["answeredAt"],
                "duration": call["duration"],
                "url": f"https://storage.example.com/{call['id']}.mp3?sig=1",
                "type": "audio/mpeg",
            }
        ],
    ),
    "call.summary.completed": (
        "summaries",
        lambda call: {
            "callId": call["id"],
            "status": "completed",
            "summary": ["They talked about the roof."],
            "nextSteps": ["Call back."],
            "jobs": None,
        },
    ),
    "call.transcript.completed": (
        "transcripts",
        lambda call: {
            "callId": call["id"],
            "createdAt": call["updatedAt"],
            "duration": call["duration"],
            "status": "completed",
            "dialogue": [
                {
                    "content": "It is about the roof.",
                    "start": 0.5,
                    "end": 2.0,
                    "identifier": call["participants"][0],
                    "userId": None,
                }
            ],
        },
    ),
    "call.voicemail.completed": (
        "voicemails",
        lambda call: {
            "id": f"VM{call['id']}",
            "status": "completed",
            "duration": 12,
            "recordingUrl": f"https://storage.example.com/{call['id']}-voicemail.mp3?sig=1",
            "transcript": "Please call me back.",
        },
    ),
}
_LEGACY = {event for events in LEGACY_EVENTS.values() for event in events}


def happen(context: Context, order: Item) -> Item:
    """Do what `{type, id?, item?, part?, silent?}` says; give ids of item, events and deliveries.

    `id` names an item of the workspace, `item` gives fields of it, or of a new one, `part` is the
    recordings, summary, transcript or voicemail, and `silent` tells no webhook.
    Raises ApiError, 400, for a type that there is not.
    """
    kind = order.get("type")
    if kind not in CURRENT_EVENTS:
        raise ApiError(400, problems=[problem("/type", "No such event", kind, "String")])
    item = _item(context.workspace, kind, order)
    if kind in _PARTS:
        name, make = _PARTS[kind]
        part = order.get("part") or context.workspace.part(name, item["id"]) or make(item)
        context.workspace.set_part(name, item["id"], part)
    told = {} if order.get("silent") else tell(context, kind, item)
    if kind == "contact.deleted":
        context.workspace.remove("contacts", item["id"])
    return {"type": kind, "resourceId": item["id"], "events": {}, "deliveries": []} | told


def tell(context: Context, kind: str, item: Item) -> Item:
    """Send the events of a happening to the webhooks that want them; give the ids of both."""
    events: dict[str, str] = {}
    deliveries: list[str] = []
    line = item.get("phoneNumberId")
    at = _event_time(kind, item)
    for shape, make in ((LEGACY, events_v4.event), (CURRENT, events_current.event)):
        webhooks = [one for one in context.webhooks.of(shape) if one.wants(kind, line)]
        if not webhooks or (shape == LEGACY and kind not in _LEGACY):
            continue
        event = make(context.workspace, kind, item, at)
        events[shape] = event["id"]
        deliveries += [context.sender.send(webhook, event, item["id"]) for webhook in webhooks]
    return {"events": events, "deliveries": deliveries}


def _item(workspace: Workspace, kind: str, order: Item) -> Item:
    family = kind.partition(".")[0]
    fields = order.get("item") or {}
    name = _LISTS.get(family)
    if name is None:
        return {"id": order.get("id") or f"TK{secrets.token_hex(8)}"} | fields
    known = workspace.one(name, order.get("id") or fields.get("id", ""))
    if order.get("id") and not known:
        raise ApiError(404, "The workspace has no such item")
    item = (known or _NEW[family](workspace, kind)) | fields
    if family == "call":
        item |= _advanced(item, kind)
    if family != "contact" and not known:
        item = _placed(workspace, item)
    if known and fields and "updatedAt" not in fields:
        item["updatedAt"] = _now()
    workspace.put({name: [item]})
    return item


def _new_message(workspace: Workspace, kind: str) -> Item:
    incoming = kind == "message.received"
    person, line = _parties(workspace)
    return _base(workspace) | {
        "direction": "incoming" if incoming else "outgoing",
        "from": person if incoming else line,
        "to": [line if incoming else person],
        "text": "A message that the simulator made.",
        "media": [],
        "status": kind.partition(".")[2],
    }


def _new_call(workspace: Workspace, _kind: str) -> Item:
    return _base(workspace) | {
        "direction": "incoming",
        "participants": [*_parties(workspace)],
        "status": "ringing",
        **dict.fromkeys(("answeredAt", "answeredBy", "initiatedBy", "completedAt")),
        **dict.fromkeys(("forwardedFrom", "forwardedTo", "aiHandled")),
        "callRoute": "phone-number",
        "duration": 0,
    }


def _new_contact(_workspace: Workspace, _kind: str) -> Item:
    names = dict.fromkeys(("firstName", "lastName", "company", "role"))
    times = dict.fromkeys(("createdAt", "updatedAt"), _now())
    return {"id": f"CT{secrets.token_hex(8)}", "emails": [], "phoneNumbers": []} | names | times


_NEW = {"message": _new_message, "call": _new_call, "contact": _new_contact}


def _base(workspace: Workspace) -> Item:
    line = workspace.all("phoneNumbers")[0]
    times = dict.fromkeys(("createdAt", "updatedAt"), _now())
    place = {"phoneNumberId": line["id"], "userId": line["userIds"][0]}
    return {"id": f"AC{secrets.token_hex(12)}", "conversationId": None} | place | times


def _parties(workspace: Workspace) -> tuple[str, str]:
    contacts = workspace.all("contacts")
    person = contacts[0]["phoneNumbers"][0] if contacts else "+15550101011"
    return person, workspace.all("phoneNumbers")[0]["number"]


def _placed(workspace: Workspace, item: Item) -> Item:
    parties = workspace.outside(item)
    found = item["conversationId"] or workspace.conversation_id(item["phoneNumberId"], parties)
    return item | {"conversationId": found}


def _advanced(call: Item, kind: str) -> Item:
    """Give what an event of a call that is going on changes in it; nothing once it has ended."""
    now = _now()
    if call["completedAt"] or kind == "call.ringing":
        return {}
    if kind == "call.answered":
        return {"answeredAt": now, "answeredBy": call["userId"], "status": "in-progress"}
    answered = call["answeredAt"]
    if kind == "call.missed":
        return {"completedAt": now, "status": "missed", "updatedAt": now}
    if not answered and call["status"] == "ringing" and kind != "call.voicemail.completed":
        answered = written(datetime.fromisoformat(now) - timedelta(seconds=30))
    ended: Item = {"completedAt": now, "updatedAt": now}
    if not answered:
        return ended | {"status": "no-answer"}
    seconds = datetime.fromisoformat(now) - datetime.fromisoformat(answered)
    by = call["answeredBy"] or call["userId"]
    return ended | {
        "answeredAt": answered,
        "answeredBy": by,
        "status": "completed",
        "duration": round(seconds.total_seconds()),
    }


def _event_time(kind: str, item: Item) -> str:
    if kind in ("message.received", "call.ringing"):
        return str(item["createdAt"])
    if kind == "call.answered":
        return str(item["answeredAt"])
    return str(item.get("updatedAt") or _now())


def _now() -> str:
    return written(datetime.now(UTC))

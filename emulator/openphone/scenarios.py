"""Plays one step of a scenario in the workspace, and sends the events that it causes.

A step is one event for each generation that has a webhook for it: different event ids and
shapes, the same resource id.
"""

from datetime import timedelta

from emulator.openphone.context import Context
from emulator.openphone.current import events as current_events
from emulator.openphone.errors import ApiError, invalid
from emulator.openphone.items import Item, now
from emulator.openphone.v1 import events as v1_events
from emulator.openphone.webhooks.registered import CURRENT, CURRENT_EVENTS, V1, V1_EVENTS
from emulator.openphone.workspace import invented
from emulator.openphone.workspace.makers import part
from emulator.openphone.workspace.workspace import Workspace
from openphone.times import parse_time, rfc3339

_LISTS = {"message": "messages", "call": "calls", "contact": "contacts"}
# Where the workspace holds what these events add to a call.
_PARTS = {
    "call.recording.completed": "recordings",
    "call.summary.completed": "summaries",
    "call.transcript.completed": "transcripts",
    "call.voicemail.completed": "voicemails",
}
_OF_V1 = {event for events in V1_EVENTS.values() for event in events}


def play(context: Context, step: Item) -> Item:
    """Do what `{type, id?, item?, part?, silent?}` says; return the ids of what it caused.

    `id` names an item of the workspace, `item` gives fields of it or of a new one, `part` is the
    recordings, summary, transcript or voicemail, and `silent` sends no event.
    Raises ApiError, 400 for an unknown type, 404 for an unknown item.
    """
    event_type = step.get("type")
    if event_type not in CURRENT_EVENTS:
        raise invalid("/type", "No such event", event_type)
    item = _changed(context.workspace, event_type, step)
    if name := _PARTS.get(event_type):
        known = step.get("part") or context.workspace.part(name, item["id"])
        context.workspace.put({name: {item["id"]: known or part(name, item)}})
    sent = {} if step.get("silent") else _send(context, event_type, item)
    if event_type == "contact.deleted":
        context.workspace.remove("contacts", item["id"])
    return {"type": event_type, "resourceId": item["id"], "events": {}, "deliveries": []} | sent


def _send(context: Context, event_type: str, item: Item) -> Item:
    """Send the events of a step to the webhooks that want them; return the ids of both."""
    events: dict[str, str] = {}
    deliveries: list[str] = []
    for api_version, make in ((V1, v1_events.event), (CURRENT, current_events.event)):
        webhooks = [
            webhook
            for webhook in context.webhooks.of(api_version)
            if webhook.wants(event_type, item.get("phoneNumberId"))
        ]
        if not webhooks or (api_version == V1 and event_type not in _OF_V1):
            continue
        event = make(context.workspace, event_type, item, _event_time(event_type, item))
        events[api_version] = event["id"]
        deliveries += [context.sender.send(webhook, event, item["id"]) for webhook in webhooks]
    return {"events": events, "deliveries": deliveries}


def _changed(workspace: Workspace, event_type: str, step: Item) -> Item:
    family = event_type.partition(".")[0]
    fields = step.get("item") or {}
    name = _LISTS.get(family)
    if name is None:
        given = {"id": step["id"]} if step.get("id") else {}
        return invented.item(workspace, event_type) | given | fields
    known = workspace.one(name, step.get("id") or fields.get("id", ""))
    if step.get("id") and not known:
        raise ApiError(404, "The workspace has no such item")
    item = (known or invented.item(workspace, event_type)) | fields
    if family == "call":
        item |= _advanced(item, event_type)
    if family != "contact" and not known and not item["conversationId"]:
        parties = workspace.outside(item)
        item["conversationId"] = workspace.conversation_id(item["phoneNumberId"], parties)
    if known and fields and "updatedAt" not in fields:
        item["updatedAt"] = now()
    workspace.put({name: [item]})
    return item


def _advanced(call: Item, event_type: str) -> Item:
    """Return what an event changes in a call that goes on; nothing once the call has ended."""
    moment = now()
    if call["completedAt"] or event_type == "call.ringing":
        return {}
    if event_type == "call.answered":
        return {"answeredAt": moment, "answeredBy": call["userId"], "status": "in-progress"}
    ended: Item = {"completedAt": moment, "updatedAt": moment}
    if event_type == "call.missed":
        return ended | {"status": "missed"}
    answered = call["answeredAt"]
    if not answered and call["status"] == "ringing" and event_type != "call.voicemail.completed":
        answered = rfc3339(parse_time(moment) - timedelta(seconds=30))
    if not answered:
        return ended | {"status": "no-answer"}
    lasted = parse_time(moment) - parse_time(answered)
    return ended | {
        "answeredAt": answered,
        "answeredBy": call["answeredBy"] or call["userId"],
        "status": "completed",
        "duration": round(lasted.total_seconds()),
    }


def _event_time(event_type: str, item: Item) -> str:
    if event_type in ("message.received", "call.ringing"):
        return str(item["createdAt"])
    if event_type == "call.answered":
        return str(item["answeredAt"])
    return str(item.get("updatedAt") or now())

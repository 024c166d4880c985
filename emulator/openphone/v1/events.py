"""Events as v1's webhooks receive them: `apiVersion` v4, the object under `data`.

Fields as in live traffic: one recipient is a string, several are a list; `recordings` is null
until there are some. https://www.quo.com/docs/mdx/guides/webhooks
"""

import secrets

from emulator.openphone.items import Item, pick
from emulator.openphone.workspace.workspace import Workspace

_MESSAGE = ("id", "from", "direction", "text", "status", "createdAt", "userId", "phoneNumberId")
_CALL = (
    *("id", "direction", "status", "duration", "participants", "answeredAt", "answeredBy"),
    *("initiatedBy", "completedAt", "createdAt", "updatedAt", "forwardedFrom", "forwardedTo"),
    *("phoneNumberId", "userId"),
)


def event(workspace: Workspace, event_type: str, item: Item, created_at: str) -> Item:
    """Return the event of a message or call, or of what belongs to the call."""
    link = f"/inbox/{item['phoneNumberId']}/c/{item['conversationId']}?at={item['id']}"
    return {
        "id": f"EV{secrets.token_hex(16)}",
        "object": "event",
        "apiVersion": "v4",
        "createdAt": created_at,
        "type": event_type,
        "data": {
            "object": _object(workspace, event_type, item),
            "deepLink": f"https://my.example.com{link}",
        },
    }


def _object(workspace: Workspace, event_type: str, item: Item) -> Item:
    if event_type == "call.summary.completed":
        summary: Item = workspace.part("summaries", item["id"])
        return {"object": "callSummary"} | summary | {"jobs": summary["jobs"] or []}
    contacts = {"contactIds": workspace.contact_ids(item)}
    if event_type == "call.transcript.completed":
        transcript: Item = workspace.part("transcripts", item["id"])
        return {"object": "callTranscript"} | transcript | contacts
    if event_type.startswith("message."):
        to = item["to"] if len(item["to"]) > 1 else item["to"][0]
        return pick(item, _MESSAGE) | {"object": "message", "to": to} | contacts
    call = pick(item, _CALL) | {"object": "call", "recordings": None} | contacts
    if event_type == "call.ringing":
        call |= {"status": "ringing", "answeredAt": None, "completedAt": None, "duration": 0}
        call |= {"updatedAt": item["createdAt"]}
    if event_type == "call.recording.completed":
        call["recordings"] = _recordings(workspace, item["id"])
    return call


def _recordings(workspace: Workspace, call_id: str) -> list[Item]:
    names = ("id", "url", "type", "duration", "startTime")
    return [pick(one, names) for one in workspace.part("recordings", call_id) or []]

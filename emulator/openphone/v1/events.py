"""Events as subscriptions made through v1 get them: `apiVersion` v4, the object under `data`.

Fields as in live traffic: one recipient is a text, several are a list; `recordings` is null
until there are some. https://www.quo.com/docs/mdx/guides/webhooks
"""

import secrets
from typing import Any

from emulator.openphone.errors import Item
from emulator.openphone.workspace import Workspace

_MESSAGE = ("id", "from", "direction", "text", "status", "createdAt", "userId", "phoneNumberId")
_CALL = (
    *("id", "direction", "status", "duration", "participants", "answeredAt", "answeredBy"),
    *("initiatedBy", "completedAt", "createdAt", "updatedAt", "forwardedFrom", "forwardedTo"),
    *("phoneNumberId", "userId"),
)


def event(workspace: Workspace, kind: str, item: Item, created_at: str) -> Item:
    """Give the event of a message or call, or of what belongs to the call."""
    link = f"/inbox/{item['phoneNumberId']}/c/{item['conversationId']}?at={item['id']}"
    return {
        "id": f"EV{secrets.token_hex(16)}",
        "object": "event",
        "apiVersion": "v4",
        "createdAt": created_at,
        "type": kind,
        "data": {
            "object": _object(workspace, kind, item),
            "deepLink": f"https://my.example.com{link}",
        },
    }


def _object(workspace: Workspace, kind: str, item: Item) -> Item:
    if kind == "call.summary.completed":
        summary: Item = workspace.part("summaries", item["id"])
        return {"object": "callSummary"} | summary | {"jobs": summary["jobs"] or []}
    contacts = {"contactIds": workspace.contact_ids(item)}
    if kind == "call.transcript.completed":
        transcript: Item = workspace.part("transcripts", item["id"])
        return {"object": "callTranscript"} | transcript | contacts
    if kind.startswith("message."):
        to = item["to"] if len(item["to"]) > 1 else item["to"][0]
        return _pick(item, _MESSAGE) | {"object": "message", "to": to} | contacts
    call = _pick(item, _CALL) | {"object": "call", "recordings": None} | contacts
    if kind == "call.ringing":
        call |= {"status": "ringing", "answeredAt": None, "completedAt": None, "duration": 0}
        call |= {"updatedAt": item["createdAt"]}
    if kind == "call.recording.completed":
        call["recordings"] = _recordings(workspace, item["id"])
    return call


def _recordings(workspace: Workspace, call_id: str) -> list[Item]:
    names = ("id", "url", "type", "duration", "startTime")
    return [_pick(one, names) for one in workspace.part("recordings", call_id) or []]


def _pick(item: Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item.get(name) for name in names}

"""The test events of the current generation: the same event id and resource id every time."""

from emulator.openphone.current import events
from emulator.openphone.items import Item
from emulator.openphone.workspace.parts import PARTS, part
from emulator.openphone.workspace.workspace import Workspace

AT = "2026-03-30T18:00:00.000Z"
RESOURCE_ID = "ACsampleactivity0000000000000000"
CONTACT_ID = "CTsampleContact01234"
TASK_ID = "TKsampletask00000000000000000000"

_CALLER, _LINE = "+15550199001", "+15550199002"
_PLACE = {
    "id": RESOURCE_ID,
    "conversationId": "CNsampleconversation000000000000",
    "phoneNumberId": "PNsamplephonenumber000000000000",
    "userId": "USsampleus",
    "createdAt": AT,
    "updatedAt": AT,
}
_ENDED = {"answeredAt": AT, "completedAt": AT, "duration": 42, "status": "completed"}


def event(event_type: str) -> Item:
    """Return the test event of a type."""
    workspace, call = Workspace(None, 0), _item("call.completed")
    workspace.clear()
    workspace.put(
        {
            "phoneNumbers": [{"id": _PLACE["phoneNumberId"], "number": _LINE}],
            "contacts": [_contact() | {"phoneNumbers": [_CALLER]}],
        }
        | {name: {RESOURCE_ID: part(name, call)} for name in PARTS}
    )
    made = events.event(workspace, event_type, _item(event_type), AT)
    return made | {"id": f"EV-test-{event_type.replace('.', '-')}"}


def resource_id(event: Item) -> str:
    """Return the id of what an event is about."""
    resource = event["data"]["resource"]
    return str(resource.get("callId") or resource["id"])


def _item(event_type: str) -> Item:
    family = event_type.partition(".")[0]
    incoming = event_type == "message.received"
    if family == "contact":
        return _contact()
    if family == "task":
        return {"id": TASK_ID, "assignedTo": "USsampleus"}
    if family == "message":
        return _PLACE | {
            "direction": "incoming" if incoming else "outgoing",
            "from": _CALLER if incoming else _LINE,
            "to": [_LINE if incoming else _CALLER],
            "text": "Hello from Quo! This is a sample message.",
            "media": [],
            "status": event_type.partition(".")[2],
        }
    forwarded = {"forwardedFrom": _LINE, "forwardedTo": "+15550199003"}
    agents = {"answeredBy": "USsampleus", "initiatedBy": None, "aiHandled": None}
    parties = {"direction": "incoming", "participants": [_CALLER, _LINE], "selection": "1"}
    return _PLACE | _ENDED | forwarded | agents | parties


def _contact() -> Item:
    names = {"firstName": "Sample", "lastName": "Contact", "company": None, "role": None}
    times = {"createdAt": AT, "updatedAt": AT}
    return {"id": CONTACT_ID, "emails": [], "phoneNumbers": [_CALLER]} | names | times

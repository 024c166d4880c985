"""The test events of the current generation: the same event id and resource id every time."""

from emulator.openphone.current import events
from emulator.openphone.items import Item
from emulator.openphone.workspace.makers import PARTS, call, message, part
from emulator.openphone.workspace.workspace import Workspace

_AT = "2026-03-30T18:00:00.000Z"
_TIMES = {"createdAt": _AT, "updatedAt": _AT}
_CALLER, _LINE, _USER = "+15550199001", "+15550199002", "USsampleus"
_PLACE = {
    "id": "ACsampleactivity0000000000000000",
    "conversationId": "CNsampleconversation000000000000",
    "phoneNumberId": "PNsamplephonenumber000000000000",
    "userId": _USER,
    **_TIMES,
}
_CALL = {
    "status": "completed",
    "answeredAt": _AT,
    "answeredBy": _USER,
    "completedAt": _AT,
    "duration": 42,
    "forwardedFrom": _LINE,
    "forwardedTo": "+15550199003",
    "selection": "1",
}
_CONTACT = {
    "id": "CTsampleContact01234",
    "firstName": "Sample",
    "lastName": "Contact",
    "emails": [],
    "phoneNumbers": [_CALLER],
    **_TIMES,
}


def event(event_type: str) -> Item:
    """Return the test event of a type."""
    workspace, call = Workspace(None, 0), _item("call.completed")
    workspace.clear()
    line = {"id": _PLACE["phoneNumberId"], "number": _LINE}
    parts = {name: {call["id"]: part(name, call)} for name in PARTS}
    workspace.put({"phoneNumbers": [line], "contacts": [_CONTACT]} | parts)
    made = events.event(workspace, event_type, _item(event_type), _AT)
    return made | {"id": f"EV-test-{event_type.replace('.', '-')}"}


def resource_id(event: Item) -> str:
    """Return the id of what an event is about."""
    resource = event["data"]["resource"]
    return str(resource.get("callId") or resource["id"])


def _item(event_type: str) -> Item:
    family, _, what = event_type.partition(".")
    if family == "contact":
        return _CONTACT
    if family == "task":
        return {"id": "TKsampletask00000000000000000000", "assignedTo": _USER}
    if family == "call":
        return call(_PLACE | _CALL, _CALLER, _LINE)
    text = {"text": "Hello from Quo! This is a sample message."}
    return message(_PLACE | text, _CALLER, _LINE, what)

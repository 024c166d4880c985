"""Messages, calls and contacts that the simulator makes up where a step gives none."""

import secrets

from emulator.openphone.items import Item, now, pick
from emulator.openphone.workspace.workspace import TIMES, Workspace


def item(workspace: Workspace, event_type: str) -> Item:
    """Return a new message, call or contact for an event of this type."""
    return _NEW[event_type.partition(".")[0]](workspace, event_type)


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


_NEW = {"message": _message, "call": _call, "contact": _contact}

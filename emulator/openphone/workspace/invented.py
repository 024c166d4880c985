"""Items that the simulator invents where a step of a scenario gives none."""

import secrets

from emulator.openphone.items import Item, now, pick
from emulator.openphone.workspace.makers import call, message
from emulator.openphone.workspace.workspace import TIMES, Workspace


def item(workspace: Workspace, event_type: str) -> Item:
    """Return a new message, call, contact or task for an event of this type."""
    family, _, what = event_type.partition(".")
    times = dict.fromkeys(TIMES, now())
    if family == "task":
        return {"id": f"TK{secrets.token_hex(8)}"}
    if family == "contact":
        names = pick({}, ("firstName", "lastName", "company", "role"))
        ids = {"id": f"CT{secrets.token_hex(8)}", "emails": [], "phoneNumbers": []}
        return ids | names | times
    line, contacts = workspace.all("phoneNumbers")[0], workspace.all("contacts")
    person = contacts[0]["phoneNumbers"][0] if contacts else "+15550101011"
    place = {"phoneNumberId": line["id"], "userId": line["userIds"][0], "conversationId": None}
    about = {"id": f"AC{secrets.token_hex(12)}"} | place | times
    if family == "call":
        return call(about, person, line["number"])
    return message(about, person, line["number"], what)

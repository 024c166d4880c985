"""The items of the workspace as v1 shows them: a message without media or conversation.

https://www.quo.com/docs/mdx/api-reference
"""

from emulator.openphone.items import Item, pick
from emulator.openphone.workspace.workspace import CALL, MESSAGE, TIMES, Workspace, line


def message(item: Item) -> Item:
    """Return a message as v1 shows it."""
    return pick(item, MESSAGE)


def call(item: Item) -> Item:
    """Return a call as v1 shows it."""
    return pick(item, (*CALL, "participants", "userId"))


def contact(item: Item, user_id: str) -> Item:
    """Return a contact as v1 shows it."""
    fields = pick(item, ("firstName", "lastName", "company", "role"))
    fields["emails"] = _values("Email", item["emails"])
    fields["phoneNumbers"] = _values("Phone", item["phoneNumbers"])
    about: Item = {"externalId": None, "source": None, "sourceUrl": None, "customFields": []}
    shown = {"id": item["id"], "defaultFields": fields, "createdByUserId": user_id}
    return shown | about | pick(item, TIMES)


def number(workspace: Workspace, item: Item) -> Item:
    """Return one of our lines as v1 shows it."""
    members = [user for user in workspace.users if user["id"] in item["userIds"]]
    return line(item) | {"number": item["number"], "users": members}


def _values(name: str, values: list[str]) -> list[Item]:
    return [{"name": name, "value": value, "id": f"{name}{n}"} for n, value in enumerate(values)]

"""What the simulated business has: its lines, its people, and what they said and wrote.

samples/workspace.json is the business of samples/day.jsonl as the API shows it. Its items have
the fields of v1's API and those that only the current generation shows; a contact is flat.
"""

import copy
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from emulator.openphone.items import Item, pick
from emulator.openphone.workspace.generated import generate
from emulator.openphone.workspace.makers import PARTS
from emulator.samples import day

LISTS = ("phoneNumbers", "contacts", "messages", "calls")

# The fields that both generations show.
TIMES = ("createdAt", "updatedAt")
MESSAGE = (
    *("id", "to", "from", "text", "phoneNumberId", "direction", "userId", "status"),
    *TIMES,
)
CALL = (
    *("id", "phoneNumberId", "direction", "status", "answeredAt", "answeredBy", "initiatedBy"),
    *("completedAt", *TIMES, "callRoute", "duration"),
    *("forwardedFrom", "forwardedTo", "aiHandled"),
)
_FREE = {"CA": "unrestricted", "Intl": "unrestricted", "US": "unrestricted"}


class Workspace:
    """The data of one workspace, in memory."""

    def __init__(self, now: datetime | None, more: int) -> None:
        """Load the sample business, and `more` messages and calls on top of it.

        The times move to the last day that is over by `now`, as those of day.jsonl do; None
        leaves them as they are written, on 2026-04-02.
        """
        text = day.read("workspace.json")
        written = json.loads(day.to_latest_day(text, now) if now else text)
        self._start = written | generate(more, written["lastMoment"], written)
        self.reset()

    def reset(self) -> None:
        """Go back to what was there at the start."""
        data = copy.deepcopy(self._start)
        self.org_id: str = data["orgId"]
        self.users: list[Item] = data["users"]
        self._lists: dict[str, dict[str, Item]] = {
            name: {item["id"]: item for item in data[name]} for name in LISTS
        }
        self._parts: dict[str, dict[str, Any]] = {name: data[name] for name in PARTS}

    def clear(self) -> None:
        """Forget everything but users and phone numbers."""
        for name in LISTS[1:]:
            self._lists[name].clear()
        for name in PARTS:
            self._parts[name].clear()

    def put(self, data: Item) -> None:
        """Add items, each in place of the one with its id, as `show` returns them."""
        for name in LISTS:
            self._lists[name].update((item["id"], item) for item in data.get(name, []))
        for name in PARTS:
            self._parts[name].update(data.get(name, {}))

    def show(self) -> Item:
        """Return all of it, as `put` takes it."""
        lists = {name: list(items.values()) for name, items in self._lists.items()}
        return {"users": self.users} | lists | self._parts

    def all(self, name: str) -> list[Item]:
        """Return the items of one of LISTS."""
        return list(self._lists[name].values())

    def one(self, name: str, item_id: str) -> Item | None:
        """Return an item of one of LISTS by its id."""
        return self._lists[name].get(item_id)

    def part(self, name: str, call_id: str) -> Any:  # noqa: ANN401 - a list for recordings
        """Return what a call has under one of PARTS, or None."""
        return self._parts[name].get(call_id)

    def remove(self, name: str, item_id: str) -> None:
        """Forget an item of one of LISTS."""
        self._lists[name].pop(item_id, None)

    def owner(self) -> str:
        """Return the id of the user that the API takes by default."""
        return next(str(user["id"]) for user in self.users if user["role"] == "owner")

    def ours(self) -> set[str]:
        """Return our own numbers."""
        return {str(number["number"]) for number in self.all("phoneNumbers")}

    def outside(self, item: Item) -> list[str]:
        """Return the other parties of a message or call."""
        ours = self.ours()
        parties = item.get("participants") or [item["from"], *item["to"]]
        return [party for party in dict.fromkeys(parties) if party not in ours]

    def contact_ids(self, item: Item) -> list[str]:
        """Return the contacts that hold a number of the other parties."""
        numbers = set(self.outside(item))
        return [one["id"] for one in self.all("contacts") if numbers & set(one["phoneNumbers"])]

    def conversation_id(self, phone_number_id: str, parties: Iterable[str]) -> str:
        """Return the id of the conversation of a line with these parties, known or new."""
        wanted = set(parties)
        for item in (*self.all("messages"), *self.all("calls")):
            same_line = item["phoneNumberId"] == phone_number_id
            if same_line and set(self.outside(item)) == wanted:
                return str(item["conversationId"])
        words = "".join([*sorted(wanted), phone_number_id])
        return "CN" + "".join(letter for letter in words if letter.isalnum())

    def conversations(self) -> list[Item]:
        """Return the conversations that messages and calls make, each with its first and last."""
        found: dict[str, list[Item]] = {}
        for item in (*self.all("messages"), *self.all("calls")):
            found.setdefault(item["conversationId"], []).append(item)
        return [self._conversation(name, items) for name, items in found.items()]

    def _conversation(self, name: str, items: list[Item]) -> Item:
        last = max(items, key=lambda item: (item["createdAt"], item["id"]))
        unknown = ("name", "assignedTo", "deletedAt", "mutedUntil", "snoozedUntil")
        return {
            "id": name,
            "phoneNumberId": last["phoneNumberId"],
            "participants": self.outside(last),
            "lastActivityAt": last["createdAt"],
            "lastActivityId": last["id"],
            "createdAt": min(item["createdAt"] for item in items),
            "updatedAt": max(item["updatedAt"] or item["createdAt"] for item in items),
            **pick({}, unknown),
        }


def line(number: Item) -> Item:
    """Return what both generations show of one of our lines."""
    about = {"portRequestId": None, "portingStatus": None, "forward": None}
    times = dict.fromkeys(TIMES, "2024-01-08T09:00:00.000Z")
    free = {"restrictions": {"calling": _FREE, "messaging": _FREE}}
    shown = pick(number, ("id", "groupId", "name", "symbol")) | about | times | free
    return shown | {"formattedNumber": number["number"]}

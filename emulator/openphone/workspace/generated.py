"""More messages and calls for the sample business, for tests that need many."""

from datetime import datetime, timedelta
from typing import Any

from emulator.openphone.items import Item
from emulator.openphone.workspace.parts import part
from openphone.times import parse_time, rfc3339

PEOPLE = 20
# One item in this many is a call; all say the same.
_CALL_EVERY = 5
# The newest is a day older than the newest of the sample business.
_GAP = timedelta(days=1)


def generate(count: int, last_moment: str, data: Item) -> Item:
    """Return `data` with `count` messages and calls added, one a minute, going back in time.

    They are the same every time: ACg00001 and so on, with twenty people, on the first line.
    """
    newest = parse_time(last_moment) - _GAP
    more: dict[str, Any] = {name: list(data[name]) for name in ("messages", "calls")}
    parts: dict[str, Any] = {
        name: dict(data[name]) for name in ("recordings", "summaries", "transcripts")
    }
    for number in range(1, count + 1):
        base = _base(number, newest - timedelta(minutes=number), data["phoneNumbers"][0])
        if number % _CALL_EVERY:
            more["messages"].append(_message(base, number))
        else:
            more["calls"].append(_call(base))
            for name, found in parts.items():
                found[base["id"]] = part(name, more["calls"][-1])
    return more | parts


def _base(number: int, moment: datetime, line: Item) -> Item:
    person = number % PEOPLE
    return {
        "id": f"ACg{number:05}",
        "conversationId": f"CNperson{person:02}",
        "phoneNumberId": line["id"],
        "userId": line["userIds"][0],
        "direction": "outgoing" if number % 2 else "incoming",
        "createdAt": rfc3339(moment),
        "updatedAt": rfc3339(moment + timedelta(seconds=30)),
        "person": f"+155501100{person:02}",
        "line": line["number"],
    }


def _message(base: Item, number: int) -> Item:
    person, line = base.pop("person"), base.pop("line")
    outgoing = base["direction"] == "outgoing"
    return base | {
        "from": line if outgoing else person,
        "to": [person if outgoing else line],
        "text": f"Message {number} of many.",
        "status": "delivered" if outgoing else "received",
        "media": [],
    }


def _call(base: Item) -> Item:
    outgoing = base["direction"] == "outgoing"
    return base | {
        "status": "completed",
        "participants": [base.pop("person"), base.pop("line")],
        "answeredAt": base["createdAt"],
        "answeredBy": None if outgoing else base["userId"],
        "initiatedBy": base["userId"] if outgoing else None,
        "completedAt": base["updatedAt"],
        "callRoute": None if outgoing else "phone-number",
        "duration": 30,
        "forwardedFrom": None,
        "forwardedTo": None,
        "aiHandled": None,
    }

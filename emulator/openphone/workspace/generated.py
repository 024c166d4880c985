"""More messages and calls for the sample business, for tests that need many."""

from datetime import timedelta
from typing import Any

from emulator.openphone.items import Item
from emulator.openphone.workspace.makers import call, message, part
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
    line = data["phoneNumbers"][0]
    for number in range(1, count + 1):
        person, outgoing = number % PEOPLE, bool(number % 2)
        created = newest - timedelta(minutes=number)
        base = {
            "id": f"ACg{number:05}",
            "conversationId": f"CNperson{person:02}",
            "phoneNumberId": line["id"],
            "userId": line["userIds"][0],
            "direction": "outgoing" if outgoing else "incoming",
            "createdAt": rfc3339(created),
            "updatedAt": rfc3339(created + timedelta(seconds=30)),
        }
        parties = f"+155501100{person:02}", line["number"]
        if number % _CALL_EVERY:
            base["text"] = f"Message {number} of many."
            more["messages"].append(
                message(base, *parties, "delivered" if outgoing else "received")
            )
            continue
        answered = {"answeredAt": base["createdAt"], "completedAt": base["updatedAt"]}
        user = {"initiatedBy" if outgoing else "answeredBy": base["userId"]}
        route = {"callRoute": None} if outgoing else {}
        ended = {"status": "completed", "duration": 30}
        more["calls"].append(call(base | answered | user | route | ended, *parties))
        for name, found in parts.items():
            found[base["id"]] = part(name, more["calls"][-1])
    return more | parts

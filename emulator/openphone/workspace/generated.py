"""More messages and calls for the sample business, for tests that need many."""

from datetime import datetime, timedelta
from typing import Any

from emulator.openphone.items import Item
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
            _add_parts(parts, more["calls"][-1])
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


def _add_parts(parts: Item, call: Item) -> None:
    call_id, person = call["id"], call["participants"][0]
    url = f"https://storage.example.com/{call_id}.mp3?sig=g"
    recording = {"id": f"CR{call_id}", "status": "completed", "startTime": call["createdAt"]}
    recording |= {"duration": 30, "url": url, "type": "audio/mpeg"}
    parts["recordings"][call_id] = [recording]
    about = {"callId": call_id, "status": "completed"}
    said = {"summary": ["One call of many."], "nextSteps": [], "jobs": None}
    parts["summaries"][call_id] = about | said
    line = {"content": "Hello!", "start": 0.5, "end": 1.0, "identifier": person, "userId": None}
    heard = {"createdAt": call["completedAt"], "duration": 30, "dialogue": [line]}
    parts["transcripts"][call_id] = about | heard

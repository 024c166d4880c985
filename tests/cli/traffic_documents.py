"""What Firestore must hold of some traffic: worked out from what happened, not from the product.

Which of two generations' words for a call's status stands is left open: their events tell of the
same moment, and then the greater of two random event ids decides.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.cli.traffic import LINE, OUR_NUMBER, USER, Item, Traffic, moment

LEGACY, CURRENT = "v4", "2026-03-30"
# What an event says of the status at the end of a call.
_STATUSES = {
    "completed": {
        (LEGACY, "call.completed"): "completed",
        (LEGACY, "call.recording.completed"): "completed",
        (CURRENT, "call.completed"): "answered",
    },
    "missed": {
        (LEGACY, "call.completed"): "missed",
        (CURRENT, "call.completed"): "unanswered",
        (CURRENT, "call.missed"): "missed",
    },
}

Document = dict[str, Any]
# Generation and type of an event.
Told = tuple[str, str]
# What was heard of each item, by its id.
Heard = dict[str, set[Told]]


def heard_of(traffic: Traffic, arrived: Iterable[str]) -> Heard:
    """Return what was heard where the events with these ids arrived."""
    ids, heard = set(arrived), Heard()
    for one in traffic.happened:
        for shape, event_id in one.events.items():
            if event_id in ids:
                heard.setdefault(one.item_id, set()).add((shape, one.kind))
    return heard


def fetched(traffic: Traffic, heard: Heard) -> Heard:
    """Return what is known after the current API told of all that happened, too."""
    found = {name: set(told) for name, told in heard.items()}
    for one in traffic.happened:
        found.setdefault(one.item_id, set()).add((CURRENT, one.kind))
    return found


class Expected:
    """The documents after some of the events have arrived."""

    def __init__(self, traffic: Traffic, workspace: Item, heard: Heard) -> None:
        """Take what the simulator has, and what was heard of each item."""
        self._traffic, self._workspace, self._heard = traffic, workspace, heard
        items = workspace["messages"] + workspace["calls"]
        self._items = {one["id"]: one for one in items if one["id"] in heard}

    def activities(self) -> dict[str, Document]:
        """Return the activities; `status` is the set of those that are right."""
        return {
            name: self._activity(item) | _place(item) | self._times(name)
            for name, item in self._items.items()
        }

    def conversations(self) -> dict[str, Document]:
        """Return the conversations, without `last_activity`, which `last` gives the id of."""
        found: dict[str, list[str]] = {}
        for name, item in self._items.items():
            found.setdefault(_conversation(item), []).append(name)
        return {name: self._conversation(ids) for name, ids in found.items()}

    def numbers(self) -> set[str]:
        """Return the numbers of all contacts."""
        return {number for item in self._items.values() for number in _outside(item)} | set(
            self.names()
        )

    def names(self) -> dict[str, str]:
        """Return the display names of contacts, by number."""
        return {
            one["phoneNumbers"][0]: f"{one['firstName']} {one['lastName']}"
            for one in self._workspace["contacts"]
            if (CURRENT, "contact.updated") in self._heard.get(one["id"], set())
        }

    def _times(self, name: str) -> Document:
        return {"openphone_id": name, "occurred_at": moment(self._traffic.number_of(name))}

    def _activity(self, item: Item) -> Document:
        heard = self._heard[item["id"]]
        return self._call(item, heard) if "participants" in item else _message(item, heard)

    def _call(self, call: Item, heard: set[Told]) -> Document:
        name, made = call["id"], moment(self._traffic.number_of(call["id"]))
        kinds = {kind for _, kind in heard}
        statuses = {said for told, said in _STATUSES[call["status"]].items() if told in heard}
        found: Document = {
            "activity_type": "call",
            "direction": "incoming",
            "participants": call["participants"],
            "status": statuses,
            "completed_at": made + timedelta(seconds=35),
            "duration_seconds": call["duration"],
        }
        if call["answeredAt"]:
            found["answered_at"] = made + timedelta(seconds=5)
        for kind, make in _PARTS.items():
            found |= make(name, made, call) if kind in kinds else {}
        return found

    def _conversation(self, ids: list[str]) -> Document:
        times = {name: moment(self._traffic.number_of(name)) for name in ids}
        found: Document = {
            "participants": sorted(_outside(self._items[ids[0]])),
            "first_activity_at": min(times.values()),
            "last_activity_at": max(times.values()),
            "last_activity_id": max(ids, key=lambda name: (times[name], name)),
            "phone_number_ids": [LINE],
        }
        for way in ("incoming", "outgoing"):
            of_way = [times[name] for name in ids if self._items[name]["direction"] == way]
            found |= {f"last_{way}_at": max(of_way)} if of_way else {}
        return found


def _message(item: Item, heard: set[Told]) -> Document:
    found: Document = {
        "activity_type": "message",
        "direction": item["direction"],
        "status": {item["status"]},
        "body": item["text"],
        "from_number": item["from"],
        "to_numbers": item["to"],
    }
    # Events of the legacy generation have no media.
    current = any(shape == CURRENT for shape, _ in heard)
    if current and item["media"]:
        found["media_urls"] = [f"https://media.example.com/{item['id']}.jpg"]
    return found


def _place(item: Item) -> Document:
    where = {"phone_number_id": LINE, "user_id": USER}
    return where | {"conversation_id": _conversation(item)}


def _outside(item: Item) -> list[str]:
    parties = item.get("participants") or [item["from"], *item["to"]]
    return [party for party in parties if party != OUR_NUMBER]


def _conversation(item: Item) -> str:
    numbers = sorted(_outside(item))
    if len(numbers) == 1:
        return numbers[0]
    return f"group-{hashlib.sha256(','.join(numbers).encode()).hexdigest()[:32]}"


def _recording(name: str, made: datetime, _: Item) -> Document:
    url = f"https://storage.example.com/{name}.mp3?sig=1"
    recording = {"id": f"CR{name}", "url": url, "type": "audio/mpeg", "duration_seconds": 29}
    return {"recordings": [recording | {"started_at": made + timedelta(seconds=6)}]}


def _summary(name: str, _: datetime, __: Item) -> Document:
    said = f"Summary of {name}"
    summary = {"text": said, "summary": [said], "next_steps": ["Call back."]}
    return {"ai_summary": summary | {"status": "completed"}}


def _transcript(name: str, _: datetime, call: Item) -> Document:
    line = {"identifier": call["participants"][0], "text": f"Words of {name}"}
    dialogue = [line | {"start": 0.5, "end": 2}]
    about = {"duration_seconds": 30, "status": "completed"}
    return {"ai_transcript": about | {"dialogue": dialogue}}


def _voicemail(name: str, _: datetime, __: Item) -> Document:
    url = f"https://storage.example.com/{name}-voicemail.mp3?sig=1"
    told = {"id": f"VM{name}", "url": url, "duration_seconds": 9}
    return {"voicemail": told | {"transcript": f"Voicemail of {name}"}}


_PARTS = {
    "call.recording.completed": _recording,
    "call.summary.completed": _summary,
    "call.transcript.completed": _transcript,
    "call.voicemail.completed": _voicemail,
}


def shown(document: Mapping[str, Any], expected: Mapping[str, Any]) -> Document:
    """Return of a stored document what is expected of it, and every part of a call that it has."""
    parts = ("recordings", "ai_summary", "ai_transcript", "voicemail", "media_urls", "answered_at")
    found = {name: document[name] for name in (*expected, *parts) if name in document}
    if "last_activity" in document:
        found["last_activity_id"] = document["last_activity"]["id"]
    if isinstance(expected.get("status"), set) and document.get("status") in expected["status"]:
        found["status"] = expected["status"]
    return found

"""The sample business as both generations of webhooks tell it, and as both of the API show it."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.openphone.current import events as current_events
from emulator.openphone.current import items as current_items
from emulator.openphone.v1 import events as v1_events
from emulator.openphone.v1 import items as v1_items
from emulator.openphone.workspace.workspace import Workspace
from openphone.fetched import parts, v1, v2026
from openphone.fetched.item import Fetched
from pipeline.message import PushedMessage
from processor.planning.job import Job, Options, prepare
from tests.processor.memory import Memory

V4, CURRENT = "v4", "2026"
GENERATIONS = (V4, CURRENT)
WORKSPACE = Workspace(None, 0)
OURS = {line["id"]: line["number"] for line in WORKSPACE.all("phoneNumbers")}
_LATER = "2026-04-03T09:00:00.000Z"
_EVENTS = {V4: v1_events.event, CURRENT: current_events.event}
_PARTS = {
    "call.recording.completed": "recordings",
    "call.summary.completed": "summaries",
    "call.transcript.completed": "transcripts",
    "call.voicemail.completed": "voicemails",
}


def subjects() -> list[dict[str, Any]]:
    """Return the messages and calls."""
    return [*WORKSPACE.all("messages"), *WORKSPACE.all("calls")]


def live(generation: str, item: Mapping[str, Any]) -> list[bytes]:
    """Return all events that webhooks of a generation send for an item, in their order."""
    sent = []
    for kind in _kinds(generation, item):
        at = item["createdAt"] if kind in ("message.received", "call.ringing") else None
        event = _EVENTS[generation](WORKSPACE, kind, dict(item), at or item["updatedAt"])
        # The simulator's ids are chance.
        event["id"] = f"EV{generation}{kind}{item['id']}"
        sent.append(json.dumps(event).encode())
    return sent


def backfilled(generation: str, item: Mapping[str, Any]) -> list[Fetched]:
    """Return the events that a backfill makes of the same message or call.

    Something that no event tells of, a note or a tag, has touched it since.
    """
    touched = {} if item["direction"] == "outgoing" and "to" in item else {"updatedAt": _LATER}
    return (_of_v1 if generation == V4 else _of_2026)({**item, **touched})


def store(bodies: list[bytes], *, numbers: bool = True) -> Memory:
    """Return what these events leave, one after the other."""
    memory = Memory()
    for body in bodies:
        memory.apply(job(body, numbers=numbers))
    return memory


def job(body: bytes, *, numbers: bool = True) -> Job:
    """Return an event as it is pushed."""
    options = Options(numbers=frozenset(OURS.values()) if numbers else frozenset())
    return prepare(PushedMessage(json.loads(body)["id"], body), options)


def _kinds(generation: str, item: Mapping[str, Any]) -> list[str]:
    if "participants" not in item:
        if item["direction"] == "incoming":
            return ["message.received"]
        if generation == V4:
            return ["message.delivered"] if item["status"] == "delivered" else []
        return [f"message.{item['status']}"]
    parts = [kind for kind, name in _PARTS.items() if WORKSPACE.part(name, item["id"])]
    if generation == V4:
        parts = [kind for kind in parts if kind != "call.voicemail.completed"]
    answered = ["call.answered"] if generation == CURRENT and item["answeredAt"] else []
    return ["call.ringing", *answered, "call.completed", *parts]


def _of_v1(item: dict[str, Any]) -> list[Fetched]:
    conversation = {
        "id": item["conversationId"],
        "phoneNumberId": item["phoneNumberId"],
        "participants": WORKSPACE.outside(item),
    }
    if "participants" not in item:
        return [v1.message(v1_items.message(item), conversation)]
    call = v1.call(v1_items.call(item), OURS, conversation)
    transcript = WORKSPACE.part("transcripts", item["id"])
    made = [
        *(parts.recording(call, one) for one in _recordings(item)),
        parts.summary(call, WORKSPACE.part("summaries", item["id"]) or {}),
        parts.transcript(call, [transcript] if transcript else []),
        parts.voicemail(call, WORKSPACE.part("voicemails", item["id"]) or {}),
    ]
    return [call, *(one for one in made if one)]


def _of_2026(item: dict[str, Any]) -> list[Fetched]:
    if "participants" not in item:
        return [v2026.message(current_items.message(item))]
    shown = current_items.call(WORKSPACE, item, {"summary", "voicemail"}, business=True)
    call = v2026.call(shown, OURS)
    made = [
        *(parts.recording(call, one) for one in _recordings(item)),
        parts.summary(call, shown.get("summary") or {}),
        parts.transcript(call, current_items.transcripts(WORKSPACE, item)),
        parts.voicemail(call, shown.get("voicemail") or {}),
    ]
    return [call, *(one for one in made if one)]


def _recordings(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The addresses are signed anew at every fetch."""
    found = WORKSPACE.part("recordings", item["id"]) or []
    return [{**one, "url": one["url"].partition("?")[0] + "?sig=fetched"} for one in found]

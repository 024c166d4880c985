"""Items of the API 2026-03-30, as the events that its webhooks send. Pure.

Source: https://www.quo.com/docs/2026-03-30. Its items are flat and name some things differently
from its webhooks (`actorId`, `participants[{phoneNumber, actorId}]`).
"""

from collections.abc import Mapping
from typing import Any

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched import words
from openphone.fetched.item import Fetched, all_but, first, given, listed, text

_ENVELOPE: Json = {"apiVersion": "2026-03-30"}
# These go into the context.
_CONTEXT = ("conversationId", "phoneNumberId", "userId", "actorId", "participants", "from", "to")
# These are renamed or reworded.
_OTHERWISE = ("status", "answeredBy", "aiHandled", "forwardedFrom", "forwardedTo")
# These are events of their own.
_OWN_EVENTS = ("summary", "voicemail", "recordings", "transcripts")
_UNANSWERED = ("no-answer", "missed")


def message(item: Json) -> Fetched:
    """Return a message's event. Raises EventError if it has no id, like all functions here."""
    context = _context(item)
    if sender := text(item, "from"):
        context["senderIdentifier"] = sender
    if recipients := item.get("to"):
        context["recipientIdentifiers"] = recipients
    resource = all_but(item, *_CONTEXT) | words.message_status(item)
    return words.message(item, _ENVELOPE, {"resource": resource, "context": context})


def call(item: Json, ours: Mapping[str, str]) -> Fetched:
    """Return a call's event; `ours` are the workspace's numbers by the ids of their lines."""
    resource = all_but(item, *_CONTEXT, *_OTHERWISE, *_OWN_EVENTS) | _forwarding(item)
    if status := _status(item):
        resource["status"] = status
    if answerer := text(item, "answeredBy"):
        resource["answeredByUserId"] = answerer
    if item.get("aiHandled"):
        resource["handledByAiAgent"] = True
    context = _context(item)
    workspace, external = _participants(item, ours)
    if workspace:
        told = {"workspace": workspace, "external": external, "resolution": "available"}
        context["participants"] = told
    elif external:
        # None of them is known to be ours, so nobody can say who is outside.
        resource["participants"] = external
    return words.call(item, _ENVELOPE, {"resource": resource, "context": context})


def _context(item: Json) -> dict[str, Any]:
    context = given(item, "conversationId", "phoneNumberId")
    user = first(item, "userId", "actorId")
    return context | ({"userId": user} if user.startswith("US") else {})


def _status(item: Json) -> str:
    """Return a call's status in the webhooks' words; the API uses those of v1."""
    status = text(item, "status")
    if status in _UNANSWERED:
        return "unanswered"
    if status != "completed":
        return status
    if item.get("aiHandled"):
        return "ai-handled"
    if item.get("answeredAt"):
        return "answered"
    return "forwarded" if item.get("forwardedTo") else "unanswered"


def _forwarding(item: Json) -> dict[str, str]:
    """Return the numbers of a forwarded call; the API may name users there, webhooks never do."""
    named = {name: text(item, name) for name in ("forwardedFrom", "forwardedTo")}
    return {name: number for name, number in named.items() if number.startswith("+")}


def _participants(item: Json, ours: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return our own numbers, and those outside: one of ours has an actor, or is known."""
    own = {*ours.values()}
    workspace: list[str] = []
    external: list[str] = []
    for participant in listed(item, "participants"):
        entry = {"phoneNumber": participant} if isinstance(participant, str) else participant
        number = text(entry, "phoneNumber") if isinstance(entry, Mapping) else ""
        if not number:
            raise EventError("participants: should hold phone numbers")
        (workspace if number in own or entry.get("actorId") else external).append(number)
    outside = dict.fromkeys(number for number in external if number not in workspace)
    return list(dict.fromkeys(workspace)), list(outside)

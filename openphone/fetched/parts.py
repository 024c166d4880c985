"""What belongs to a call: items of the API as the events that webhooks send for them. Pure.

Each has the time of its call's own event: it cannot be older, and hardly any comes with a time of
its own. The shape is that of the call's event, v4 or 2026-03-30. v4 has no event for a voicemail:
that of 2026-03-30 is used, in v4's envelope.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched.item import (
    RECORDING,
    SUMMARY,
    TRANSCRIPT,
    VOICEMAIL,
    Fetched,
    fetched,
    first,
    given,
    listed,
    text,
)

# What is still in progress, or came to nothing, is not published.
_INCOMPLETE = ("absent", "deleted", "failed", "in-progress", "paused", "processing", "stopping")


def recording(of: Fetched, item: Json) -> Fetched | None:
    """Return the event of a call's recording; None if it is not there yet, or no longer.

    Like a webhook's, it holds the whole call; its id is made of the recording alone.
    """
    if not text(item, "url") or _is_incomplete(item):
        return None
    entry = given(item, "id", "url", "type", "duration", "startTime")
    thing = {**_thing(of), "recordings": [entry]}
    content = {"callId": of.id, "recording": entry}
    around = of.event["data"]
    return _part(of, RECORDING, thing, item_id=text(item, "id"), around=around, content=content)


def summary(of: Fetched, item: Json) -> Fetched | None:
    """Return the event of a call's summary; None if it is not complete."""
    said = given(item, "summary", "nextSteps", "jobs")
    if not any(said.values()) or _is_incomplete(item):
        return None
    thing = {"callId": of.id, **_completed(of), **said}
    if _is_current(of) and _thing(of).get("handledByAiAgent"):
        # Never false: a call that does not say so may still have been taken by an agent.
        thing["handledByAiAgent"] = True
    return _part(of, SUMMARY, thing)


def transcript(of: Fetched, items: Sequence[Json]) -> Fetched | None:
    """Return the event of a call's transcript; None if a piece of it is not complete.

    v1 has one piece; 2026-03-30 has one for each recording, the oldest first, joined here.

    Raises EventError for a dialogue of another form.
    """
    lines = [_line(line) for item in items for line in listed(item, "dialogue")]
    if not lines or any(map(_is_incomplete, items)):
        return None
    thing = {"callId": of.id, **_completed(of), "dialogue": lines}
    seconds = [found for item in items if isinstance(found := item.get("duration"), int | float)]
    if len(seconds) == len(items):
        thing["duration"] = sum(seconds)
    if made := max(text(item, "createdAt") for item in items):
        thing["createdAt"] = made
    return _part(of, TRANSCRIPT, thing)


def voicemail(of: Fetched, item: Json) -> Fetched | None:
    """Return the event of a call's voicemail; None if it is not complete."""
    said = given(item, "recordingUrl", "transcript", "duration")
    if not any(said.values()) or _is_incomplete(item):
        return None
    thing = {"callId": of.id, "direction": "incoming", **said, **_caller(of)}
    if item_id := text(item, "id"):
        thing["voicemailId"] = item_id
    return _part(of, VOICEMAIL, thing, item_id=item_id)


def _is_incomplete(item: Json) -> bool:
    return text(item, "status") in _INCOMPLETE


def _is_current(of: Fetched) -> bool:
    return "resource" in of.event["data"]


def _thing(of: Fetched) -> dict[str, Any]:
    return dict(of.event["data"]["resource" if _is_current(of) else "object"])


def _caller(of: Fetched) -> dict[str, Any]:
    """Return who left a voicemail for whom, as 2026-03-30 says it, if the call has two parties."""
    parties = of.event["data"].get("context", {}).get("participants", {})
    outside, inside = parties.get("external", []), parties.get("workspace", [])
    return {"from": outside[0], "to": inside[0]} if len(outside) == len(inside) == 1 else {}


def _completed(of: Fetched) -> dict[str, Any]:
    return {"processingStatus" if _is_current(of) else "status": "completed"}


def _part(  # noqa: PLR0913 - the parts of an event
    of: Fetched,
    item_type: str,
    thing: Json,
    *,
    item_id: str = "",
    around: Json | None = None,
    content: Json | None = None,
) -> Fetched:
    """Return the call's event with another thing in it; `around` is what stands beside that."""
    is_current = _is_current(of)
    data = {**(around or ({"context": {}} if is_current else {}))}
    data["resource" if is_current else "object"] = thing
    kept = {name: of.event[name] for name in ("apiVersion", "object") if name in of.event}
    envelope = {**kept, "type": f"call.{item_type}.completed", "data": data}
    return fetched(item_type, item_id or of.id, envelope, at=of.at, subject=of.id, content=content)


def _line(line: object) -> Json:
    if not isinstance(line, Mapping):
        raise EventError("dialogue: should hold objects")
    said = given(line, "content", "start", "end", "identifier")
    user = first(line, "userId", "actorId")
    return said | ({"userId": user} if user else {})

"""The items of the workspace as each generation of the API shows them.

Sources: https://www.quo.com/docs/mdx/api-reference and https://www.quo.com/docs/2026-03-30.
v1 shows of a message neither media nor conversation; the current generation shows of a call
neither the conversation nor the recordings, and its participants are objects.
"""

from typing import Any

from emulator.openphone.errors import Item
from emulator.openphone.workspace import Workspace

_MESSAGE = ("id", "to", "from", "text", "phoneNumberId", "direction", "userId", "status")
_CALL = (
    *("id", "phoneNumberId", "direction", "status", "answeredAt", "answeredBy", "initiatedBy"),
    *("completedAt", "createdAt", "updatedAt", "callRoute", "duration"),
    *("forwardedFrom", "forwardedTo", "aiHandled"),
)
_TIMES = ("createdAt", "updatedAt")
_FREE = {"CA": "unrestricted", "Intl": "unrestricted", "US": "unrestricted"}


def legacy_message(message: Item) -> Item:
    """Show a message as v1 does."""
    return _pick(message, (*_MESSAGE, *_TIMES))


def current_message(message: Item) -> Item:
    """Show a message as the current generation does."""
    return _pick(message, (*_MESSAGE, *_TIMES, "conversationId", "media"))


def legacy_call(call: Item) -> Item:
    """Show a call as v1 does."""
    return _pick(call, (*_CALL, "participants", "userId"))


def current_call(workspace: Workspace, call: Item, include: set[str], *, business: bool) -> Item:
    """Show a call as the current generation does, with the sections that are asked for.

    Without a Business plan a summary is `absent`; without a voicemail there is no such section.
    """
    ours = workspace.ours()
    parties = [
        {"phoneNumber": one, "actorId": call["userId"] if one in ours else None}
        for one in call["participants"]
    ]
    shown = _pick(call, _CALL) | {"actorId": call["userId"], "participants": parties}
    if "summary" in include:
        summary = workspace.part("summaries", call["id"]) if business else None
        shown["summary"] = _section(summary, call)
    if "voicemail" in include and (voicemail := workspace.part("voicemails", call["id"])):
        shown["voicemail"] = voicemail
    return shown


def current_transcripts(workspace: Workspace, call: Item) -> list[Item]:
    """Show the transcript of a call as the one of its first recording."""
    transcript = workspace.part("transcripts", call["id"])
    if not transcript:
        return []
    recordings = workspace.part("recordings", call["id"]) or [{}]
    lines = [
        _pick(line, ("content", "start", "end", "identifier")) | {"actorId": line["userId"]}
        for line in transcript["dialogue"]
    ]
    of_recording = {
        "recordingId": recordings[0].get("id", f"CR{call['id']}"),
        "startTime": recordings[0].get("startTime", call["answeredAt"]),
    }
    about = _pick(transcript, ("status", "createdAt", "duration"))
    return [of_recording | about | {"dialogue": lines}]


def legacy_contact(contact: Item, user_id: str) -> Item:
    """Show a contact as v1 does."""
    names = _pick(contact, ("firstName", "lastName", "company", "role"))
    names["emails"] = _values("Email", contact["emails"])
    names["phoneNumbers"] = _values("Phone", contact["phoneNumbers"])
    about: Item = {"externalId": None, "source": None, "sourceUrl": None, "customFields": []}
    times = _pick(contact, _TIMES)
    shown = {"id": contact["id"], "defaultFields": names, "createdByUserId": user_id}
    return shown | about | times


def current_contact(contact: Item, user_id: str) -> Item:
    """Show a contact as the current generation does: without its numbers and addresses."""
    about = {"externalId": None, "source": None, "sourceUrl": None, "actorId": user_id}
    return _pick(contact, ("id", "firstName", "lastName", "company", "role", *_TIMES)) | about


def legacy_number(workspace: Workspace, number: Item) -> Item:
    """Show one of our lines as v1 does."""
    members = [user for user in workspace.users if user["id"] in number["userIds"]]
    shown = _line(number) | {"number": number["number"], "formattedNumber": number["number"]}
    return shown | {"users": members}


def current_number(number: Item) -> Item:
    """Show one of our lines as the current generation does."""
    return _line(number) | {"phoneNumber": number["number"], "formattedNumber": number["number"]}


def _line(number: Item) -> Item:
    about = {"portRequestId": None, "portingStatus": None, "forward": None}
    times = dict.fromkeys(_TIMES, "2024-01-08T09:00:00.000Z")
    free = {"restrictions": {"calling": _FREE, "messaging": _FREE}}
    return _pick(number, ("id", "groupId", "name", "symbol")) | about | times | free


def _section(summary: Item | None, call: Item) -> Item:
    if summary is None:
        nothing = dict.fromkeys(("type", "summary", "nextSteps", "jobs", "title"))
        return {"status": "absent"} | nothing
    agent = bool(call["aiHandled"])
    shown = _pick(summary, ("status", "summary", "nextSteps", "jobs"))
    return shown | {"type": "agent" if agent else "human", "title": None}


def _values(name: str, values: list[str]) -> list[Item]:
    return [{"name": name, "value": value, "id": f"{name}{n}"} for n, value in enumerate(values)]


def _pick(item: Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item.get(name) for name in names}

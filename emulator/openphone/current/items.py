"""The items of the workspace as the current generation shows them.

https://www.quo.com/docs/2026-03-30: a call comes without conversation and recordings, its
participants are objects; a contact comes without its numbers and addresses.
"""

from emulator.openphone.items import Item, pick
from emulator.openphone.workspace.workspace import CALL, MESSAGE, TIMES, Workspace, line


def message(item: Item) -> Item:
    """Return a message as the current generation shows it."""
    return pick(item, (*MESSAGE, "conversationId", "media"))


def call(workspace: Workspace, item: Item, include: set[str], *, business: bool) -> Item:
    """Return a call as the current generation shows it, with the sections asked for.

    Without a Business plan a summary is `absent`; without a voicemail there is no such section.
    """
    ours = workspace.ours()
    parties = [
        {"phoneNumber": one, "actorId": item["userId"] if one in ours else None}
        for one in item["participants"]
    ]
    shown = pick(item, CALL) | {"actorId": item["userId"], "participants": parties}
    if "summary" in include:
        summary = workspace.part("summaries", item["id"]) if business else None
        shown["summary"] = _section(summary, item)
    if "voicemail" in include and (voicemail := workspace.part("voicemails", item["id"])):
        shown["voicemail"] = voicemail
    return shown


def transcripts(workspace: Workspace, item: Item) -> list[Item]:
    """Return the transcript of a call as that of its first recording."""
    transcript = workspace.part("transcripts", item["id"])
    if not transcript:
        return []
    recordings = workspace.part("recordings", item["id"]) or [{}]
    lines = [
        pick(line, ("content", "start", "end", "identifier")) | {"actorId": line["userId"]}
        for line in transcript["dialogue"]
    ]
    of_recording = {
        "recordingId": recordings[0].get("id", f"CR{item['id']}"),
        "startTime": recordings[0].get("startTime", item["answeredAt"]),
    }
    about = pick(transcript, ("status", "createdAt", "duration"))
    return [of_recording | about | {"dialogue": lines}]


def contact(item: Item, user_id: str) -> Item:
    """Return a contact as the current generation shows it."""
    about = {"externalId": None, "source": None, "sourceUrl": None, "actorId": user_id}
    return pick(item, ("id", "firstName", "lastName", "company", "role", *TIMES)) | about


def number(item: Item) -> Item:
    """Return one of our lines as the current generation shows it."""
    return line(item) | {"phoneNumber": item["number"]}


def _section(summary: Item | None, item: Item) -> Item:
    if summary is None:
        return {"status": "absent"} | pick({}, ("type", "summary", "nextSteps", "jobs", "title"))
    shown = pick(summary, ("status", "summary", "nextSteps", "jobs"))
    return shown | {"type": "agent" if item["aiHandled"] else "human", "title": None}

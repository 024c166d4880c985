"""A small business of a test's own in the simulator, and `openphone backfill` over it."""

import json
import random
from pathlib import Path
from typing import Any

from tests.cli import console
from tests.stack import Stack, until

LINE, LINE_NUMBER, USER = "PNoffice1", "+15550100001", "USanna01"
SINCE = "2026-05-01"
SECONDS = 20


def at(second: int) -> str:
    """A time of the day that all of it happens on."""
    return f"2026-05-04T09:{second // 60:02}:{second % 60:02}.000Z"


class Business:
    """Two people: with the first a message from her, one to her and a call; with the second a call.

    Their numbers and all ids are chance, so that tests do not meet in Firestore.
    """

    def __init__(self, simulator: console.Simulator) -> None:
        """Put it in the place of all that the simulator has."""
        tag = f"{random.randrange(10**8):08}"  # noqa: S311 - nothing to guess
        self.ann, self.ben = f"+1556{tag[:6]}1", f"+1556{tag[:6]}2"
        self.received, self.sent = f"ACr{tag}", f"ACs{tag}"
        self.call, self.missed, self.contact = f"ACc{tag}", f"ACm{tag}", f"CT{tag}"
        self.ids = (self.received, self.sent, self.call, self.missed)
        self._tag = tag
        self.data = self._data()
        simulator.admin("PUT", "/workspace", self.data)

    def _data(self) -> dict[str, Any]:
        base = {"phoneNumberId": LINE, "userId": USER}
        with_ann = base | {"conversationId": f"CNa{self._tag}"}
        with_ben = base | {"conversationId": f"CNb{self._tag}"}
        url = f"https://storage.example.com/{self._tag}"
        return {
            "messages": [
                _message(self.received, with_ann, self.ann, LINE_NUMBER, 0, "received"),
                _message(self.sent, with_ann, LINE_NUMBER, self.ann, 60, "delivered"),
            ],
            "calls": [
                _call(self.call, with_ann, self.ann, 120, "completed"),
                _call(self.missed, with_ben, self.ben, 240, "no-answer"),
            ],
            "contacts": [
                {
                    "id": self.contact,
                    "firstName": "Ann",
                    "lastName": "Example",
                    "company": None,
                    "role": None,
                    "emails": ["ann@example.com"],
                    "phoneNumbers": [self.ann],
                    "createdAt": at(0),
                    "updatedAt": at(10),
                }
            ],
            "recordings": {
                self.call: [
                    {
                        "id": f"CR{self._tag}",
                        "status": "completed",
                        "startTime": at(125),
                        "duration": 30,
                        "url": f"{url}.mp3?sig=1",
                        "type": "audio/mpeg",
                    }
                ]
            },
            "summaries": {
                self.call: {
                    "callId": self.call,
                    "status": "completed",
                    "summary": ["The roof leaks."],
                    "nextSteps": ["Call back."],
                    "jobs": None,
                }
            },
            "transcripts": {
                self.call: {
                    "callId": self.call,
                    "createdAt": at(170),
                    "duration": 30,
                    "status": "completed",
                    "dialogue": [
                        {
                            "content": "It leaks.",
                            "start": 0.5,
                            "end": 2,
                            "identifier": self.ann,
                            "userId": None,
                        }
                    ],
                }
            },
            "voicemails": {
                self.missed: {
                    "id": f"VM{self._tag}",
                    "status": "completed",
                    "duration": 9,
                    "recordingUrl": f"{url}-voicemail.mp3?sig=1",
                    "transcript": "Call me.",
                }
            },
        }


class Backfill:
    """The console script over the stack, with a folder of its own for its state."""

    def __init__(self, stack: Stack, simulator: console.Simulator, folder: Path) -> None:
        """Take where to fetch and where to put."""
        self.stack = stack
        self.folder = folder
        self.env = {
            **simulator.env,
            "FIRESTORE_EMULATOR_HOST": stack.firestore,
            "PUBSUB_EMULATOR_HOST": stack.pubsub,
            "GOOGLE_CLOUD_PROJECT": stack.project,
            "XDG_STATE_HOME": str(folder),
        }

    def run(self, *options: str, **env: str) -> console.Result:
        """Run it to its end."""
        return console.run("backfill", "--since", SINCE, *options, env=self.env | env)

    def counts(self, *options: str, **env: str) -> dict[str, dict[str, int]]:
        """Run it, without a failure, and give its counts by kind, those that are not 0."""
        done = self.run("--json", *options, **env)
        assert done.status == 0, done
        return counts(done)

    def states(self) -> list[Path]:
        """Return the files that remember how far it is."""
        return sorted((self.folder / "openphone").glob("*.json"))

    def stored(self, business: Business) -> dict[str, Any]:
        """Return all documents of the business as soon as nothing is missing."""

        def complete() -> bool:
            call = self.stack.document(f"activities/{business.call}") or {}
            missed = self.stack.document(f"activities/{business.missed}") or {}
            return (
                {"recordings", "ai_summary", "ai_transcript", "occurred_at"} <= call.keys()
                and {"voicemail", "occurred_at"} <= missed.keys()
                and all(self.stack.document(f"activities/{one}") for one in business.ids)
                and "display_name" in (self.stack.document(f"contacts/{business.ann}") or {})
            )

        until(complete, SECONDS, "not all of it was stored")
        return self.documents(business)

    def documents(self, business: Business) -> dict[str, Any]:
        """Return the documents of the business that are there."""
        paths = [f"activities/{one}" for one in business.ids]
        for number in (business.ann, business.ben):
            paths += [f"contacts/{number}", f"conversations/{number}"]
        paths.append(f"openphone_contacts/{business.contact}")
        found = {path: self.stack.document(path) for path in paths}
        return {path: document for path, document in found.items() if document is not None}


def counts(done: console.Result) -> dict[str, dict[str, int]]:
    """Read the counts that are not 0 of a report in JSON."""
    kinds = json.loads(done.stdout)["kinds"]
    return {
        kind: {name: number for name, number in found.items() if number}
        for kind, found in kinds.items()
    }


def _message(  # noqa: PLR0913, PLR0917 - a message has as many
    name: str, base: dict[str, str], sender: str, to: str, second: int, status: str
) -> dict[str, Any]:
    return {
        **base,
        "id": name,
        "direction": "incoming" if status == "received" else "outgoing",
        "from": sender,
        "to": [to],
        "text": f"Text {name}",
        "media": [],
        "status": status,
        "createdAt": at(second),
        "updatedAt": at(second + 2),
    }


def _call(name: str, base: dict[str, str], person: str, second: int, status: str) -> dict[str, Any]:
    answered = status == "completed"
    return {
        **base,
        "id": name,
        "direction": "incoming",
        "status": status,
        "participants": [person, LINE_NUMBER],
        "answeredAt": at(second + 5) if answered else None,
        "answeredBy": USER if answered else None,
        "initiatedBy": None,
        "completedAt": at(second + 35),
        "createdAt": at(second),
        "updatedAt": at(second + 50),
        "callRoute": "phone-number",
        "duration": 30 if answered else 0,
        "forwardedFrom": None,
        "forwardedTo": None,
        "aiHandled": None,
    }

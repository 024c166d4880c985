"""Messages, calls and contacts of a business of its own, made to happen in the simulator."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tests.cli.console import Simulator
from tests.stack import until

LINE, OUR_NUMBER, USER = "PNoffice1", "+15550100001", "USanna01"
SECONDS = 30
PAUSE_SECONDS = 0.15
PEOPLE = 4
_DAY = datetime(2026, 5, 5, 8, tzinfo=UTC)
# No two of so many numbers get the same minute, and what happens later is often older.
_MINUTES, _STEP = 211, 37

Item = dict[str, Any]


class Happening(NamedTuple):
    """What the simulator was told to do, and the ids of the events it made, by generation."""

    kind: str
    item_id: str
    events: dict[str, str]


def moment(number: int) -> datetime:
    """Return the time at which the item with a number was made."""
    return _DAY + timedelta(minutes=number * _STEP % _MINUTES)


def written(number: int, seconds: int = 0) -> str:
    """Write that time, and some seconds, as the API does."""
    return f"{moment(number) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.000Z"


class Traffic:
    """A business whose numbers and ids are chance, so that tests do not meet in Firestore."""

    def __init__(self, simulator: Simulator) -> None:
        """Put it, still empty, in the place of all that the simulator has."""
        self._simulator = simulator
        self._tag = f"{random.randrange(10**8):08}"  # noqa: S311 - nothing to guess
        self.people = [f"+1557{self._tag[:6]}{person}" for person in range(PEOPLE)]
        self.happened: list[Happening] = []
        self._numbers = 0
        simulator.admin("PUT", "/workspace", {})

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """Let all kinds of things happen, one after the other, meanwhile."""
        stopping, problems = threading.Event(), list[BaseException]()

        def work() -> None:
            try:
                while not stopping.is_set():
                    for happen in self.round():
                        happen()
                        stopping.wait(PAUSE_SECONDS)
            except BaseException as error:  # noqa: BLE001 - told by the test's own thread
                problems.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()
        assert not problems, problems

    def more(self, count: int, *shapes: str) -> None:
        """Return when so many more things have happened that exactly these generations told."""
        start = len(self.happened)
        until(
            lambda: len(self.told(*shapes, since=start)) >= count,
            SECONDS,
            f"too little happened: {self.happened[start:]}",
        )

    def told(self, *shapes: str, since: int = 0) -> list[Happening]:
        """Return what exactly these generations told."""
        return [one for one in self.happened[since:] if one.events.keys() == set(shapes)]

    def round(self) -> Iterator[Callable[[], None]]:
        """Return a little of everything, each to be called to happen: 14 happenings."""
        person = self._numbers // 6 % PEOPLE
        one, other = self.people[person], self.people[(person + 1) % PEOPLE]
        yield self._message(one, incoming=True)
        yield self._message(one, incoming=False)
        yield from self._answered_call(one)
        yield self._message(one, other, incoming=False)
        yield from self._missed_call(other)
        yield self._contact(person)

    def number_of(self, item_id: str) -> int:
        """Return the number of an item of ours."""
        return int(item_id.removeprefix(f"AC{self._tag}n"))

    def _message(self, *parties: str, incoming: bool) -> Callable[[], None]:
        item = self._item() | {
            "direction": "incoming" if incoming else "outgoing",
            "from": parties[0] if incoming else OUR_NUMBER,
            "to": [OUR_NUMBER] if incoming else list(parties),
            "media": [],
            "status": "received" if incoming else "delivered",
        }
        item["text"] = f"Text of {item['id']}"
        if incoming:
            url = f"https://media.example.com/{item['id']}.jpg"
            item["media"] = [{"type": "image/jpeg", "url": url}]
        kind = f"message.{item['status']}"
        return lambda: self._happen(kind, item["id"], {"item": item})

    def _answered_call(self, person: str) -> Iterator[Callable[[], None]]:
        call = self._call(person, "completed", 30)
        name, number = call["id"], self._numbers
        call |= {"answeredAt": written(number, 5), "answeredBy": USER}
        self._simulator.admin("POST", "/workspace", {"calls": [call]})
        line = {"content": f"Words of {name}", "start": 0.5, "end": 2, "identifier": person}
        parts: dict[str, Any] = {
            "ringing": None,
            "answered": None,
            # The parts may come before the call has ended.
            "summary.completed": _part(name, number)
            | {"summary": [f"Summary of {name}"], "nextSteps": ["Call back."], "jobs": None},
            "completed": None,
            "transcript.completed": _part(name, number) | {"dialogue": [line | {"userId": None}]},
            "recording.completed": [
                {
                    "id": f"CR{name}",
                    "status": "completed",
                    "startTime": written(number, 6),
                    "duration": 29,
                    "url": f"https://storage.example.com/{name}.mp3?sig=1",
                    "type": "audio/mpeg",
                }
            ],
        }
        return (self._of_call(name, kind, part) for kind, part in parts.items())

    def _missed_call(self, person: str) -> Iterator[Callable[[], None]]:
        call = self._call(person, "missed", 0)
        name = call["id"]
        self._simulator.admin("POST", "/workspace", {"calls": [call]})
        voicemail = {
            "id": f"VM{name}",
            "status": "completed",
            "duration": 9,
            "recordingUrl": f"https://storage.example.com/{name}-voicemail.mp3?sig=1",
            "transcript": f"Voicemail of {name}",
        }
        # The voicemail comes before the call has ended, as often as not.
        parts = dict.fromkeys(("ringing", "voicemail.completed", "missed", "completed"))
        parts |= {"voicemail.completed": voicemail}
        return (self._of_call(name, kind, part) for kind, part in parts.items())

    def _contact(self, person: int) -> Callable[[], None]:
        name, number = f"CT{self._tag}{person}", self._next()
        item = {
            "id": name,
            "firstName": "Pat",
            "lastName": f"Number {number}",
            **dict.fromkeys(("company", "role")),
            "emails": [],
            "phoneNumbers": [self.people[person]],
            "createdAt": written(0),
            "updatedAt": written(number),
        }
        return lambda: self._happen("contact.updated", name, {"item": item})

    def _of_call(self, name: str, kind: str, part: object) -> Callable[[], None]:
        order = {"id": name} | ({"part": part} if part else {})
        return lambda: self._happen(f"call.{kind}", name, order)

    def _happen(self, kind: str, item_id: str, order: Item) -> None:
        done = self._simulator.admin("POST", "/events", {"type": kind, **order})["data"]
        self.happened.append(Happening(kind, item_id, done["events"]))

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _item(self) -> Item:
        number = self._next()
        return {
            "id": f"AC{self._tag}n{number}",
            "conversationId": None,
            "phoneNumberId": LINE,
            "userId": USER,
            "createdAt": written(number),
            "updatedAt": written(number, 50),
        }

    def _call(self, person: str, status: str, duration: int) -> Item:
        item = self._item()
        return item | {
            "conversationId": f"CN{person[1:]}",
            "direction": "incoming",
            "participants": [person, OUR_NUMBER],
            "status": status,
            "completedAt": written(self._numbers, 35),
            **dict.fromkeys(("answeredAt", "answeredBy", "initiatedBy")),
            **dict.fromkeys(("forwardedFrom", "forwardedTo", "aiHandled")),
            "callRoute": "phone-number",
            "duration": duration,
        }


def _part(name: str, number: int) -> Item:
    about = {"callId": name, "status": "completed"}
    return about | {"createdAt": written(number, 45), "duration": 30}

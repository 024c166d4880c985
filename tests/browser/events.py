"""Events as OpenPhone sends them (API shapes v3 and v4), of one conversation each, and posted."""

import itertools
import json
import uuid
from typing import Any

from tests.stack import Stack

OURS = "+15550100001"
# After anything that other tests store: these conversations stand at the top of the list.
DAY = "2094-05-06"


class Party:
    """Somebody outside, with a number that no other test uses, and what happens with them."""

    def __init__(self, stack: Stack) -> None:
        """Take the stack to whose receiver the events go."""
        self._stack = stack
        self._name = uuid.uuid4().hex[:10]
        self._seconds = itertools.count()
        self.number = f"+1555{uuid.uuid4().int % 10**7:07}"

    def message(self, name: str, text: str, at: str, **more: Any) -> str:  # noqa: ANN401 - any field
        """Post an incoming message of a time `HH:MM:SS`; give its id, which `name` stands for."""
        thing = {"from": self.number, "to": OURS, "direction": "incoming", "status": "received"}
        said = {"object": "message", "body": text, "createdAt": f"{DAY}T{at}Z"}
        return self.post("message.received", name, {**thing, **said, **more}, "v3")

    def sent(self, name: str, text: str, at: str, status: str) -> str:
        """Post an outgoing message, or another status of it."""
        thing = {"from": OURS, "to": self.number, "direction": "outgoing", "status": status}
        said = {"object": "message", "body": text, "createdAt": f"{DAY}T{at}Z"}
        return self.post("message.delivered", name, {**thing, **said}, "v3")

    def call(self, event_type: str, name: str, **fields: Any) -> str:  # noqa: ANN401 - any field
        """Post an event of a call from this party."""
        people = {"participants": [self.number, OURS], "direction": "incoming"}
        return self.post(event_type, name, {**people, **fields}, "v4")

    def about(self, event_type: str, name: str, **fields: Any) -> str:  # noqa: ANN401 - any field
        """Post a summary or a transcript of a call."""
        return self.post(event_type, name, {"callId": self.id(name), **fields}, "v4")

    def id(self, name: str) -> str:
        """Return the id of the message or call that a name stands for."""
        return f"AC{self._name}{name}"

    def post(self, event_type: str, name: str, thing: dict[str, Any], version: str) -> str:
        """Post an event about the message or call, newer than all before."""
        sent_at = f"{DAY}T23:{next(self._seconds):02}:00.000Z"
        head = {"id": f"EV{uuid.uuid4().hex}", "apiVersion": version, "object": "event"}
        data = {"object": {"id": self.id(name), **thing}}
        event = {**head, "createdAt": sent_at, "type": event_type, "data": data}
        answer = self._stack.post(json.dumps(event).encode(), "openphone")
        assert answer.status_code == 200, answer.text
        return self.id(name)

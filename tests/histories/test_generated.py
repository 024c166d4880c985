"""The histories are as rich as the proofs that rest on them claim."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from documents.paths import CONTACTS, CONVERSATIONS
from openphone.events.envelope import load
from tests.histories import oracle
from tests.histories.profiles import histories_settings
from tests.histories.shapes import Shape
from tests.histories.strategies import History, busy_days

HISTORIES = 50
# In how many of the histories each is found, at least.
FOUND = {
    "a group": 40,
    "a message or call in both generations": 40,
    "a part before its call": 20,
    "an event without a time around it": 40,
    "an event without an id": 40,
    "a call of v4 without participants": 10,
    "a bare status": 25,
    "an entry deleted without a number": 8,
}
PARTS = ("summary", "transcript", "recording", "voicemail", "callSummary", "callTranscript")


def shape_of(body: bytes) -> Shape:
    if isinstance(json.loads(body).get("object"), dict):
        return Shape.WRAPPED
    version = str(load(body)["apiVersion"])
    by_version = {"v1": Shape.GUIDE, "v3": Shape.V3, "v4": Shape.V4}
    return by_version.get(version, Shape.CURRENT)


def found_in(history: History) -> Iterator[str]:
    """Yield those of `FOUND` that a history has, some of them several times."""
    generations: defaultdict[str, set[bool]] = defaultdict(set)
    calls = set()
    for body in history.bodies:
        event: Any = load(body)
        shape = shape_of(body)
        thing = event["data"].get("resource") or event["data"]["object"]
        event_type, name = event["type"], thing.get("callId") or thing["id"]
        if not event.get("createdAt"):
            yield "an event without a time around it"
        if "id" not in event:
            yield "an event without an id"
        if event_type == "contact.deleted" and not (
            thing.get("phoneNumbers") or thing.get("fields")
        ):
            yield "an entry deleted without a number"
        if event_type.startswith(("message.", "call")):
            generations[name].add(shape == Shape.CURRENT)
            if set(thing) == {"id", "status"}:
                yield "a bare status"
            elif shape == Shape.V4 and thing.get("participants") == []:
                yield "a call of v4 without participants"
            if any(part in event_type for part in PARTS) and name not in calls:
                yield "a part before its call"
            calls.add(name)
    if any(both == {True, False} for both in generations.values()):
        yield "a message or call in both generations"


@pytest.mark.timeout(300)
def test_a_busy_day_has_every_shape_and_six_contacts_and_what_breaks_a_merge() -> None:
    found: Counter[str] = Counter()

    @given(history=busy_days())
    @settings(histories_settings, max_examples=HISTORIES, derandomize=True)
    def every_history(history: History) -> None:
        assert {shape_of(body) for body in history.bodies} == set(Shape)
        documents = oracle.documents(history.bodies, history.ours)
        assert sum(path.collection == CONTACTS for path in documents) >= 6
        conversations = [path.id for path in documents if path.collection == CONVERSATIONS]
        groups = {"a group" for name in conversations if name.startswith("group-")}
        found.update(groups | set(found_in(history)))

    every_history()
    assert {name: found[name] for name in FOUND if found[name] < FOUND[name]} == {}

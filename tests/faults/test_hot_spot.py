"""One busy conversation: many events at once, each stored the first time it is pushed."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path as Folder
from unittest import mock

import pytest
from google.cloud import firestore

from benchmarks.hot_spot import EVENTS, push_events
from tests.service import Service, all_ready
from tests.stack import Stack

# A project of its own in the emulator that all tests share.
PROJECT = "demo-hot-spot"
RUN = "55501"
FIRST = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def processor(stack: Stack, tmp_path: Folder) -> Iterator[Service]:
    environment = {"GOOGLE_CLOUD_PROJECT": PROJECT, "FIRESTORE_EMULATOR_HOST": stack.firestore}
    service = Service(tmp_path, "processor", environment)
    with all_ready(service):
        yield service


def documents(stack: Stack, collection: str) -> dict[str, dict[str, object]]:
    with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": stack.firestore}):
        client = firestore.Client(project=PROJECT)
    found = {one.id: one.to_dict() or {} for one in client.collection(collection).stream()}
    client.close()  # type: ignore[no-untyped-call]
    return found


def test_500_events_of_one_conversation_16_at_once_need_no_redelivery(
    stack: Stack, processor: Service
) -> None:
    _, answers = asyncio.run(push_events(processor.port, 1, RUN))
    assert answers == Counter({"204": 500})
    names = {f"EV{RUN}{number}" for number in range(EVENTS)}
    records = documents(stack, "webhook_events")
    assert records.keys() == names
    assert all(record["processed"] for record in records.values())
    activities = documents(stack, "activities")
    assert activities.keys() == {f"AC{name}" for name in names}
    number = f"+1{RUN}00"
    assert {one["conversation_id"] for one in activities.values()} == {number}
    [(name, conversation)] = documents(stack, "conversations").items()
    assert name == number
    # Event number 499 is of the last second.
    assert conversation["first_activity_at"] == FIRST
    assert conversation["last_activity_at"] == FIRST + timedelta(seconds=499)
    assert conversation["last_activity"] == {
        "id": f"ACEV{RUN}499",
        "activity_type": "message",
        "direction": "incoming",
        "status": "received",
        "preview": "hello",
    }
    [(name, contact)] = documents(stack, "contacts").items()
    assert (name, contact["first_seen_at"]) == (number, FIRST)

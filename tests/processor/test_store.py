"""The store on the Firestore emulator."""

import asyncio
import itertools
import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from documents.paths import Path
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome, Plan
from processor.planning.job import Job
from processor.planning.plan import plan
from processor.planning.reader import Reader
from processor.store.batcher import Limits
from processor.store.cache import DocumentCache
from processor.store.store import Store, StoreError
from tests.builders import ANN, BEN, OURS, RECEIVED_AT, call, deletion, entry, job, pushed, v3, v4
from tests.payloads.expectations import examples
from tests.processor.firestore import (
    Database,
    after,
    meanwhile,
    spoil,
    without_bookkeeping,
)
from tests.processor.memory import NOW
from tests.processor.traffic import LARGE, delivered, received, spoken
from tests.service import free_port
from tests.stack import Stack

MEBIBYTE = 1024 * 1024

# The same in memory and on Firestore


def of_payloads() -> list[PushedMessage]:
    """Return all example events."""
    return [
        PushedMessage(example.event_id, example.body, "", "", example.scheme, NOW)
        for example in examples()
    ]


def one_by_one() -> dict[str, Any]:
    """Return settings that switch off what only adds throughput: no cache, batches of one."""
    return {"cache": DocumentCache(most=0), "limits": Limits(items=1)}


HISTORIES: dict[str, list[PushedMessage]] = {
    "the example events": of_payloads(),
    "the example events backwards": of_payloads()[::-1],
    "each example event twice": [again for one in of_payloads() for again in (one, one)],
    "times that move back": [
        received("E1", "AC1", "10:00"),
        delivered("E2", "AC2", "11:00"),
        received("E3", "AC3", "12:00"),
        received("E4", "AC3", "09:00"),
        delivered("E5", "AC2", "08:00"),
        pushed(v4("message.delivered", {"id": "AC2", "status": "delivered"}, "E6", "12:30")),
    ],
    "links that move": [
        pushed(call("E1", "10:00", "AC1", participants=[BEN, ANN])),
        pushed(call("E2", "09:00", "AC2", participants=[BEN, OURS])),
        received("E3", "AC1", "11:00"),
        delivered("E4", "AC2", "11:30", to=[ANN, BEN]),
        pushed(call("E5", "12:00", "AC1", participants=[BEN, OURS])),
    ],
    "transcripts in parts": [
        spoken("E1", "10:00", LARGE),
        pushed(call("E2", "09:00", "AC1", participants=[ANN, OURS])),
        spoken("E3", "11:00", LARGE[:3]),
        spoken("E4", "10:30", LARGE[:120]),
        spoken("E5", "12:00", LARGE[:100]),
    ],
    "failures and replays": [
        received("E1", "AC1", "10:00", text=7),
        received("E1", "AC1", "10:00"),
        replace(received("E1", "AC1", "10:00", text=8), replay=True),
        replace(received("E1", "AC1", "10:00"), replay=True),
        replace(received("E1", "AC2", "10:00"), replay=True),
        received("E2", "AC1", "11:00", text="x" * MEBIBYTE),
        pushed(v4("task.assigned", {"id": 7}, "E3", "11:00")),
        PushedMessage("E4", b"\xff", "message.received"),
        PushedMessage("E5", b"[" * 100_000),
    ],
    "an address book": [
        pushed(entry("E1", "10:00", "CT1", ANN, firstName="Ann")),
        received("E2", "AC1", "10:30"),
        pushed(entry("E3", "11:00", "CT2", ANN, lastName="Bo")),
        pushed(deletion("E4", "12:00", "CT2")),
        pushed(entry("E5", "13:00", "CT1", BEN, "a/b")),
        pushed(deletion("E6", "09:00", "CT3")),
        pushed(entry("E7", "08:00", "CT3", BEN, company="C")),
    ],
    "what cannot be held as it is": [
        received("E1", "AC/1", "10:00", text="\ud800\x00", **{"from": "__x__"}),
        received("E2", "a" * 2000, "10:00", **{"from": "\udfff"}),
        pushed(
            v3(
                "callSummary",
                {"callId": "AC1", "jobs": [[1], {"": 1, "n": 10**400}]},
                "E3",
                "10:00",
            )
        ),
        pushed(call("E4", "10:00", "AC1", duration=-(10**400))),
    ],
}


@pytest.mark.parametrize("throughput", [True, False], ids=["cached and batched", "neither"])
@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_a_history_leaves_the_same_documents_as_in_memory(
    database: Database, history: list[PushedMessage], *, throughput: bool
) -> None:
    database.apply(*history, **({} if throughput else one_by_one()))
    assert database.documents() == after(*history).documents


# A lost commit is attempted again


def many(count: int) -> list[PushedMessage]:
    """Return events of one conversation, most of them of a message of their own."""
    source = random.Random(7)  # noqa: S311 - no secret
    return [
        (received if number % 3 else delivered)(
            f"E{number:03}", f"AC{number - number % 4}", f"10:{source.randrange(60):02}"
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("stores", [1, 2, 4])
def test_concurrent_events_of_one_conversation_lose_nothing(
    database: Database, stores: int
) -> None:
    events = many(40)
    plans = database.apply_at_once(*events, *events[:5], stores=stores)
    outcomes = [plan.outcome for plan in plans]
    assert (outcomes.count(Outcome.STORED), outcomes.count(Outcome.DUPLICATE)) == (40, 5)
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected


@pytest.mark.parametrize("throughput", [True, False], ids=["cached and batched", "neither"])
def test_concurrent_events_of_all_types_leave_what_they_leave_one_by_one(
    database: Database, *, throughput: bool
) -> None:
    events = of_payloads()
    database.apply_at_once(*events, stores=2, **({} if throughput else one_by_one()))
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected


def test_a_new_document_that_another_made_first_is_planned_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = received("E1", "AC1", "10:00"), received("E2", "AC2", "09:00")
    meanwhile(monkeypatch, [lambda: database.put(after(theirs).documents)])
    [plan] = database.apply(ours)
    assert (plan.outcome, database.attempts) == (Outcome.STORED, 2)
    assert database.documents() == after(theirs, ours).documents


def test_a_document_that_another_changed_first_is_planned_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, theirs, ours = (
        received("E1", "AC1", "10:00"),
        delivered("E2", "AC1", "09:00", status="delivered"),
        received("E3", "AC1", "11:00", text="Edited"),
    )
    database.apply(first)
    database.attempts = 0
    meanwhile(monkeypatch, [lambda: database.put(after(first, theirs).documents)])
    [plan] = database.apply(ours)
    assert (plan.outcome, database.attempts) == (Outcome.STORED, 2)
    assert database.documents() == after(first, theirs, ours).documents


def test_a_document_that_was_deleted_meanwhile_is_planned_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, ours = received("E1", "AC1", "10:00"), received("E2", "AC2", "11:00")
    database.apply(first)
    meanwhile(monkeypatch, [lambda: database.delete(f"conversations/{ANN}")])
    database.apply(ours)
    assert (
        database.document(f"conversations/{ANN}")
        == after(ours).documents[Path("conversations", ANN)]
    )
    assert database.document("activities/AC2") is not None


def test_an_event_that_another_stored_meanwhile_is_a_duplicate(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = received("E1", "AC1", "10:00"), delivered("E1", "AC2", "11:00", to=BEN)
    meanwhile(monkeypatch, [lambda: database.put(after(theirs).documents)])
    [plan] = database.apply(ours)
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == after(theirs).documents


def test_of_many_events_with_one_id_exactly_one_is_stored(database: Database) -> None:
    events = [received("E1", f"AC{number}", "10:00") for number in range(12)]
    plans = database.apply_at_once(*events, stores=6)
    outcomes = [plan.outcome for plan in plans]
    assert (outcomes.count(Outcome.STORED), outcomes.count(Outcome.DUPLICATE)) == (1, 11)
    [winner] = [one for one, outcome in zip(events, outcomes, strict=True) if outcome == "stored"]
    assert database.documents() == after(winner).documents


def test_contention_that_outlasts_the_budget_leaves_the_event_for_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, ours = received("E1", "AC1", "10:00"), received("E2", "AC2", "11:00")
    database.apply(first)
    before = database.documents()
    counter = itertools.count()

    def touch() -> None:
        conversation = before[Path("conversations", ANN)]
        database.put({Path("conversations", ANN): {**conversation, "n": next(counter)}})

    database.attempts = 0
    with monkeypatch.context() as patch:
        meanwhile(patch, itertools.repeat(touch))
        with pytest.raises(StoreError):
            database.apply(ours, budget_seconds=1.0)
    assert database.attempts > 2
    database.put(before)
    assert database.documents() == before
    database.apply(ours)
    assert database.documents() == after(first, ours).documents


def test_without_firestore_nothing_is_stored(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{free_port()}")
    with pytest.raises(StoreError):
        Database().apply(received("E1", "AC1", "10:00"))
    assert stack.document("webhook_events/E1") is None


# Replays


def test_a_replay_replaces_a_failed_record(database: Database) -> None:
    failed, good = received("E1", "AC1", "10:00", text=7), received("E1", "AC1", "10:00")
    database.apply(failed)
    record = database.document("webhook_events/E1")
    assert record is not None
    assert (record["processed"], "error_message" in record) == (False, True)
    [again] = database.apply(good)
    assert again.outcome is Outcome.DUPLICATE
    assert database.document("webhook_events/E1") == record
    [replayed] = database.apply(replace(good, replay=True))
    assert replayed.outcome is Outcome.STORED
    assert database.document("webhook_events/E1") == {
        "event_id": "E1",
        "event_type": "message.received",
        "api_version": "v3",
        "signature_scheme": "openphone",
        "payload": good.body.decode(),
        "processed": True,
        "activity_id": "AC1",
        "received_at": RECEIVED_AT,
        "processed_at": NOW,
        "expire_at": NOW + timedelta(days=90),
    }
    assert database.document("activities/AC1") is not None


def test_a_replay_that_fails_again_says_why(database: Database) -> None:
    database.apply(received("E1", "AC1", "10:00", text=7))
    [plan] = database.apply(replace(received("E1", "AC1", "10:00", status=7), replay=True))
    record = database.document("webhook_events/E1")
    assert record is not None
    assert (plan.outcome, record["processed"]) == (Outcome.FAILED, False)
    assert record["error_message"].startswith("data.object.status: ")


@pytest.mark.parametrize(
    "first", [received("E1", "AC1", "10:00"), pushed(v4("task.assigned", {"id": "T"}, "E1"))]
)
def test_a_replay_of_a_processed_event_changes_nothing(
    database: Database, first: PushedMessage
) -> None:
    database.apply(first)
    before = database.documents()
    [plan] = database.apply(replace(received("E1", "AC2", "11:00"), replay=True))
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == before


# What Firestore refuses


@pytest.mark.parametrize("value", [[["a list in a list"]], object(), "\ud800", 2**70, {"": 1}])
def test_an_event_that_firestore_refuses_is_recorded_as_failed(
    database: Database, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    spoil(monkeypatch, "E1", value)
    refused = received("E1", "AC1", "10:00")
    [plan] = database.apply(refused)
    assert plan.outcome is Outcome.FAILED
    found = database.documents()
    record = found.pop(Path("webhook_events", "E1"))
    assert found == {}
    assert (record["processed"], record["payload"]) == (False, refused.body.decode())
    assert record["error_message"]
    assert "a list" not in record["error_message"]


def test_an_event_that_firestore_refuses_does_not_fail_the_rest_of_its_batch(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "E005", [["a list in a list"]])
    events = many(12)
    plans = database.apply_at_once(*events)
    assert [plan.outcome for plan in plans].count(Outcome.STORED) == 11
    assert plans[5].outcome is Outcome.FAILED
    found = without_bookkeeping(database.documents())
    record = found.pop(Path("webhook_events", "E005"))
    assert record["processed"] is False
    expected = after(*events[:5], *events[6:]).documents
    assert found == without_bookkeeping(expected)


def test_a_bug_in_one_event_does_not_fail_the_rest_of_its_batch(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def planning(job: Job, reader: Reader, now: datetime) -> Plan:
        if job.pushed.event_id == "E005":
            raise KeyError("a bug of ours")
        return await plan(job, reader, now)

    monkeypatch.setattr("processor.store.store.plan", planning)
    events = many(12)

    async def work(stores: list[Store]) -> list[Plan | BaseException]:
        applied = (stores[0].apply(job(event)) for event in events)
        return await asyncio.gather(*applied, return_exceptions=True)

    plans = database.run(work)
    assert isinstance(plans.pop(5), KeyError)
    assert all(isinstance(plan, Plan) and plan.outcome is Outcome.STORED for plan in plans)
    found = without_bookkeeping(database.documents())
    assert found == without_bookkeeping(after(*events[:5], *events[6:]).documents)

"""The store on the real Firestore emulator."""

import asyncio
import gzip
import itertools
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from documents.paths import Path
from documents.values import document_size
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome, Plan
from processor.planning.job import Job
from processor.planning.plan import plan
from processor.planning.reader import Reader
from processor.store.batcher import Limits
from processor.store.cache import DocumentCache
from processor.store.store import Store, StoreError
from tests.histories.profiles import LONG
from tests.payloads.expectations import examples
from tests.processor.firestore import (
    Database,
    after,
    job,
    meanwhile,
    spoil,
    without_bookkeeping,
)
from tests.processor.memory import NOW
from tests.service import free_port
from tests.stack import Stack

OURS, THEIRS, OTHERS = "+15550100001", "+15550107001", "+15550107002"
MEBIBYTE = 1024 * 1024
THOUSANDS = 10_000 if LONG else 1_500


def at(clock: str) -> datetime:
    """Give a time of the day of the tests from its text, like 10:00."""
    return datetime.fromisoformat(f"2026-04-02T{clock}:00+00:00")


def event(event_id: str, kind: str, clock: str, **resource: object) -> PushedMessage:
    """Give an event of a type, made at a time, with an object of these members."""
    content = {
        "id": event_id,
        "apiVersion": "v4",
        "createdAt": at(clock).isoformat(),
        "type": kind,
        "data": {"object": resource},
    }
    body = json.dumps(content).encode()
    return PushedMessage(event_id, body, kind, "v4", "openphone", NOW - timedelta(seconds=1))


def text(event_id: str, activity_id: str, clock: str, **more: object) -> PushedMessage:
    """Give an event of a message from them to us, created at that time."""
    resource: dict[str, object] = {
        "id": activity_id,
        "from": THEIRS,
        "to": OURS,
        "direction": "incoming",
        "text": f"This is {activity_id}",
        "createdAt": at(clock).isoformat(),
    }
    return event(event_id, "message.received", clock, **{**resource, **more})


def sent(event_id: str, activity_id: str, clock: str, **more: object) -> PushedMessage:
    """Give an event of a message from us to them."""
    parties = {"from": OURS, "to": THEIRS, "direction": "outgoing"}
    return text(event_id, activity_id, clock, **{**parties, **more})


def lines(size: int, seed: int = 1) -> list[dict[str, Any]]:
    """Give a dialogue of about that many bytes, which cannot be compressed much."""
    source = random.Random(seed)  # noqa: S311 - no secret
    return [
        {"content": source.randbytes(5_000).hex(), "start": number, "identifier": THEIRS}
        for number in range(size // 10_000)
    ]


def transcript(event_id: str, clock: str, dialogue: list[dict[str, Any]]) -> PushedMessage:
    """Give an event of the transcript of the call AC1."""
    return event(event_id, "call.transcript.completed", clock, callId="AC1", dialogue=dialogue)


def stored_lines(dialogue: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give a dialogue as it is stored."""
    return [
        {"text": line["content"], "start": line["start"], "identifier": line["identifier"]}
        for line in dialogue
    ]


def transcript_parts(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Give the dialogue of every part that is there."""
    return {
        path.id: fields["dialogue"]
        for path, fields in database.documents().items()
        if path.collection == "activities/AC1/transcript_parts"
    }


# The same on the fake and on the real thing


def of_payloads() -> list[PushedMessage]:
    """Give all example events."""
    return [
        PushedMessage(example.event_id, example.body, "", "", example.scheme, NOW)
        for example in examples()
    ]


def one_by_one() -> dict[str, Any]:
    """Settings of a store without what only adds throughput: no cache, no batches."""
    return {"cache": DocumentCache(most=0), "limits": Limits(items=1)}


LARGE = lines(1_500_000)
HISTORIES: dict[str, list[PushedMessage]] = {
    "the example events": of_payloads(),
    "the example events backwards": of_payloads()[::-1],
    "each example event twice": [again for one in of_payloads() for again in (one, one)],
    "times that move back": [
        text("E1", "AC1", "10:00"),
        sent("E2", "AC2", "11:00"),
        text("E3", "AC3", "12:00"),
        text("E4", "AC3", "09:00"),
        sent("E5", "AC2", "08:00"),
        event("E6", "message.delivered", "12:30", id="AC2", status="delivered"),
    ],
    "links that move": [
        event("E1", "call.completed", "10:00", id="AC1", participants=[OTHERS, THEIRS]),
        event("E2", "call.completed", "09:00", id="AC2", participants=[OTHERS, OURS]),
        text("E3", "AC1", "11:00"),
        sent("E4", "AC2", "11:30", to=[THEIRS, OTHERS]),
        event("E5", "call.completed", "12:00", id="AC1", participants=[OTHERS, OURS]),
    ],
    "transcripts in parts": [
        transcript("E1", "10:00", LARGE),
        event("E2", "call.completed", "09:00", id="AC1", participants=[THEIRS, OURS]),
        transcript("E3", "11:00", LARGE[:3]),
        transcript("E4", "10:30", LARGE[:120]),
        transcript("E5", "12:00", LARGE[:100]),
    ],
    "failures and replays": [
        text("E1", "AC1", "10:00", text=7),
        text("E1", "AC1", "10:00"),
        replace(text("E1", "AC1", "10:00", text=8), replay=True),
        replace(text("E1", "AC1", "10:00"), replay=True),
        replace(text("E1", "AC2", "10:00"), replay=True),
        text("E2", "AC1", "11:00", text="x" * MEBIBYTE),
        event("E3", "task.assigned", "11:00", id=7),
        PushedMessage("E4", b"\xff", "message.received"),
        PushedMessage("E5", b"[" * 100_000),
    ],
    "an address book": [
        event("E1", "contact.updated", "10:00", id="CT1", firstName="Ann", phoneNumbers=[THEIRS]),
        text("E2", "AC1", "10:30"),
        event("E3", "contact.updated", "11:00", id="CT2", lastName="Bo", phoneNumbers=[THEIRS]),
        event("E4", "contact.deleted", "12:00", id="CT2"),
        event("E5", "contact.updated", "13:00", id="CT1", phoneNumbers=[OTHERS, "a/b"]),
        event("E6", "contact.deleted", "09:00", id="CT3"),
        event("E7", "contact.updated", "08:00", id="CT3", company="C", phoneNumbers=[OTHERS]),
    ],
    "what cannot be held as it is": [
        text("E1", "AC/1", "10:00", text="\ud800\x00", **{"from": "__x__"}),
        text("E2", "a" * 2000, "10:00", **{"from": "\udfff"}),
        event("E3", "callSummary", "10:00", callId="AC1", jobs=[[1], {"": 1, "n": 10**400}]),
        event("E4", "call.completed", "10:00", id="AC1", duration=-(10**400)),
    ],
}


@pytest.mark.parametrize("throughput", [True, False], ids=["cached and batched", "neither"])
@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_a_history_leaves_the_same_documents_as_in_memory(
    database: Database, history: list[PushedMessage], *, throughput: bool
) -> None:
    database.apply(*history, **({} if throughput else one_by_one()))
    assert database.documents() == after(*history).documents


# What is lost is tried again


def many(count: int) -> list[PushedMessage]:
    """Give events of one conversation, most of them of a message of their own."""
    source = random.Random(7)  # noqa: S311 - no secret
    return [
        (text if number % 3 else sent)(
            f"E{number:03}", f"AC{number - number % 4}", f"10:{source.randrange(60):02}"
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("stores", [1, 2, 4])
def test_events_of_one_conversation_side_by_side_lose_nothing(
    database: Database, stores: int
) -> None:
    events = many(40)
    plans = database.apply_at_once(*events, *events[:5], stores=stores)
    outcomes = [plan.outcome for plan in plans]
    assert (outcomes.count(Outcome.STORED), outcomes.count(Outcome.DUPLICATE)) == (40, 5)
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected


@pytest.mark.parametrize("throughput", [True, False], ids=["cached and batched", "neither"])
def test_events_of_all_kinds_side_by_side_leave_what_they_leave_one_by_one(
    database: Database, *, throughput: bool
) -> None:
    events = of_payloads()
    database.apply_at_once(*events, stores=2, **({} if throughput else one_by_one()))
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected


def test_a_new_document_that_another_made_first_is_planned_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = text("E1", "AC1", "10:00"), text("E2", "AC2", "09:00")
    meanwhile(monkeypatch, [lambda: database.put(after(theirs).documents)])
    [plan] = database.apply(ours)
    assert (plan.outcome, database.attempts) == (Outcome.STORED, 2)
    assert database.documents() == after(theirs, ours).documents


def test_a_document_that_another_changed_first_is_planned_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, theirs, ours = (
        text("E1", "AC1", "10:00"),
        sent("E2", "AC1", "09:00", status="delivered"),
        text("E3", "AC1", "11:00", text="Edited"),
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
    first, ours = text("E1", "AC1", "10:00"), text("E2", "AC2", "11:00")
    database.apply(first)
    meanwhile(monkeypatch, [lambda: database.delete(f"conversations/{THEIRS}")])
    database.apply(ours)
    assert (
        database.document(f"conversations/{THEIRS}")
        == after(ours).documents[Path("conversations", THEIRS)]
    )
    assert database.document("activities/AC2") is not None


def test_the_same_event_stored_by_another_at_the_same_moment_changes_nothing_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = text("E1", "AC1", "10:00"), sent("E1", "AC2", "11:00", to=OTHERS)
    meanwhile(monkeypatch, [lambda: database.put(after(theirs).documents)])
    [plan] = database.apply(ours)
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == after(theirs).documents


def test_of_many_events_with_one_id_exactly_one_is_stored(database: Database) -> None:
    events = [text("E1", f"AC{number}", "10:00") for number in range(12)]
    plans = database.apply_at_once(*events, stores=6)
    outcomes = [plan.outcome for plan in plans]
    assert (outcomes.count(Outcome.STORED), outcomes.count(Outcome.DUPLICATE)) == (1, 11)
    [winner] = [one for one, outcome in zip(events, outcomes, strict=True) if outcome == "stored"]
    assert database.documents() == after(winner).documents


def test_contention_that_outlasts_the_budget_leaves_the_event_for_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, ours = text("E1", "AC1", "10:00"), text("E2", "AC2", "11:00")
    database.apply(first)
    before = database.documents()
    counter = itertools.count()

    def touch() -> None:
        conversation = before[Path("conversations", THEIRS)]
        database.put({Path("conversations", THEIRS): {**conversation, "n": next(counter)}})

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
        Database().apply(text("E1", "AC1", "10:00"))
    assert stack.document("webhook_events/E1") is None


# Replays


def test_a_replay_replaces_a_failed_record(database: Database) -> None:
    failed, good = text("E1", "AC1", "10:00", text=7), text("E1", "AC1", "10:00")
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
        "api_version": "v4",
        "signature_scheme": "openphone",
        "payload": good.body.decode(),
        "processed": True,
        "activity_id": "AC1",
        "received_at": NOW - timedelta(seconds=1),
        "processed_at": NOW,
        "expire_at": NOW + timedelta(days=90),
    }
    assert database.document("activities/AC1") is not None


def test_a_replay_that_fails_again_says_why(database: Database) -> None:
    database.apply(text("E1", "AC1", "10:00", text=7))
    [plan] = database.apply(replace(text("E1", "AC1", "10:00", status=7), replay=True))
    record = database.document("webhook_events/E1")
    assert record is not None
    assert (plan.outcome, record["processed"]) == (Outcome.FAILED, False)
    assert record["error_message"].startswith("data.object.status: ")


@pytest.mark.parametrize(
    "first", [text("E1", "AC1", "10:00"), event("E1", "task.assigned", "10:00", id="T")]
)
def test_a_replay_of_a_processed_event_changes_nothing(
    database: Database, first: PushedMessage
) -> None:
    database.apply(first)
    before = database.documents()
    [plan] = database.apply(replace(text("E1", "AC2", "11:00"), replay=True))
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == before


# What is large


def test_a_transcript_of_5_mib_is_kept_whole(database: Database) -> None:
    dialogue = lines(5_180_000)
    large = transcript("E1", "10:00", dialogue)
    assert 4.9 * MEBIBYTE < len(large.body) <= 5 * MEBIBYTE
    [plan] = database.apply(large)
    assert plan.outcome is Outcome.STORED
    record = database.document("webhook_events/E1")
    assert record is not None
    assert (record["processed"], "payload" in record) == (True, False)
    assert record["payload_encoding"] == "gzip-parts"
    parts = [
        database.document(f"webhook_events/E1/payload_parts/{name}")
        for name in record["payload_parts"]
    ]
    assert len(parts) > 1
    assert all(part and part["expire_at"] == record["expire_at"] for part in parts)
    assert gzip.decompress(b"".join(part["data"] for part in parts if part)) == large.body
    activity = database.document("activities/AC1")
    assert activity is not None
    named = activity["ai_transcript"]["parts"]
    assert activity["ai_transcript"].keys() == {"parts"}
    found = transcript_parts(database)
    assert (len(named) > 1, sorted(named)) == (True, sorted(found))
    assert [line for name in named for line in found[name]] == stored_lines(dialogue)


def test_a_shorter_newer_transcript_removes_the_parts_and_an_older_one_leaves_none(
    database: Database,
) -> None:
    short = lines(20_000, seed=2)
    database.apply(transcript("E1", "10:00", lines(1_500_000)))
    assert len(transcript_parts(database)) > 1
    database.apply(transcript("E2", "11:00", short))
    activity = database.document("activities/AC1")
    assert activity is not None
    assert activity["ai_transcript"] == {"dialogue": stored_lines(short)}
    assert transcript_parts(database) == {}
    database.apply(transcript("E3", "10:30", lines(1_500_000, seed=3)))
    late = database.document("activities/AC1")
    assert late is not None
    assert {**late, "_merge": {}} == {**activity, "_merge": {}}
    assert transcript_parts(database) == {}
    record = database.document("webhook_events/E3")
    assert record is not None
    assert record["processed"] is True


def test_a_newer_large_transcript_replaces_the_parts_of_an_older_one(database: Database) -> None:
    newer = lines(800_000, seed=2)
    database.apply(transcript("E1", "10:00", lines(1_500_000)))
    database.apply(transcript("E2", "11:00", newer))
    activity = database.document("activities/AC1")
    assert activity is not None
    found = transcript_parts(database)
    assert sorted(found) == sorted(activity["ai_transcript"]["parts"])
    kept = [line for name in activity["ai_transcript"]["parts"] for line in found[name]]
    assert kept == stored_lines(newer)


def test_an_event_that_would_make_a_document_too_large_fails_and_keeps_its_payload(
    database: Database,
) -> None:
    first = text("E1", "AC1", "10:00", text="x" * 600_000)
    second = event(
        "E2", "message.delivered", "11:00", id="AC1", media=["https://x/" + "y" * 600_000]
    )
    database.apply(first)
    before = database.documents()
    [plan] = database.apply(second)
    assert plan.outcome is Outcome.FAILED
    found = database.documents()
    record = found.pop(Path("webhook_events", "E2"))
    assert record["payload"].encode() == second.body
    assert (record["processed"], "larger" in record["error_message"]) == (False, True)
    assert found == before


def test_a_message_beyond_1_mib_alone_fails(database: Database) -> None:
    [plan] = database.apply(text("E1", "AC1", "10:00", text="x" * MEBIBYTE))
    assert plan.outcome is Outcome.FAILED
    assert {path.collection for path in database.documents()} == {
        "webhook_events",
        "webhook_events/E1/payload_parts",
    }


# Parts written by an attempt that lost


def test_parts_are_swept_when_a_newer_transcript_won_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, older = transcript("E2", "11:00", lines(20_000)), transcript("E1", "10:00", LARGE)
    seen: list[int] = []

    def win() -> None:
        database.put(after(newer).documents)

    def look() -> None:
        seen.append(len(database.names("activities/AC1/transcript_parts")))

    meanwhile(monkeypatch, [win, look])
    [plan] = database.apply(older)
    assert (plan.outcome, database.attempts) == (Outcome.STORED, 2)
    assert seen[0] > 1, "the first attempt wrote its parts"
    assert transcript_parts(database) == {}
    assert without_bookkeeping(database.documents()) == without_bookkeeping(
        after(newer, older).documents
    )


def test_parts_stay_when_another_stored_the_same_event_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = transcript("E1", "10:00", LARGE)
    expected = after(large).documents
    meanwhile(monkeypatch, [lambda: database.put(expected)])
    [plan] = database.apply(large)
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == expected


def test_parts_are_swept_when_another_body_took_the_event_id_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = transcript("E1", "10:00", lines(1_200_000, seed=5))
    expected = after(theirs).documents
    meanwhile(monkeypatch, [lambda: database.put(expected)])
    database.apply(transcript("E1", "10:00", LARGE))
    assert transcript_parts(database) == {
        path.id: fields["dialogue"]
        for path, fields in expected.items()
        if path.collection == "activities/AC1/transcript_parts"
    }


# What Firestore refuses


@pytest.mark.parametrize("value", [[["a list in a list"]], object(), "\ud800", 2**70, {"": 1}])
def test_what_firestore_refuses_becomes_a_failed_record(
    database: Database, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    spoil(monkeypatch, "E1", value)
    refused = text("E1", "AC1", "10:00")
    [plan] = database.apply(refused)
    assert plan.outcome is Outcome.FAILED
    found = database.documents()
    record = found.pop(Path("webhook_events", "E1"))
    assert found == {}
    assert (record["processed"], record["payload"]) == (False, refused.body.decode())
    assert record["error_message"]
    assert "a list" not in record["error_message"]


def test_what_firestore_refuses_does_not_stop_what_waits_with_it(
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


def test_a_fault_of_our_own_in_one_event_is_not_the_fate_of_what_waits_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def planning(job: Job, reader: Reader, now: datetime) -> Plan:
        if job.pushed.event_id == "E005":
            raise KeyError("a fault of our own")
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


def test_parts_of_a_refused_transcript_are_swept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "E1", [["a list in a list"]])
    [plan] = database.apply(transcript("E1", "10:00", LARGE))
    assert plan.outcome is Outcome.FAILED
    assert transcript_parts(database) == {}
    assert database.document("activities/AC1") is None


# Firsts and lasts


def edges(database: Database, number: str = THEIRS) -> dict[str, object]:
    """Give the firsts and lasts of a conversation, without the hour's date."""
    conversation = database.document(f"conversations/{number}")
    assert conversation is not None
    names = ("first_activity_at", "last_activity_at", "last_incoming_at", "last_outgoing_at")
    found: dict[str, object] = {
        name: conversation[name].astimezone(UTC).strftime("%H:%M")
        for name in names
        if name in conversation
    }
    last = conversation.get("last_activity")
    return {**found, "last": last["id"]} if last else found


@pytest.fixture
def conversation(database: Database) -> Database:
    """Give a conversation of five messages between 10 and 14 o'clock."""
    database.apply(
        sent("E1", "AC1", "10:00"),
        text("E2", "AC2", "11:00"),
        sent("E3", "AC3", "12:00"),
        text("E4", "AC4", "13:00"),
        text("E5", "AC5", "14:00"),
    )
    return database


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        # The last one moves to the middle: the one before it is the last.
        (
            text("E9", "AC5", "11:30"),
            {
                "first_activity_at": "10:00",
                "last_activity_at": "13:00",
                "last_incoming_at": "13:00",
                "last_outgoing_at": "12:00",
                "last": "AC4",
            },
        ),
        # It moves before the first.
        (
            text("E9", "AC5", "09:00"),
            {
                "first_activity_at": "09:00",
                "last_activity_at": "13:00",
                "last_incoming_at": "13:00",
                "last_outgoing_at": "12:00",
                "last": "AC4",
            },
        ),
        # The last outgoing one moves; the last of all does not.
        (
            sent("E9", "AC3", "09:30"),
            {
                "first_activity_at": "09:30",
                "last_activity_at": "14:00",
                "last_incoming_at": "14:00",
                "last_outgoing_at": "10:00",
                "last": "AC5",
            },
        ),
        # The only link of the first moves elsewhere, and with it the first.
        (
            sent("E9", "AC1", "10:00", to=OTHERS),
            {
                "first_activity_at": "11:00",
                "last_activity_at": "14:00",
                "last_incoming_at": "14:00",
                "last_outgoing_at": "12:00",
                "last": "AC5",
            },
        ),
        # The last one turns out to be outgoing.
        (
            event("E9", "message.delivered", "15:00", id="AC5", direction="outgoing"),
            {
                "first_activity_at": "10:00",
                "last_activity_at": "14:00",
                "last_incoming_at": "13:00",
                "last_outgoing_at": "14:00",
                "last": "AC5",
            },
        ),
    ],
)
def test_firsts_and_lasts_are_right_after_an_activity_moved(
    conversation: Database, moved: PushedMessage, expected: dict[str, object]
) -> None:
    conversation.apply(moved)
    assert edges(conversation) == expected


def test_of_two_at_the_same_time_the_greater_id_is_the_last(conversation: Database) -> None:
    conversation.apply(text("E6", "AC0", "14:00"))
    assert edges(conversation)["last"] == "AC5"
    conversation.apply(text("E7", "AC6", "14:00"), text("E8", "AC6", "09:00"))
    assert edges(conversation)["last"] == "AC5"
    conversation.apply(text("E9", "AC5", "09:00"))
    assert edges(conversation)["last"] == "AC0"


def test_a_conversation_that_all_have_left_has_no_firsts_and_lasts(database: Database) -> None:
    database.apply(text("E1", "AC1", "10:00"), text("E2", "AC1", "11:00", **{"from": OTHERS}))
    assert edges(database) == {}
    assert edges(database, OTHERS) == {
        "first_activity_at": "10:00",
        "last_activity_at": "10:00",
        "last_incoming_at": "10:00",
        "last": "AC1",
    }


def test_activities_that_move_together_are_all_counted(conversation: Database) -> None:
    moved = [
        text("E6", "AC5", "09:00"),
        text("E7", "AC4", "09:10"),
        sent("E8", "AC3", "09:20"),
        text("E9", "AC2", "15:00", createdAt=at("09:30").isoformat(), **{"from": OTHERS}),
    ]
    conversation.apply_at_once(*moved)
    assert edges(conversation) == {
        "first_activity_at": "09:00",
        "last_activity_at": "10:00",
        "last_incoming_at": "09:10",
        "last_outgoing_at": "10:00",
        "last": "AC1",
    }
    assert edges(conversation, OTHERS)["last"] == "AC2"


def test_a_conversation_of_thousands_of_activities_stays_small_and_right(
    database: Database,
) -> None:
    # The last of all at 12:00, and below it what many events left: those are put there at once.
    database.apply(text("E1", "AC1", "10:00"), text("E2", "AClast", "12:00"))
    stored = database.document("activities/AC1")
    assert stored is not None
    database.put_at_once(
        {
            Path("activities", f"AC{number:05}"): {
                **stored,
                "occurred_at": at("10:00") + timedelta(milliseconds=number),
            }
            for number in range(2, THOUSANDS)
        }
    )
    # An earlier creation of the last one becomes known: it is the first now, and another the last.
    database.apply(text("E3", "AClast", "12:01", createdAt=at("09:00").isoformat()))
    conversation = database.document(f"conversations/{THEIRS}")
    assert conversation is not None
    assert conversation["first_activity_at"] == at("09:00")
    assert conversation["last_activity"]["id"] == f"AC{THOUSANDS - 1:05}"
    assert conversation["last_activity_at"] == at("10:00") + timedelta(milliseconds=THOUSANDS - 1)
    assert document_size("conversations", THEIRS, conversation) < 1000

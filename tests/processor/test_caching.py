"""The store on the real Firestore emulator: what it does with what it remembers."""

import json
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.firestore_v1.services.firestore import FirestoreAsyncClient

from documents.paths import Path
from openphone.events.envelope import load
from pipeline.ids import event_id
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome
from processor.store.cache import DocumentCache
from processor.store.store import Store, StoreError
from tests.openphone.samples import ANN, BEN
from tests.processor import builders
from tests.processor.firestore import Database, after, job, without_bookkeeping

CONTACT, CONVERSATION = f"contacts/{ANN}", f"conversations/{ANN}"


class Requests:
    """How often Firestore was asked; the answer to the next commit may be lost."""

    def __init__(self) -> None:
        self.reads = self.commits = 0
        self.lose_answer = False


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    found = Requests()
    read, commit = FirestoreAsyncClient.batch_get_documents, FirestoreAsyncClient.commit

    def counted_read(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on
        found.reads += 1
        return read(*given, **more)

    async def counted_commit(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on
        found.commits += 1
        answer = await commit(*given, **more)
        if found.lose_answer:
            found.lose_answer = False
            raise exceptions.ServiceUnavailable("lost")  # type: ignore[no-untyped-call]
        return answer

    monkeypatch.setattr(FirestoreAsyncClient, "batch_get_documents", counted_read)
    monkeypatch.setattr(FirestoreAsyncClient, "commit", counted_commit)
    return found


def incoming(body: bytes, *, replay: bool = False) -> PushedMessage:
    return PushedMessage(event_id(body, load(body)), body, replay=replay)


def message(name: str, activity: str, minute: int, **fields: object) -> PushedMessage:
    """A message from Ann to us, of this minute after nine."""
    clock = f"09:{minute:02}:00"
    body = builders.message(
        name, clock, **{"id": activity, "createdAt": builders.clock(clock), **fields}
    )
    return incoming(body)


FIRST, SECOND, THIRD = (message(f"EV{n}", f"AC{n}", n) for n in (1, 2, 3))


async def outcomes(store: Store, *events: PushedMessage) -> list[Outcome]:
    return [(await store.apply(job(event))).outcome for event in events]


def test_what_follows_in_a_conversation_is_stored_without_reading(
    database: Database, requests: Requests
) -> None:
    plans = database.apply(FIRST, SECOND, THIRD)
    assert {plan.outcome for plan in plans} == {Outcome.STORED}
    assert (requests.reads, requests.commits) == (1, 3)
    assert database.documents() == after(FIRST, SECOND, THIRD).documents


def test_an_event_of_a_known_message_is_planned_on_what_is_read(
    database: Database, requests: Requests
) -> None:
    edited = message("EV3", "AC1", 5, text="Edited")
    database.apply(FIRST, SECOND, edited)
    assert (requests.reads, requests.commits) == (2, 3)
    assert database.documents() == after(FIRST, SECOND, edited).documents


def test_an_event_that_names_nobody_is_planned_on_what_is_read(
    database: Database, requests: Requests
) -> None:
    status = incoming(builders.event("message.delivered", {"id": "AC9", "status": "x"}, "EV3"))
    database.apply(FIRST, status)
    assert (requests.reads, requests.commits) == (2, 2)
    assert database.documents() == after(FIRST, status).documents


def test_what_another_changed_since_is_read_and_nothing_of_it_is_lost(
    database: Database, requests: Requests
) -> None:
    events = [FIRST, SECOND, THIRD, message("EV4", "AC4", 4), message("EV5", "AC5", 5)]

    async def work(stores: list[Store]) -> list[Outcome]:
        ours, other = stores
        first, second, *rest = events
        return [
            *await outcomes(ours, first),
            *await outcomes(other, second),
            *await outcomes(ours, *rest),
        ]

    assert database.run(work, stores=2) == [Outcome.STORED] * 5
    # Each store read the conversation once, and ours again after a commit that came to nothing.
    assert (requests.reads, requests.commits) == (3, 6)
    assert database.documents() == after(*events).documents


def test_a_delivery_that_comes_again_changes_nothing(database: Database) -> None:
    other = message("EV1", "AC7", 30)
    plans = database.apply(FIRST, SECOND, FIRST, other)
    found = [plan.outcome for plan in plans]
    assert found == [Outcome.STORED, Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert database.documents() == after(FIRST, SECOND).documents


def test_a_replay_replaces_a_failed_record_in_a_conversation_that_is_remembered(
    database: Database, requests: Requests
) -> None:
    failed = message("EV2", "AC2", 2, text=7)
    replay = incoming(SECOND.body, replay=True)
    plans = database.apply(FIRST, failed, replay)
    assert [plan.outcome for plan in plans] == [Outcome.STORED, Outcome.FAILED, Outcome.STORED]
    # What fails is read for, and so is a replay.
    assert (requests.reads, requests.commits) == (3, 3)
    assert database.documents() == after(FIRST, failed, replay).documents


def test_what_was_removed_by_hand_is_made_anew(database: Database) -> None:
    async def work(stores: list[Store]) -> None:
        await outcomes(stores[0], FIRST)
        database.delete(CONTACT)
        database.delete(CONVERSATION)
        await outcomes(stores[0], SECOND)

    database.run(work)
    expected = after(SECOND).documents
    assert database.document(CONTACT) == expected[Path("contacts", ANN)]
    assert database.document(CONVERSATION) == expected[Path("conversations", ANN)]


def test_a_contact_alone_that_was_removed_by_hand_is_back_within_a_minute_of_traffic(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr(
        "processor.store.store.DocumentCache", lambda: DocumentCache(lambda: seconds)
    )

    async def work(stores: list[Store]) -> dict[float, bool]:
        nonlocal seconds
        await outcomes(stores[0], FIRST)
        database.delete(CONTACT)
        found = {}
        for number, seconds in enumerate((25.0, 50.0, 75.0), 10):
            await outcomes(stores[0], message(f"EV{number}", f"AC{number}", number))
            found[seconds] = database.document(CONTACT) is not None
        return found

    assert database.run(work) == {25.0: False, 50.0: False, 75.0: True}


def test_where_one_document_changed_the_others_are_read_too(
    database: Database, requests: Requests
) -> None:
    ann = [message(f"EVA{n}", f"ACA{n}", n) for n in (1, 2, 3)]
    ben = [message(f"EVB{n}", f"ACB{n}", n, **{"from": BEN}) for n in (1, 2)]

    async def work(stores: list[Store]) -> None:
        ours, other = stores
        await outcomes(ours, ann[0], ben[0])
        await outcomes(other, ann[1])
        requests.reads = requests.commits = 0
        await outcomes(ours, ann[2], ben[1])

    database.run(work, stores=2)
    # Ann's commit came to nothing before she was read; Ben was read at once.
    assert (requests.reads, requests.commits) == (2, 3)
    assert database.documents() == after(ann[0], ben[0], ann[1], ann[2], ben[1]).documents


def test_an_event_does_not_fail_for_what_is_only_remembered(database: Database) -> None:
    def summary(name: str, sent: str, external: list[str], jobs: list[int]) -> PushedMessage:
        resource = {"callId": "AC9", "jobs": jobs}
        context = {"participants": {"external": external}}
        data = {"resource": resource, "context": context}
        event = {"id": name, "createdAt": builders.clock(sent), "type": "call.summary.completed"}
        return incoming(json.dumps({**event, "data": data}).encode())

    newer = summary("EV8", "11:00:00", [], [2])
    # Too large for a document, if it were not that it has lost already.
    older = summary("EV7", "10:00:00", [ANN], [1] * 200_000)

    async def work(stores: list[Store]) -> list[Outcome]:
        ours, other = stores
        found = await outcomes(ours, FIRST)
        return [*found, *await outcomes(other, newer), *await outcomes(ours, older)]

    assert database.run(work, stores=2) == [Outcome.STORED] * 3
    assert database.documents() == after(FIRST, newer, older).documents


def test_a_commit_whose_answer_was_lost_is_not_done_again(
    database: Database, requests: Requests
) -> None:
    async def work(stores: list[Store]) -> list[Outcome]:
        found = await outcomes(stores[0], FIRST)
        requests.lose_answer = True
        with pytest.raises(StoreError):
            await outcomes(stores[0], SECOND)
        return [*found, *await outcomes(stores[0], SECOND, THIRD)]

    assert database.run(work) == [Outcome.STORED, Outcome.DUPLICATE, Outcome.STORED]
    assert database.documents() == after(FIRST, SECOND, THIRD).documents


def test_instances_that_take_turns_at_one_conversation_lose_nothing(database: Database) -> None:
    events = [message(f"EV{n}", f"AC{n % 9}", n % 59) for n in range(60)]
    plans = database.apply_at_once(*events, stores=3)
    assert {plan.outcome for plan in plans} == {Outcome.STORED}
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected

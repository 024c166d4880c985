"""The store on the Firestore emulator: what it does with the document cache."""

from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.firestore_v1.services.firestore import FirestoreAsyncClient

from documents.paths import Path
from pipeline.message import PushedMessage
from processor.planning.changes import Outcome
from processor.store.cache import DocumentCache
from processor.store.store import Store, StoreError
from tests.builders import ANN, BEN, current, job, participants, pushed, v3
from tests.processor.firestore import Database, after, without_bookkeeping
from tests.processor.traffic import received

CONTACT, CONVERSATION = f"contacts/{ANN}", f"conversations/{ANN}"


class Requests:
    """Counts the requests to Firestore; the answer to the next commit may be lost."""

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


FIRST, SECOND, THIRD = (received(f"EV{n}", f"AC{n}", f"09:{n:02}") for n in (1, 2, 3))


async def outcomes(store: Store, *events: PushedMessage) -> list[Outcome]:
    return [(await store.apply(job(event))).outcome for event in events]


def test_later_events_of_a_cached_conversation_are_stored_without_reading(
    database: Database, requests: Requests
) -> None:
    plans = database.apply(FIRST, SECOND, THIRD)
    assert {plan.outcome for plan in plans} == {Outcome.STORED}
    assert (requests.reads, requests.commits) == (1, 3)
    assert database.documents() == after(FIRST, SECOND, THIRD).documents


def test_an_event_of_a_known_message_reads_before_it_is_planned(
    database: Database, requests: Requests
) -> None:
    edited = received("EV3", "AC1", "09:05", text="Edited")
    database.apply(FIRST, SECOND, edited)
    assert (requests.reads, requests.commits) == (2, 3)
    assert database.documents() == after(FIRST, SECOND, edited).documents


def test_an_event_that_names_nobody_reads_before_it_is_planned(
    database: Database, requests: Requests
) -> None:
    status = pushed(v3("message.delivered", {"id": "AC9", "status": "x"}, "EV3"))
    database.apply(FIRST, status)
    assert (requests.reads, requests.commits) == (2, 2)
    assert database.documents() == after(FIRST, status).documents


def test_what_another_instance_changed_is_read_again_and_not_lost(
    database: Database, requests: Requests
) -> None:
    events = [
        FIRST,
        SECOND,
        THIRD,
        received("EV4", "AC4", "09:04"),
        received("EV5", "AC5", "09:05"),
    ]

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


def test_a_repeated_delivery_changes_nothing(database: Database) -> None:
    other = received("EV1", "AC7", "09:30")
    plans = database.apply(FIRST, SECOND, FIRST, other)
    found = [plan.outcome for plan in plans]
    assert found == [Outcome.STORED, Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert database.documents() == after(FIRST, SECOND).documents


def test_a_replay_replaces_a_failed_record_in_a_cached_conversation(
    database: Database, requests: Requests
) -> None:
    failed = received("EV2", "AC2", "09:02", text=7)
    replay = pushed(SECOND.body, replay=True)
    plans = database.apply(FIRST, failed, replay)
    assert [plan.outcome for plan in plans] == [Outcome.STORED, Outcome.FAILED, Outcome.STORED]
    # What fails is read for, and so is a replay.
    assert (requests.reads, requests.commits) == (3, 3)
    assert database.documents() == after(FIRST, failed, replay).documents


def test_documents_removed_by_hand_are_created_again(database: Database) -> None:
    async def work(stores: list[Store]) -> None:
        await outcomes(stores[0], FIRST)
        database.delete(CONTACT)
        database.delete(CONVERSATION)
        await outcomes(stores[0], SECOND)

    database.run(work)
    expected = after(SECOND).documents
    assert database.document(CONTACT) == expected[Path("contacts", ANN)]
    assert database.document(CONVERSATION) == expected[Path("conversations", ANN)]


def test_a_contact_removed_by_hand_is_back_after_a_minute_of_traffic(
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
            await outcomes(stores[0], received(f"EV{number}", f"AC{number}", f"09:{number:02}"))
            found[seconds] = database.document(CONTACT) is not None
        return found

    assert database.run(work) == {25.0: False, 50.0: False, 75.0: True}


def test_when_one_cached_document_has_changed_the_others_are_read_again(
    database: Database, requests: Requests
) -> None:
    ann = [received(f"EVA{n}", f"ACA{n}", f"09:{n:02}") for n in (1, 2, 3)]
    ben = [received(f"EVB{n}", f"ACB{n}", f"09:{n:02}", **{"from": BEN}) for n in (1, 2)]

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


def test_an_event_does_not_fail_because_of_what_is_only_cached(database: Database) -> None:
    def summary(name: str, clock: str, external: list[str], jobs: list[int]) -> PushedMessage:
        thing, context = {"callId": "AC9", "jobs": jobs}, participants(external)
        return pushed(current("call.summary.completed", thing, name, clock, context))

    newer = summary("EV8", "11:00:00", [], [2])
    # Too large for a document, if it were not that it has lost already.
    older = summary("EV7", "10:00:00", [ANN], [1] * 200_000)

    async def work(stores: list[Store]) -> list[Outcome]:
        ours, other = stores
        found = await outcomes(ours, FIRST)
        return [*found, *await outcomes(other, newer), *await outcomes(ours, older)]

    assert database.run(work, stores=2) == [Outcome.STORED] * 3
    assert database.documents() == after(FIRST, newer, older).documents


def test_a_commit_whose_answer_was_lost_is_not_repeated(
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
    events = [received(f"EV{n}", f"AC{n % 9}", f"09:{n % 59:02}") for n in range(60)]
    plans = database.apply_at_once(*events, stores=3)
    assert {plan.outcome for plan in plans} == {Outcome.STORED}
    expected = without_bookkeeping(after(*events).documents)
    assert without_bookkeeping(database.documents()) == expected

"""The expectations themselves: complete, well-formed, and compared so that a fault shows."""

import copy
import hashlib
from datetime import UTC, datetime

from tests.payloads.expectations import (
    RECEIPT_TIMES,
    Documents,
    combined,
    differences,
    examples,
)

NOW = datetime(2026, 4, 2, 18, tzinfo=UTC)
CALL = "AC7c00000000000000000000000000c003"


def as_stored(documents: Documents) -> Documents:
    """Return the documents as a database would return them."""
    stored = copy.deepcopy(documents)
    for event in stored["webhook_events"].values():
        event.update(dict.fromkeys(RECEIPT_TIMES, NOW))
    for activity in stored["activities"].values():
        activity["_merge"] = {"anything": 1}
    return stored


def test_every_example_is_one_event_of_its_own() -> None:
    assert len(examples()) == 41
    assert len({example.event_id for example in examples()}) == 41


def test_an_event_without_an_id_is_named_by_the_hash_of_its_body() -> None:
    hashed = [example for example in examples() if example.event_id.startswith("sha256-")]
    assert len(hashed) == 6
    for example in hashed:
        assert example.event_id == f"sha256-{hashlib.sha256(example.body).hexdigest()[:32]}"


def test_all_examples_together_keep_every_document_of_each() -> None:
    together = combined()
    for example in examples():
        for collection, documents in example.expected.items():
            assert documents.keys() <= together[collection].keys(), example.name


def test_a_time_is_a_datetime_with_a_zone() -> None:
    assert combined()["activities"][CALL]["answered_at"] == datetime(
        2026, 4, 2, 12, 0, 6, tzinfo=UTC
    )


def test_equal_documents_do_not_differ_whatever_the_bookkeeping() -> None:
    assert differences(combined(), as_stored(combined())) == []


def test_every_kind_of_difference_is_found_and_named() -> None:
    stored = as_stored(combined())
    call = stored["activities"][CALL]
    call["status"] = "answered"
    call["handled_by_ai"] = 0
    call["occurred_at"] = "12:00"
    call["to_numbers"] = []
    call["body"] = "calls have none"
    del call["answered_by"]
    del stored["contacts"]["+15550107003"]
    stored["webhook_events"]["WHEV700002"]["received_at"] = "today"

    contact = '{"phone_number": "+15550107003", "first_seen_at": "2026-04-02 09:02:00+00:00"}'
    assert differences(combined(), stored) == [
        f'/activities/{CALL}/answered_by: missing, expected "US70aa"',
        f'/activities/{CALL}/body: not expected, is "calls have none"',
        f"/activities/{CALL}/handled_by_ai: expected false, is 0",
        f'/activities/{CALL}/occurred_at: expected "2026-04-02 12:00:00+00:00", is "12:00"',
        f'/activities/{CALL}/status: expected "completed", is "answered"',
        f'/activities/{CALL}/to_numbers: expected ["+15550100001"], is []',
        f"/contacts/+15550107003: missing, expected {contact}",
        '/webhook_events/WHEV700002/received_at: not expected, is "no time"',
    ]

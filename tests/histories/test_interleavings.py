"""Interleavings in which an event that changes nothing itself could undo another's change.

Each begins with a late event, all of whose values have lost to newer ones. Between its reads
another processor commits. What the event read first is outdated by then, and none of it may reach
the documents that it read afterwards.
"""

import itertools
from collections.abc import Iterator

from documents.paths import CONTACTS, CONVERSATIONS, Document, Path
from processor.store.cache import DocumentCache
from tests.builders import ANN, BEN, CARA, at, deletion, entry, guide, job, message
from tests.histories.processors import Shared, ageless_cache

LATE_STATUS = guide("message.received", {"id": "AC1", "status": "received"}, "EV1", "10:00")
CLAIMED = {
    "first_activity_at": at("09:00"),
    "last_activity_at": at("09:00"),
    "last_incoming_at": at("09:00"),
}


def every_interruption(
    base: list[bytes], interrupted: list[bytes], other: bytes
) -> Iterator[dict[Path, Document]]:
    """Yield the documents after `other` came between any two steps of `interrupted`."""
    steps = 0
    while True:
        shared = Shared()
        shared.run([job(body) for body in base])
        work = shared.work([job(body) for body in interrupted])
        if len(list(itertools.islice(work, steps))) < steps:
            return
        shared.run([job(other)])
        for _ in work:
            pass
        yield shared.public()
        steps += 1


def test_a_late_status_does_not_bring_an_older_one_back_into_the_conversation() -> None:
    base = [message("EV5", "10:05", "AC1", ANN, status="received")]
    newer = message("EV6", "10:06", "AC1", ANN, status="read")
    for documents in every_interruption(base, [LATE_STATUS], newer):
        assert documents[Path(CONVERSATIONS, ANN)]["last_activity"]["status"] == "read"


def test_a_late_status_does_not_give_a_moved_activity_back_to_its_old_conversation() -> None:
    base = [message("EV5", "10:05", "AC1", ANN, status="received")]
    moved = message("EV6", "10:06", "AC1", BEN, status="received")
    for documents in every_interruption(base, [LATE_STATUS], moved):
        assert documents[Path(CONVERSATIONS, ANN)].keys().isdisjoint(CLAIMED)
        assert documents[Path(CONVERSATIONS, BEN)].items() >= CLAIMED.items()


def test_a_late_entry_does_not_bring_an_older_name_back_into_the_contact() -> None:
    base = [entry("EV5", "10:05", "CT1", ANN, firstName="Five")]
    late, newer = (
        entry("EV1", "10:00", "CT1", firstName="One"),
        entry("EV6", "10:06", "CT1", firstName="Six"),
    )
    for documents in every_interruption(base, [late], newer):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Six"


def test_a_contact_notices_what_changes_an_entry_that_it_does_not_show_yet() -> None:
    base = [
        entry("EV1", "10:00", "CT1", ANN, firstName="One"),
        entry("EV2", "10:01", "CT2", ANN, firstName="Two"),
    ]
    deleted = deletion("EV5", "10:05", "CT2")
    # It loses to the second entry, so that the contact stays as it is.
    renamed = entry("EV3", "10:00", "CT1", ANN, firstName="Uno")
    for documents in every_interruption(base, [deleted], renamed):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Uno"


def test_an_entry_that_was_read_for_a_duplicate_is_not_shown_when_it_is_old() -> None:
    duplicate = entry("EV5", "10:05", "CT2", firstName="Five")
    base = [*(entry(f"EV{n}", "10:00", f"CT{n}", ANN, firstName="Old") for n in (1, 2)), duplicate]
    older, newer = (
        entry("EV0", "09:00", "CT1", firstName="Zero"),
        entry("EV6", "10:06", "CT2", firstName="Six"),
    )
    for documents in every_interruption(base, [older, duplicate], newer):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Six"


def test_a_conversation_created_after_it_was_looked_for_is_still_corrected() -> None:
    base = [message("EV1", "08:30", "AC2", CARA, "08:00")]
    together = [
        message("EV2", "10:00", "AC9", ANN, "10:00"),
        # It looks for Ben's conversation, and then has to wait: it takes an edge from Cara's.
        message("EV3", "10:01", "AC2", BEN, "08:00"),
        # Ben's already has this one, by the event that comes in between; its time moves back.
        message("EV4", "09:00", "AC1", ANN, "07:00"),
    ]
    for documents in every_interruption(
        base, together, message("EV5", "11:30", "AC1", BEN, "10:00")
    ):
        conversation = documents[Path(CONVERSATIONS, BEN)]
        assert conversation["first_activity_at"] == at("07:00")
        assert conversation["last_activity_at"] == at("08:00")
        assert conversation["last_activity"]["id"] == "AC2"


def test_what_is_cached_is_not_written_over_what_another_changed_since() -> None:
    shared, cache = Shared(), ageless_cache()

    def applied(number: int, by: DocumentCache | None = None) -> None:
        clock = f"09:0{number}"
        body = message(
            *(f"EV{number}", f"10:0{number}", f"AC{number}", ANN, clock),
            phoneNumberId=f"PN{number}",
        )
        for _ in shared.work([job(body)], by):
            pass

    applied(1, cache)
    applied(3)
    applied(2, cache)
    conversation = shared.public()[Path(CONVERSATIONS, ANN)]
    assert conversation["phone_number_ids"] == ["PN1", "PN2", "PN3"]
    assert conversation["last_activity"]["id"] == "AC3"
    assert shared.stale == 1
    applied(4, cache)
    assert shared.spared == 1

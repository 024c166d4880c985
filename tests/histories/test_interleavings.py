"""Interleavings in which an event that changes nothing itself could undo another's change.

Each begins with an event of little worth, all of whose values have lost to newer ones. Halfway
between its reads another processor commits. What it read first is old by then, and nothing of
that may reach the documents that it read afterwards.
"""

import itertools
from collections.abc import Iterator

from documents.paths import CONTACTS, CONVERSATIONS, Document, Path
from processor.store.cache import DocumentCache
from tests.histories.processors import Shared, ageless_cache
from tests.histories.written import ANN, BEN, CARA, OUR, at, current, guide, job, sent, v3


def message(name: str, clock: str, sender: str, status: str) -> bytes:
    resource = {
        "id": "AC1",
        "from": sender,
        "to": OUR,
        "direction": "incoming",
        "status": status,
        "createdAt": sent("09:00"),
    }
    return v3(name, clock, "message.received", resource)


def entry(name: str, clock: str, contact: str, first_name: str, *numbers: str) -> bytes:
    phones = [{"value": number} for number in numbers]
    resource = {"id": contact, "firstName": first_name, "phoneNumbers": phones}
    return current(name, clock, "contact.updated", resource)


LATE_STATUS = guide("message.received", {"id": "AC1", "status": "received"}, "EV1", "10:00")
CLAIMED = {
    "first_activity_at": at("09:00"),
    "last_activity_at": at("09:00"),
    "last_incoming_at": at("09:00"),
}


def every_interruption(
    base: list[bytes], interrupted: list[bytes], other: bytes
) -> Iterator[dict[Path, Document]]:
    """The documents after another event came in between any two steps of the first ones."""
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
    base = [message("EV5", "10:05", ANN, "received")]
    newer = message("EV6", "10:06", ANN, "read")
    for documents in every_interruption(base, [LATE_STATUS], newer):
        assert documents[Path(CONVERSATIONS, ANN)]["last_activity"]["status"] == "read"


def test_a_late_status_does_not_give_a_moved_activity_back_to_its_old_conversation() -> None:
    base = [message("EV5", "10:05", ANN, "received")]
    moved = message("EV6", "10:06", BEN, "received")
    for documents in every_interruption(base, [LATE_STATUS], moved):
        assert documents[Path(CONVERSATIONS, ANN)].keys().isdisjoint(CLAIMED)
        assert documents[Path(CONVERSATIONS, BEN)].items() >= CLAIMED.items()


def test_a_late_entry_does_not_bring_an_older_name_back_into_the_contact() -> None:
    base = [entry("EV5", "10:05", "CT1", "Five", ANN)]
    late, newer = entry("EV1", "10:00", "CT1", "One"), entry("EV6", "10:06", "CT1", "Six")
    for documents in every_interruption(base, [late], newer):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Six"


def test_a_contact_notices_what_changes_an_entry_that_it_does_not_show_yet() -> None:
    base = [entry("EV1", "10:00", "CT1", "One", ANN), entry("EV2", "10:01", "CT2", "Two", ANN)]
    deleted = v3("EV5", "10:05", "contact.deleted", {"id": "CT2"})
    # It loses to the second entry, so that the contact stays as it is.
    renamed = entry("EV3", "10:00", "CT1", "Uno", ANN)
    for documents in every_interruption(base, [deleted], renamed):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Uno"


def test_an_entry_that_was_read_for_a_duplicate_is_not_shown_when_it_is_old() -> None:
    duplicate = entry("EV5", "10:05", "CT2", "Five")
    base = [*(entry(f"EV{n}", "10:00", f"CT{n}", "Old", ANN) for n in (1, 2)), duplicate]
    older, newer = entry("EV0", "09:00", "CT1", "Zero"), entry("EV6", "10:06", "CT2", "Six")
    for documents in every_interruption(base, [older, duplicate], newer):
        assert documents[Path(CONTACTS, ANN)]["display_name"] == "Six"


def test_a_conversation_that_came_after_it_was_looked_for_is_corrected_all_the_same() -> None:
    def texted(name: str, clock: str, activity: str, sender: str, created: str) -> bytes:
        resource = {"id": activity, "from": sender, "to": OUR, "direction": "incoming"}
        return v3(name, clock, "message.received", {**resource, "createdAt": sent(created)})

    base = [texted("EV1", "08:30", "AC2", CARA, "08:00")]
    together = [
        texted("EV2", "10:00", "AC9", ANN, "10:00"),
        # It looks for Ben's conversation, and then has to wait: it takes an edge from Cara's.
        texted("EV3", "10:01", "AC2", BEN, "08:00"),
        # Ben's already has this one, by the event that comes in between; its time moves back.
        texted("EV4", "09:00", "AC1", ANN, "07:00"),
    ]
    for documents in every_interruption(
        base, together, texted("EV5", "11:30", "AC1", BEN, "10:00")
    ):
        conversation = documents[Path(CONVERSATIONS, BEN)]
        assert conversation["first_activity_at"] == at("07:00")
        assert conversation["last_activity_at"] == at("08:00")
        assert conversation["last_activity"]["id"] == "AC2"


def test_what_is_cached_is_not_written_over_what_another_changed_since() -> None:
    shared, cache = Shared(), ageless_cache()

    def applied(number: int, by: DocumentCache | None = None) -> None:
        resource = {"id": f"AC{number}", "from": ANN, "to": OUR, "direction": "incoming"}
        body = v3(
            f"EV{number}",
            f"10:0{number}",
            "message.received",
            {**resource, "phoneNumberId": f"PN{number}", "createdAt": sent(f"09:0{number}")},
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

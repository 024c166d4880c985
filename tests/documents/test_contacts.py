from functools import partial
from itertools import permutations

import pytest

from documents.paths import Document
from tests.builders import ANN, BEN, OURS, at, call, deletion, entry, event, message, sent
from tests.processor.memory import document, ids, store

updated = partial(entry, phoneNumbers=[ANN])


def contact(*bodies: bytes, number: str = ANN) -> Document:
    return document(store(*bodies), "contacts", number)


def test_a_number_that_an_activity_names_is_a_contact() -> None:
    assert contact(message("EV1", "09:00:05")) == {
        "phone_number": ANN,
        "first_seen_at": at("09:00:00"),
    }


def test_an_address_book_entry_alone_makes_its_contacts() -> None:
    body = updated(
        *("EV1", "09:00:05"),
        firstName="Ann",
        lastName="Lee",
        company="Roofs",
        role="Owner",
        emails=["ann@example.com"],
        phoneNumbers=[ANN, BEN],
    )
    memory = store(body)
    names = {
        "first_name": "Ann",
        "last_name": "Lee",
        "company": "Roofs",
        "role": "Owner",
        "emails": ["ann@example.com"],
        "deleted": False,
    }
    assert document(memory, "openphone_contacts", "CT1") == {**names, "phone_numbers": [ANN, BEN]}
    for number in (ANN, BEN):
        assert document(memory, "contacts", number) == {
            **names,
            "phone_number": number,
            "display_name": "Ann Lee",
            "name_key": "ann lee",
            "openphone_contact_ids": ["CT1"],
        }
    assert ids(memory, "conversations") == ids(memory, "activities") == []


@pytest.mark.parametrize(
    ("fields", "name", "key"),
    [
        ({"firstName": "Ann", "lastName": "Lee", "company": "Roofs"}, "Ann Lee", "ann lee"),
        ({"firstName": "Ann", "company": "Roofs"}, "Ann", "ann"),
        ({"lastName": "Stra\u00dfe"}, "Stra\u00dfe", "strasse"),
        ({"company": "ROOFS"}, "ROOFS", "roofs"),
        ({"role": "Owner"}, None, None),
    ],
)
def test_a_contact_is_shown_by_its_names_else_by_its_company(
    fields: dict[str, object], name: str | None, key: str | None
) -> None:
    found = contact(updated("EV1", "09:00:05", **fields))
    assert (found.get("display_name"), found.get("name_key")) == (name, key)


def test_names_and_activities_come_together_in_any_order() -> None:
    bodies = (
        message("EV1", "09:00:05"),
        updated("EV2", "09:00:06", firstName="Ann"),
        message("EV3", "09:00:05", id="AC2", createdAt=sent("08:00:00")),
    )
    for order in permutations(bodies):
        assert contact(*order) == {
            "phone_number": ANN,
            "first_seen_at": at("08:00:00"),
            "first_name": "Ann",
            "display_name": "Ann",
            "name_key": "ann",
            "openphone_contact_ids": ["CT1"],
            "deleted": False,
        }


def test_the_newest_known_members_of_an_entry_win() -> None:
    bodies = (
        updated("EV1", "09:00:05", firstName="Anne", company="Roofs"),
        updated("EV2", "09:00:06", firstName="Ann", company=""),
    )
    for order in permutations(bodies):
        found = contact(*order)
        assert (found["first_name"], found["company"]) == ("Ann", "Roofs")


@pytest.mark.parametrize("fields", [{}, {"phoneNumbers": [ANN]}])
def test_a_deletion_keeps_the_last_known_name_in_any_order(fields: dict[str, object]) -> None:
    bodies = (
        updated("EV1", "09:00:05", firstName="Ann"),
        deletion("EV2", "09:00:06", **fields),
    )
    for order in permutations(bodies):
        memory = store(*order)
        found = document(memory, "contacts", ANN)
        assert (found["display_name"], found["deleted"]) == ("Ann", True)
        assert document(memory, "openphone_contacts", "CT1") == {
            "first_name": "Ann",
            "phone_numbers": [ANN],
            "deleted": True,
        }


def test_an_entry_that_comes_back_is_not_deleted() -> None:
    bodies = (deletion("EV1", "09:00:05"), updated("EV2", "09:00:06", firstName="Ann"))
    for order in permutations(bodies):
        assert contact(*order)["deleted"] is False


def test_a_deletion_of_an_unknown_entry_without_numbers_is_kept_for_later() -> None:
    memory = store(deletion("EV1", "09:00:05"))
    assert document(memory, "openphone_contacts", "CT1") == {"deleted": True}
    assert ids(memory, "contacts") == []


def test_a_number_that_moved_away_leaves_no_name_behind() -> None:
    bodies = (
        updated("EV1", "09:00:05", firstName="Ann", phoneNumbers=[ANN]),
        updated("EV2", "09:00:06", firstName="Ann", phoneNumbers=[BEN]),
    )
    for order in permutations(bodies):
        memory = store(*order)
        assert document(memory, "contacts", ANN) == {
            "phone_number": ANN,
            "openphone_contact_ids": ["CT1"],
        }
        assert document(memory, "contacts", BEN)["display_name"] == "Ann"


def test_of_several_entries_the_newest_that_is_not_deleted_is_shown() -> None:
    bodies = (
        updated("EV1", "09:00:05", id="CT1", firstName="Ann"),
        updated("EV2", "09:00:06", id="CT2", firstName="Anne", role="Owner"),
        updated("EV3", "09:00:07", id="CT3", firstName="Annie"),
        deletion("EV4", "09:00:08", id="CT3"),
    )
    for order in permutations(bodies):
        found = contact(*order)
        assert (found["display_name"], found["role"], found["deleted"]) == ("Anne", "Owner", False)
        assert found["openphone_contact_ids"] == ["CT1", "CT2", "CT3"]


def test_a_contact_is_deleted_when_every_entry_is() -> None:
    bodies = (
        updated("EV1", "09:00:05", id="CT1", firstName="Ann"),
        updated("EV2", "09:00:06", id="CT2", firstName="Anne"),
        deletion("EV3", "09:00:07", id="CT2"),
        deletion("EV4", "09:00:08", id="CT1"),
    )
    for order in permutations(bodies):
        found = contact(*order)
        assert (found["display_name"], found["deleted"]) == ("Ann", True)


def test_an_entry_is_ranked_by_its_newest_event_of_any_kind() -> None:
    bodies = (
        updated("EV1", "09:00:05", id="CT1", firstName="Ann"),
        updated("EV2", "09:00:06", id="CT2", firstName="Anne"),
        event("contact.updated", {"id": "CT1", "role": "Owner"}, "EV3", "09:00:07"),
    )
    for order in permutations(bodies):
        found = contact(*order)
        assert (found["display_name"], found["role"]) == ("Ann", "Owner")


def test_the_last_known_name_stays_even_where_the_newest_deleted_entry_has_none() -> None:
    bodies = (
        updated("EV1", "09:00:05", id="CT1", firstName="Ann"),
        deletion("EV2", "09:00:06", id="CT1"),
        deletion("EV3", "09:00:07", id="CT2", phoneNumbers=[ANN]),
    )
    for order in permutations(bodies):
        found = contact(*order)
        assert found["deleted"] is True
        assert found["display_name"] == "Ann"


def test_an_id_that_cannot_be_a_document_id_is_hashed() -> None:
    # printf 'a/b' | sha256sum
    memory = store(updated("EV1", "09:00:05", id="a/b", phoneNumbers=["a/b"]))
    digest = "c14cddc033f64b9dea80ea675cf280a0"
    assert ids(memory, "openphone_contacts") == [f"id-{digest}"]
    found = document(memory, "contacts", f"number-{digest}")
    assert (found["phone_number"], found["openphone_contact_ids"]) == ("a/b", [f"id-{digest}"])


def test_what_firestore_cannot_hold_is_replaced_in_an_entry() -> None:
    found = contact(updated("EV1", "09:00:05", firstName="A\ud800", emails=["\udfff"]))
    assert (found["first_name"], found["emails"]) == ("A\ufffd", ["\ufffd"])


def test_a_number_with_a_lone_surrogate_is_one_contact_in_any_order() -> None:
    bodies = (
        updated("EV1", "09:00:05", firstName="Ann", phoneNumbers=["+1\ud800"]),
        deletion("EV2", "09:00:06"),
    )
    stores = [store(*order) for order in permutations(bodies)]
    assert len(ids(stores[0], "contacts")) == 1
    assert stores[0].public() == stores[1].public()


def test_a_contact_was_first_seen_at_the_earliest_own_time_of_all_that_name_it() -> None:
    bodies = (
        call("EV1", "09:00:05", answeredAt=sent("09:00:01"), participants=[ANN]),
        call("EV2", "09:00:06", participants=[BEN, OURS]),
        call("EV3", "09:00:06", completedAt=sent("09:00:00")),
        event("call.summary.completed", {"callId": "AC1", "createdAt": sent("08:00:00")}, "EV4"),
    )
    for order in permutations(bodies):
        memory = store(*order)
        for number in (ANN, BEN):
            assert document(memory, "contacts", number) == {
                "phone_number": number,
                "first_seen_at": at("09:00:00"),
            }

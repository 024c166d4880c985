"""Address-book events of both generations name contacts, in whatever order they come."""

from tests.builders import ANN, BEN, OURS, at, current, deletion, message, sent, v3, wrapped
from tests.histories.orders import assert_any_order_leaves

MESSAGE = message("EV5", "10:00", "AC1", ANN, "10:00")
ACTIVITY = {
    "openphone_id": "AC1",
    "activity_type": "message",
    "direction": "incoming",
    "from_number": ANN,
    "to_numbers": [OURS],
    "conversation_id": ANN,
    "contact_ids": [ANN],
    "occurred_at": at("10:00"),
    "event_at": at("10:00"),
}
CONVERSATION = {
    "participants": [ANN],
    "contact_ids": [ANN],
    "first_activity_at": at("10:00"),
    "last_activity_at": at("10:00"),
    "last_incoming_at": at("10:00"),
    "last_activity": {"id": "AC1", "activity_type": "message", "direction": "incoming"},
}


def test_events_of_both_generations_name_a_contact_before_and_after_its_first_message() -> None:
    fields = [
        {"name": "Mobile", "type": "phone-number", "value": ANN},
        {"name": "Company", "type": "string", "value": "Example Ltd"},
        {"name": "Role", "type": "string", "value": "Owner"},
    ]
    newer = {
        "id": "CT1",
        "firstName": "Anne",
        "lastName": None,
        "emails": [{"value": "ann@example.com"}],
        "phoneNumbers": [{"value": ANN}, {"value": BEN}],
    }
    names = {
        "first_name": "Anne",
        "last_name": "Example",
        "company": "Example Ltd",
        "role": "Owner",
        "emails": ["ann@example.com"],
    }
    shown = {
        **names,
        "display_name": "Anne Example",
        "name_key": "anne example",
        "openphone_contact_ids": ["CT1"],
        "deleted": False,
    }
    assert_any_order_leaves(
        [
            wrapped(
                "contact.updated",
                {"id": "CT1", "firstName": "Ann", "lastName": "Example", "fields": fields},
                "EV1",
                "08:00",
            ),
            MESSAGE,
            current("contact.updated", newer, "EV9", "12:00"),
        ],
        {
            "activities": {"AC1": ACTIVITY},
            "conversations": {ANN: CONVERSATION},
            "contacts": {
                ANN: {"phone_number": ANN, "first_seen_at": at("10:00"), **shown},
                BEN: {"phone_number": BEN, **shown},
            },
            "openphone_contacts": {"CT1": {**names, "phone_numbers": [ANN, BEN], "deleted": False}},
        },
    )


def test_a_contact_is_deleted_by_the_newest_event_and_not_by_the_last_to_come() -> None:
    def updated(name: str, clock: str) -> bytes:
        resource = {"id": "CT1", "company": "Straße", "fields": {"Phone": ANN}}
        return v3("contact.updated", resource, name, clock)

    deleted = deletion("EV5", "10:00")
    for clock, gone in (("09:00", True), ("11:00", False)):
        assert_any_order_leaves(
            [updated("EV6", clock), deleted],
            {
                "contacts": {
                    ANN: {
                        "phone_number": ANN,
                        "openphone_contact_ids": ["CT1"],
                        "company": "Straße",
                        "display_name": "Straße",
                        "name_key": "strasse",
                        "deleted": gone,
                    }
                },
                "openphone_contacts": {
                    "CT1": {"company": "Straße", "phone_numbers": [ANN], "deleted": gone}
                },
            },
        )


def test_a_deletion_that_names_no_number_waits_for_the_event_that_does() -> None:
    assert_any_order_leaves(
        [deletion("EV5", "10:00", updatedAt=sent("09:00"))],
        {"openphone_contacts": {"CT1": {"deleted": True}}},
    )

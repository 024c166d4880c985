"""The store on the Firestore emulator: the first and last activities of a conversation."""

from datetime import UTC, timedelta

import pytest

from documents.paths import Path
from documents.values import document_size
from pipeline.message import PushedMessage
from tests.builders import ANN, BEN, at, pushed, sent, v4
from tests.histories.profiles import LONG
from tests.processor.firestore import (
    Database,
)
from tests.processor.traffic import delivered, received

THOUSANDS = 10_000 if LONG else 1_500


def edges(database: Database, number: str = ANN) -> dict[str, object]:
    """Return the firsts and lasts of a conversation, without the hour's date."""
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
    """Return a conversation of five messages between 10 and 14 o'clock."""
    database.apply(
        delivered("E1", "AC1", "10:00"),
        received("E2", "AC2", "11:00"),
        delivered("E3", "AC3", "12:00"),
        received("E4", "AC4", "13:00"),
        received("E5", "AC5", "14:00"),
    )
    return database


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        # The last one moves to the middle: the one before it is the last.
        (
            received("E9", "AC5", "11:30"),
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
            received("E9", "AC5", "09:00"),
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
            delivered("E9", "AC3", "09:30"),
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
            delivered("E9", "AC1", "10:00", to=BEN),
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
            pushed(v4("message.delivered", {"id": "AC5", "direction": "outgoing"}, "E9", "15:00")),
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
    conversation.apply(received("E6", "AC0", "14:00"))
    assert edges(conversation)["last"] == "AC5"
    conversation.apply(received("E7", "AC6", "14:00"), received("E8", "AC6", "09:00"))
    assert edges(conversation)["last"] == "AC5"
    conversation.apply(received("E9", "AC5", "09:00"))
    assert edges(conversation)["last"] == "AC0"


def test_a_conversation_that_all_have_left_has_no_firsts_and_lasts(database: Database) -> None:
    database.apply(received("E1", "AC1", "10:00"), received("E2", "AC1", "11:00", **{"from": BEN}))
    assert edges(database) == {}
    assert edges(database, BEN) == {
        "first_activity_at": "10:00",
        "last_activity_at": "10:00",
        "last_incoming_at": "10:00",
        "last": "AC1",
    }


def test_activities_that_move_together_are_all_counted(conversation: Database) -> None:
    moved = [
        received("E6", "AC5", "09:00"),
        received("E7", "AC4", "09:10"),
        delivered("E8", "AC3", "09:20"),
        received("E9", "AC2", "15:00", createdAt=sent("09:30"), **{"from": BEN}),
    ]
    conversation.apply_at_once(*moved)
    assert edges(conversation) == {
        "first_activity_at": "09:00",
        "last_activity_at": "10:00",
        "last_incoming_at": "09:10",
        "last_outgoing_at": "10:00",
        "last": "AC1",
    }
    assert edges(conversation, BEN)["last"] == "AC2"


def test_a_conversation_of_thousands_of_activities_stays_small_and_right(
    database: Database,
) -> None:
    # The last of all at 12:00, and below it what many events left: those are put there at once.
    database.apply(received("E1", "AC1", "10:00"), received("E2", "AClast", "12:00"))
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
    database.apply(received("E3", "AClast", "12:01", createdAt=sent("09:00")))
    conversation = database.document(f"conversations/{ANN}")
    assert conversation is not None
    assert conversation["first_activity_at"] == at("09:00")
    assert conversation["last_activity"]["id"] == f"AC{THOUSANDS - 1:05}"
    assert conversation["last_activity_at"] == at("10:00") + timedelta(milliseconds=THOUSANDS - 1)
    assert document_size("conversations", ANN, conversation) < 1000

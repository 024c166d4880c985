"""Cases that break a naive merge: each in every order, against documents written by hand."""

import hashlib
from collections.abc import Iterator
from functools import partial
from itertools import permutations

from documents.paths import CONVERSATIONS, Document, Path
from tests import builders
from tests.builders import (
    ANN,
    BEN,
    OURS,
    at,
    call,
    current,
    deletion,
    entry,
    guide,
    job,
    outgoing,
    sent,
    transcript,
    v3,
    v4,
)
from tests.histories.orders import assert_any_order_leaves
from tests.histories.processors import Shared, Step
from tests.histories.reading import as_read

RECORDING = "https://storage.example.com/rec1.mp3"
LONG = [{"content": f"{number} {'word ' * 200}", "start": number} for number in range(700)]
message = partial(builders.message, status="received")


def stored(activity: str, sender: str, occurred: str, event: str, **more: object) -> Document:
    """Return the activity that such a message makes."""
    return {
        "openphone_id": activity,
        "activity_type": "message",
        "direction": "incoming",
        "status": "received",
        "from_number": sender,
        "to_numbers": [OURS],
        "conversation_id": sender,
        "contact_ids": [sender],
        "occurred_at": at(occurred),
        "event_at": at(event),
        **more,
    }


def last(activity: str, occurred: str, **more: object) -> Document:
    """Return what a conversation shows when this message is its last activity."""
    return {
        "last_activity_at": at(occurred),
        "last_incoming_at": at(occurred),
        "last_activity": {
            "id": activity,
            "activity_type": "message",
            "direction": "incoming",
            "status": "received",
            **more,
        },
    }


def only(activity: str, occurred: str, **more: object) -> Document:
    return {"first_activity_at": at(occurred), **last(activity, occurred, **more)}


def party(number: str) -> Document:
    return {"participants": [number], "contact_ids": [number]}


def test_a_both_parties_of_an_activity_that_changed_hands_are_known() -> None:
    assert_any_order_leaves(
        [
            message("EV1", "10:00", "AC1", ANN, "09:59", conversationId="CN1"),
            message("EV2", "10:05", "AC1", BEN, "09:58", conversationId="CN2"),
        ],
        {
            "activities": {
                "AC1": stored("AC1", BEN, "09:58", "10:05", openphone_conversation_id="CN2")
            },
            "conversations": {
                ANN: {**party(ANN), "openphone_conversation_ids": ["CN1"]},
                BEN: {
                    **party(BEN),
                    "openphone_conversation_ids": ["CN2"],
                    **only("AC1", "09:58"),
                },
            },
            "contacts": {
                ANN: {"phone_number": ANN, "first_seen_at": at("09:58")},
                BEN: {"phone_number": BEN, "first_seen_at": at("09:58")},
            },
        },
    )


def test_b_a_conversation_id_without_parties_belongs_to_the_activity_alone() -> None:
    assert_any_order_leaves(
        [
            message("EV1", "10:00", "AC1", ANN, "09:59", conversationId="CN1"),
            guide("message.received", {"id": "AC1", "conversationId": "CN2"}, "EV2", "10:05"),
        ],
        {
            "activities": {
                "AC1": stored("AC1", ANN, "09:59", "10:05", openphone_conversation_id="CN2")
            },
            "conversations": {
                ANN: {**party(ANN), "openphone_conversation_ids": ["CN1"], **only("AC1", "09:59")}
            },
            "contacts": {ANN: {"phone_number": ANN, "first_seen_at": at("09:59")}},
        },
    )


EARLIER = message("EV1", "08:01", "AC1", ANN, "08:00")
LAST = message("EV2", "10:01", "AC2", ANN, "10:00")
MOVED_BACK = message("EV3", "10:02", "AC2", ANN, "07:00")
OLDER_LOOKING = message("EV4", "10:03", "AC3", ANN, "09:00")
CONVERSATION = {
    **party(ANN),
    "first_activity_at": at("07:00"),
    **last("AC3", "09:00"),
}


def about_to_commit(shared: Shared, body: bytes) -> Iterator[Step]:
    """Return the work of a processor that has read all it needs."""
    work = shared.work([job(body)])
    while next(work) is not Step.COMMIT:
        pass
    return work


def finish(work: Iterator[Step]) -> None:
    for _ in work:
        pass


def test_c_moving_the_last_activity_back_notices_what_another_processor_commits() -> None:
    shared = Shared()
    shared.run([job(EARLIER), job(LAST)])
    moving_back = about_to_commit(shared, MOVED_BACK)
    shared.run([job(OLDER_LOOKING)])
    finish(moving_back)

    assert shared.lost == 1
    assert shared.public()[Path(CONVERSATIONS, ANN)] == CONVERSATION


def test_c_an_older_looking_activity_notices_that_the_last_one_moved_back() -> None:
    shared = Shared()
    shared.run([job(EARLIER), job(LAST)])
    older_looking = about_to_commit(shared, OLDER_LOOKING)
    shared.run([job(MOVED_BACK)])
    finish(older_looking)

    assert shared.lost == 1
    assert shared.public()[Path(CONVERSATIONS, ANN)] == CONVERSATION


def test_c_in_every_order_the_last_activity_that_moved_back_is_not_the_last() -> None:
    moved = stored("AC2", ANN, "07:00", "10:02")
    assert_any_order_leaves(
        [EARLIER, LAST, MOVED_BACK, OLDER_LOOKING],
        {
            "activities": {
                "AC1": stored("AC1", ANN, "08:00", "08:01"),
                "AC2": moved,
                "AC3": stored("AC3", ANN, "09:00", "10:03"),
            },
            "conversations": {ANN: CONVERSATION},
            "contacts": {ANN: {"phone_number": ANN, "first_seen_at": at("07:00")}},
        },
    )


def test_c_the_last_of_a_direction_moves_back_where_another_is_the_last_of_all() -> None:
    moved = [
        message("EV1", "10:01", "AC1", ANN, "10:00"),
        message("EV2", "10:02", "AC2", ANN, "08:00"),
        outgoing("EV3", "11:01", "AC3", "11:00"),
        message("EV4", "12:00", "AC1", ANN, "07:00"),
    ]
    expected = {
        **party(ANN),
        "first_activity_at": at("07:00"),
        "last_activity_at": at("11:00"),
        "last_incoming_at": at("08:00"),
        "last_outgoing_at": at("11:00"),
        "last_activity": {
            "id": "AC3",
            "activity_type": "message",
            "direction": "outgoing",
            "status": "delivered",
        },
    }
    assert_conversation(moved, expected)


def test_c_the_last_activity_moves_back_where_it_has_no_direction() -> None:
    moved = [
        message("EV1", "08:01", "AC1", ANN, "08:00"),
        call("EV2", "10:01", "AC2", participants=[ANN], createdAt=sent("10:00")),
        call("EV3", "12:00", "AC2", participants=[ANN], createdAt=sent("07:00")),
    ]
    expected = {**party(ANN), "first_activity_at": at("07:00"), **last("AC1", "08:00")}
    assert_conversation(moved, expected)


def assert_conversation(events: list[bytes], expected: Document) -> None:
    """Fail unless Ann's conversation is this in every order."""
    for order in permutations(events):
        shared = Shared()
        shared.run([job(body) for body in order])
        assert shared.public()[Path(CONVERSATIONS, ANN)] == expected


def test_d_a_recording_known_by_its_address_alone_and_with_id_and_start_is_one() -> None:
    full = {
        "id": "RE1",
        "url": f"{RECORDING}?sig=b",
        "type": "audio/mpeg",
        "duration": 72,
        "startTime": sent("10:01"),
    }
    assert_any_order_leaves(
        [
            guide("call.completed", {"id": "AC1", "recordingUrl": f"{RECORDING}?sig=a"}, "EV1"),
            v4("call.recording.completed", {"id": "AC1", "recordings": [full]}, "EV2", "10:05"),
            v3(
                "call.recording.completed",
                {
                    "id": "AC1",
                    "media": [
                        {"url": "https://storage.example.com/a.mp3?sig=c"},
                        {"url": f"{RECORDING}?sig=c", "duration": 71},
                        {"url": "https://elsewhere.example.com/rec1.mp3"},
                        {"type": "audio/without-an-address"},
                    ],
                },
                "EV3",
                "10:06",
            ),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "call",
                    "event_at": at("10:06"),
                    "recording_url": f"{RECORDING}?sig=c",
                    "recordings": [
                        {
                            "id": "RE1",
                            "url": f"{RECORDING}?sig=c",
                            "type": "audio/mpeg",
                            "duration_seconds": 71,
                            "started_at": at("10:01"),
                        },
                        {"url": "https://elsewhere.example.com/rec1.mp3"},
                        {"url": "https://storage.example.com/a.mp3?sig=c"},
                    ],
                }
            },
        },
    )


def test_e_a_later_failed_summary_with_nulls_leaves_the_text_and_says_that_it_failed() -> None:
    assert_any_order_leaves(
        [
            current(
                "call.summary.completed",
                {
                    "callId": "AC1",
                    "processingStatus": "completed",
                    "summary": ["Wants the invoice.", "Again."],
                    "nextSteps": ["Resend it."],
                    "jobs": [{"name": "Message taking"}],
                },
                "EV1",
                "10:00",
            ),
            current(
                "call.summary.completed",
                {
                    "callId": "AC1",
                    "processingStatus": "failed",
                    "summary": None,
                    "nextSteps": None,
                    "jobs": None,
                },
                "EV2",
                "10:05",
            ),
            guide("call.summary.completed", {"callId": "AC1", "sentiment": "neutral"}, "EV3"),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "call",
                    "event_at": at("10:05"),
                    "ai_summary": {
                        "text": "Wants the invoice.\nAgain.",
                        "summary": ["Wants the invoice.", "Again."],
                        "next_steps": ["Resend it."],
                        "jobs": [{"name": "Message taking"}],
                        "sentiment": "neutral",
                        "status": "failed",
                    },
                }
            },
        },
    )


def test_f_a_contact_shows_the_newest_entry_that_holds_its_number_and_is_not_deleted() -> None:
    assert_any_order_leaves(
        [
            entry("EV1", "08:00", "CT1", ANN, firstName="Old"),
            entry("EV2", "09:00", "CT2", ANN, firstName="New"),
            deletion("EV3", "10:00", "CT2", firstName="Newest"),
            entry("EV4", "09:30", "CT3", ANN, firstName="Elsewhere"),
            entry("EV5", "09:40", "CT3", BEN, firstName="Elsewhere"),
        ],
        {
            "contacts": {
                ANN: {
                    "phone_number": ANN,
                    "openphone_contact_ids": ["CT1", "CT2", "CT3"],
                    "first_name": "Old",
                    "display_name": "Old",
                    "name_key": "old",
                    "deleted": False,
                },
                BEN: {
                    "phone_number": BEN,
                    "openphone_contact_ids": ["CT3"],
                    "first_name": "Elsewhere",
                    "display_name": "Elsewhere",
                    "name_key": "elsewhere",
                    "deleted": False,
                },
            },
            "openphone_contacts": {
                "CT1": {"first_name": "Old", "phone_numbers": [ANN], "deleted": False},
                "CT2": {"first_name": "Newest", "phone_numbers": [ANN], "deleted": True},
                "CT3": {"first_name": "Elsewhere", "phone_numbers": [BEN], "deleted": False},
            },
        },
    )


def test_f_a_contact_whose_entries_are_all_deleted_keeps_its_last_name() -> None:
    assert_any_order_leaves(
        [
            entry("EV1", "08:00", "CT1", ANN, firstName="Old"),
            entry("EV2", "09:00", "CT2", ANN, firstName="New"),
            deletion("EV3", "10:00", "CT2"),
            deletion("EV4", "09:30", "CT1"),
        ],
        {
            "contacts": {
                ANN: {
                    "phone_number": ANN,
                    "openphone_contact_ids": ["CT1", "CT2"],
                    "first_name": "New",
                    "display_name": "New",
                    "name_key": "new",
                    "deleted": True,
                },
            },
            "openphone_contacts": {
                "CT1": {"first_name": "Old", "phone_numbers": [ANN], "deleted": True},
                "CT2": {"first_name": "New", "phone_numbers": [ANN], "deleted": True},
            },
        },
    )


def test_f_an_entry_that_was_changed_after_its_deletion_is_there() -> None:
    assert_any_order_leaves(
        [
            entry("EV1", "08:00", "CT1", ANN, firstName="Old"),
            deletion("EV2", "09:00", "CT1"),
            entry("EV3", "10:00", "CT1", ANN, firstName="New"),
        ],
        {
            "contacts": {
                ANN: {
                    "phone_number": ANN,
                    "openphone_contact_ids": ["CT1"],
                    "first_name": "New",
                    "display_name": "New",
                    "name_key": "new",
                    "deleted": False,
                },
            },
            "openphone_contacts": {
                "CT1": {"first_name": "New", "phone_numbers": [ANN], "deleted": False},
            },
        },
    )


def test_g_a_newer_shorter_transcript_takes_the_place_of_one_in_parts() -> None:
    assert_any_order_leaves(
        [
            transcript("EV1", "10:00", LONG, duration=180),
            transcript("EV2", "10:05", LONG[:300]),
            transcript("EV3", "10:10", [{"content": "Hi.", "start": 1}]),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "call",
                    "event_at": at("10:10"),
                    "ai_transcript": {
                        "dialogue": [{"text": "Hi.", "start": 1}],
                        "duration_seconds": 180,
                    },
                }
            },
        },
    )


def test_g_a_newer_longer_transcript_stands_in_parts_alone() -> None:
    short, long = transcript("EV1", "10:00", LONG[:1]), transcript("EV2", "10:05", LONG)
    dialogue = [{"text": line["content"], "start": line["start"]} for line in LONG]
    for order in ((short, long), (long, short)):
        shared = Shared()
        shared.run([job(body) for body in order])
        parts = [path for path in shared.public() if path.collection.endswith("_parts")]
        assert len(parts) == 2
        assert as_read(shared.public()) == {
            Path("activities", "AC1"): {
                "openphone_id": "AC1",
                "activity_type": "call",
                "event_at": at("10:05"),
                "ai_transcript": {"dialogue": dialogue},
            }
        }


def test_h_a_later_guess_about_the_parties_does_not_replace_what_was_said_earlier() -> None:
    said = {"id": "AC1", "from": ANN, "to": OURS, "direction": "incoming"}
    guessed = {"id": "AC1", "participants": [BEN, OURS], "createdAt": sent("09:00")}
    for ours in ((), (OURS,)):
        assert_any_order_leaves(
            [
                v3("call.completed", {**said, "status": "completed"}, "EV1", "10:00"),
                v4("call.completed", guessed, "EV2", "11:00"),
            ],
            {
                "activities": {
                    "AC1": {
                        "openphone_id": "AC1",
                        "activity_type": "call",
                        "direction": "incoming",
                        "status": "completed",
                        "from_number": ANN,
                        "to_numbers": [OURS],
                        "participants": [BEN, OURS],
                        "conversation_id": ANN,
                        "contact_ids": [ANN],
                        "occurred_at": at("09:00"),
                        "event_at": at("11:00"),
                    }
                },
                "conversations": {
                    ANN: {
                        **party(ANN),
                        "first_activity_at": at("09:00"),
                        "last_activity_at": at("09:00"),
                        "last_incoming_at": at("09:00"),
                        "last_activity": {
                            "id": "AC1",
                            "activity_type": "call",
                            "direction": "incoming",
                            "status": "completed",
                            "answered": False,
                        },
                    },
                    BEN: party(BEN),
                },
                "contacts": {
                    ANN: {"phone_number": ANN, "first_seen_at": at("09:00")},
                    BEN: {"phone_number": BEN, "first_seen_at": at("09:00")},
                },
            },
            ours=ours,
        )


def test_i_events_without_a_time_and_an_id_are_ranked_by_their_bodies() -> None:
    def timeless(text: str) -> bytes:
        resource = {"id": "AC1", "from": ANN, "to": [OURS], "direction": "incoming", "text": text}
        return guide("message.received", resource)

    def digest(text: str) -> str:
        return hashlib.sha256(timeless(text)).hexdigest()

    winner = max("one", "two", key=digest)
    assert_any_order_leaves(
        [timeless("one"), timeless("two")],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "message",
                    "direction": "incoming",
                    "body": winner,
                    "from_number": ANN,
                    "to_numbers": [OURS],
                    "conversation_id": ANN,
                    "contact_ids": [ANN],
                }
            },
            "conversations": {ANN: party(ANN)},
            "contacts": {ANN: {"phone_number": ANN}},
        },
    )


def test_i_an_event_without_a_time_gives_way_to_any_that_has_one() -> None:
    assert_any_order_leaves(
        [
            guide("message.received", {"id": "AC1", "status": "timeless"}, name="EV9"),
            guide("message.received", {"id": "AC1", "status": "timed"}, "EV1", "00:00"),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "message",
                    "direction": "incoming",
                    "status": "timed",
                    "event_at": at("00:00"),
                }
            },
        },
    )


def test_j_of_events_of_the_same_time_the_greater_id_wins() -> None:
    assert_any_order_leaves(
        [
            message("EV9", "10:00", "AC1", ANN, "09:59", body="nine"),
            message("EV10", "10:00", "AC1", ANN, "09:59", body="ten", userId="US1"),
        ],
        {
            "activities": {"AC1": stored("AC1", ANN, "09:59", "10:00", body="nine", user_id="US1")},
            "conversations": {ANN: {**party(ANN), **only("AC1", "09:59", preview="nine")}},
            "contacts": {ANN: {"phone_number": ANN, "first_seen_at": at("09:59")}},
        },
    )


def test_j_of_activities_of_the_same_time_the_greater_id_is_the_last() -> None:
    assert_any_order_leaves(
        [
            message("EV1", "10:00", "AC1", ANN, "09:59"),
            message("EV2", "09:00", "AC2", ANN, "09:59"),
            current("message.delivered", {"id": "AC2"}, "EV3", "11:00"),
        ],
        {
            "activities": {
                "AC1": stored("AC1", ANN, "09:59", "10:00"),
                "AC2": stored(
                    "AC2", ANN, "09:59", "11:00", status="delivered", direction="outgoing"
                ),
            },
            "conversations": {
                ANN: {
                    **party(ANN),
                    "first_activity_at": at("09:59"),
                    "last_activity_at": at("09:59"),
                    "last_incoming_at": at("09:59"),
                    "last_outgoing_at": at("09:59"),
                    "last_activity": {
                        "id": "AC2",
                        "activity_type": "message",
                        "direction": "outgoing",
                        "status": "delivered",
                    },
                }
            },
            "contacts": {ANN: {"phone_number": ANN, "first_seen_at": at("09:59")}},
        },
    )

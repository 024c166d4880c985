"""What precedes or completes its call gets the call's parties, in every order."""

from typing import Any

import pytest

from documents.paths import Document
from tests.builders import (
    ANN,
    BEN,
    OURS,
    at,
    current,
    guide,
    message,
    participants,
    sent,
    transcript,
    v3,
    v4,
    wrapped,
)
from tests.histories.orders import assert_any_order_leaves

URL = "https://storage.example.com/rec1.mp3"
SPOKEN = {"id": "AC1", "from": ANN, "to": OURS, "direction": "incoming"}
CALL = v3(
    "call.completed",
    {
        **SPOKEN,
        "status": "completed",
        "createdAt": sent("10:00"),
        "answeredAt": sent("10:01"),
        "completedAt": sent("10:03"),
        "conversationId": "CN1",
        "phoneNumberId": "PN1",
    },
    "EV9",
    "10:05",
)
CALLED = {
    "openphone_id": "AC1",
    "activity_type": "call",
    "direction": "incoming",
    "status": "completed",
    "from_number": ANN,
    "to_numbers": [OURS],
    "openphone_conversation_id": "CN1",
    "phone_number_id": "PN1",
    "answered_at": at("10:01"),
    "completed_at": at("10:03"),
    "duration_seconds": 120,
    "conversation_id": ANN,
    "contact_ids": [ANN],
    "occurred_at": at("10:00"),
}
PARTY = {"participants": [ANN], "contact_ids": [ANN]}
CONVERSATION = {
    **PARTY,
    "openphone_conversation_ids": ["CN1"],
    "phone_number_ids": ["PN1"],
    "first_activity_at": at("10:00"),
    "last_activity_at": at("10:00"),
    "last_incoming_at": at("10:00"),
    "last_activity": {
        "id": "AC1",
        "activity_type": "call",
        "direction": "incoming",
        "status": "completed",
        "answered": True,
    },
}
CONTACT = {"phone_number": ANN, "first_seen_at": at("10:00")}


@pytest.mark.parametrize(
    ("part", "made"),
    [
        pytest.param(
            guide("call.summary.completed", {"callId": "AC1", "summary": "Asked."}, "EV1"),
            {"ai_summary": {"text": "Asked.", "summary": ["Asked."]}},
            id="summary",
        ),
        pytest.param(
            transcript("EV1", "10:04", [{"content": "Hi."}], createdAt=sent("07:00")),
            {"ai_transcript": {"dialogue": [{"text": "Hi."}]}},
            id="transcript",
        ),
        pytest.param(
            guide("call.recording.completed", {"id": "REC1", "callId": "AC1", "url": URL}, "EV1"),
            {"recordings": [{"id": "REC1", "url": URL}], "recording_url": URL},
            id="recording",
        ),
        pytest.param(
            current(
                "call.voicemail.completed",
                {
                    "id": "ACv1",
                    "callId": "AC1",
                    "voicemailId": "VM1",
                    "duration": 7,
                    "createdAt": sent("07:00"),
                },
                "EV1",
                "10:04",
                participants([], "unavailable"),
            ),
            {"voicemail": {"id": "VM1", "duration_seconds": 7}},
            id="voicemail",
        ),
        pytest.param(
            guide("call.completed", {"id": "AC1", "status": "ringing"}, "EV1"),
            {},
            id="status_only",
        ),
    ],
)
def test_a_part_that_precedes_its_call_is_completed_by_it(part: bytes, made: Document) -> None:
    assert_any_order_leaves(
        [part, CALL],
        {
            "activities": {"AC1": {**CALLED, **made, "event_at": at("10:05")}},
            "conversations": {ANN: CONVERSATION},
            "contacts": {ANN: CONTACT},
        },
    )


def test_a_delivery_report_without_parties_gets_its_message() -> None:
    assert_any_order_leaves(
        [
            guide("message.delivered", {"id": "AC1", "status": "delivered"}, "EV2", "10:02"),
            v4(
                "message.delivered",
                {"id": "AC1", "from": OURS, "to": [ANN], "text": "Hello", "status": "sent"},
                "EV1",
                "10:00",
            ),
            guide("message.delivered", {"id": "AC1", "deliveredAt": sent("10:01")}, "EV3"),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "message",
                    "direction": "outgoing",
                    "status": "delivered",
                    "body": "Hello",
                    "from_number": OURS,
                    "to_numbers": [ANN],
                    "conversation_id": ANN,
                    "contact_ids": [ANN],
                    "occurred_at": at("10:01"),
                    "event_at": at("10:02"),
                }
            },
            "conversations": {
                ANN: {
                    **PARTY,
                    "first_activity_at": at("10:01"),
                    "last_activity_at": at("10:01"),
                    "last_outgoing_at": at("10:01"),
                    "last_activity": {
                        "id": "AC1",
                        "activity_type": "message",
                        "direction": "outgoing",
                        "status": "delivered",
                        "preview": "Hello",
                    },
                }
            },
            "contacts": {ANN: {"phone_number": ANN, "first_seen_at": at("10:01")}},
        },
    )


def test_a_call_without_participants_is_linked_by_whatever_event_names_them() -> None:
    nobody = {"id": "AC1", "status": "completed", "participants": [], "createdAt": sent("10:00")}
    summary = {"callId": "AC1", "processingStatus": "failed", "summary": None}
    assert_any_order_leaves(
        [
            v4("call.completed", nobody, "EV1", "10:05"),
            current("call.summary.completed", summary, "EV2", "10:06", participants([ANN])),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "call",
                    "status": "completed",
                    "participants": [ANN, OURS],
                    "conversation_id": ANN,
                    "contact_ids": [ANN],
                    "occurred_at": at("10:00"),
                    "event_at": at("10:06"),
                    "ai_summary": {"status": "failed"},
                }
            },
            "conversations": {
                ANN: {
                    **PARTY,
                    "first_activity_at": at("10:00"),
                    "last_activity_at": at("10:00"),
                    "last_activity": {
                        "id": "AC1",
                        "activity_type": "call",
                        "status": "completed",
                        "answered": False,
                    },
                }
            },
            "contacts": {ANN: CONTACT},
        },
    )


def test_the_old_conversation_gives_up_an_activity_whose_link_moves() -> None:
    def made(activity: str, sender: str, occurred: str, event: str) -> Document:
        return {
            "openphone_id": activity,
            "activity_type": "message",
            "direction": "incoming",
            "from_number": sender,
            "to_numbers": [OURS],
            "conversation_id": sender,
            "contact_ids": [sender],
            "occurred_at": at(occurred),
            "event_at": at(event),
        }

    def shown(activity: str, occurred: str) -> dict[str, Any]:
        return {
            "first_activity_at": at(occurred),
            "last_activity_at": at(occurred),
            "last_incoming_at": at(occurred),
            "last_activity": {
                "id": activity,
                "activity_type": "message",
                "direction": "incoming",
            },
        }

    assert_any_order_leaves(
        [
            message("EV1", "09:01", "AC1", ANN, "09:00"),
            message("EV2", "10:01", "AC2", ANN, "10:00"),
            message("EV3", "10:02", "AC2", BEN, "10:00"),
        ],
        {
            "activities": {
                "AC1": made("AC1", ANN, "09:00", "09:01"),
                "AC2": made("AC2", BEN, "10:00", "10:02"),
            },
            "conversations": {
                ANN: {**PARTY, **shown("AC1", "09:00")},
                BEN: {"participants": [BEN], "contact_ids": [BEN], **shown("AC2", "10:00")},
            },
            "contacts": {
                ANN: {"phone_number": ANN, "first_seen_at": at("09:00")},
                BEN: {"phone_number": BEN, "first_seen_at": at("10:00")},
            },
        },
    )


def test_both_generations_of_a_call_are_one_activity_that_knows_what_both_know() -> None:
    resource = {
        "id": "AC1",
        "direction": "incoming",
        "status": "answered",
        "createdAt": sent("10:00"),
        "answeredAt": sent("10:01"),
        "answeredByUserId": "SY1",
        "completedAt": sent("10:03"),
        "duration": 121,
        "updatedAt": sent("10:04"),
        "recordings": [{"id": "RE1", "url": f"{URL}?sig=2", "startTime": sent("10:01")}],
    }
    recorded = {**SPOKEN, "media": [{"url": f"{URL}?sig=1", "type": "audio/mpeg"}]}
    voicemail = {"voicemail": {"url": f"{URL}/vm", "duration": 7}}
    assert_any_order_leaves(
        [
            current("call.completed", resource, "EV1", "10:07", participants([ANN])),
            wrapped("call.recording.completed", {**recorded, **voicemail}, "EV2", "10:05"),
            v4("call.completed", {"id": "AC1", "answeredBy": "US1"}, "EV3", "10:03"),
            CALL,
        ],
        {
            "activities": {
                "AC1": {
                    **CALLED,
                    "status": "completed",
                    "participants": [ANN, OURS],
                    "duration_seconds": 121,
                    "answered_by": "SY1",
                    "handled_by_ai": True,
                    "recording_url": f"{URL}?sig=1",
                    "recordings": [
                        {
                            "id": "RE1",
                            "url": f"{URL}?sig=1",
                            "type": "audio/mpeg",
                            "started_at": at("10:01"),
                        }
                    ],
                    "voicemail": {"url": f"{URL}/vm", "duration_seconds": 7},
                    "event_at": at("10:05"),
                }
            },
            "conversations": {ANN: CONVERSATION},
            "contacts": {ANN: CONTACT},
        },
    )


def test_both_generations_of_a_message_are_one_activity_that_knows_what_both_know() -> None:
    resource = {"id": "AC1", "text": "Hello", "errorCode": "30007", "createdAt": sent("10:00")}
    spoken = {"senderIdentifier": OURS, "recipientIdentifiers": [BEN, ANN], "conversationId": "CN2"}
    legacy = {"id": "AC1", "from": OURS, "to": f"{ANN},{BEN}", "direction": "outgoing"}
    group = "group-15809f5125bdbbb6dbb211ad7331e91d"
    assert_any_order_leaves(
        [
            current("message.undelivered", resource, "EV1", "10:05", spoken),
            wrapped("message.delivered", {**legacy, "conversationId": "CN1"}, "EV2", "10:02"),
            v3("message.delivered", {**legacy, "body": "Hell", "userId": "US1"}, "EV3", "10:01"),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "message",
                    "direction": "outgoing",
                    "status": "undelivered",
                    "body": "Hello",
                    "error_code": "30007",
                    "from_number": OURS,
                    "to_numbers": [BEN, ANN],
                    "openphone_conversation_id": "CN2",
                    "user_id": "US1",
                    "conversation_id": group,
                    "contact_ids": [ANN, BEN],
                    "occurred_at": at("10:00"),
                    "event_at": at("10:05"),
                }
            },
            "conversations": {
                group: {
                    "participants": [ANN, BEN],
                    "contact_ids": [ANN, BEN],
                    "openphone_conversation_ids": ["CN1", "CN2"],
                    "first_activity_at": at("10:00"),
                    "last_activity_at": at("10:00"),
                    "last_outgoing_at": at("10:00"),
                    "last_activity": {
                        "id": "AC1",
                        "activity_type": "message",
                        "direction": "outgoing",
                        "status": "undelivered",
                        "preview": "Hello",
                    },
                }
            },
            "contacts": {
                ANN: CONTACT,
                BEN: {"phone_number": BEN, "first_seen_at": at("10:00")},
            },
        },
    )

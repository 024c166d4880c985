"""What precedes or completes its call gets the call's parties, in every order."""

from typing import Any

import pytest

from documents.paths import Document
from tests.histories.written import (
    ANN,
    BEN,
    OUR,
    always_gives,
    at,
    between,
    current,
    guide,
    sent,
    v3,
    v4,
    wrapped,
)

URL = "https://storage.example.com/rec1.mp3"
SPOKEN = {"id": "AC1", "from": ANN, "to": OUR, "direction": "incoming"}
CALL = v3(
    "EV9",
    "10:05",
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
)
CALLED = {
    "openphone_id": "AC1",
    "activity_type": "call",
    "direction": "incoming",
    "status": "completed",
    "from_number": ANN,
    "to_numbers": [OUR],
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
            v3(
                "EV1",
                "10:04",
                "call.transcript.completed",
                {"callId": "AC1", "dialogue": [{"content": "Hi."}], "createdAt": sent("07:00")},
            ),
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
                "EV1",
                "10:04",
                "call.voicemail.completed",
                {
                    "id": "ACv1",
                    "callId": "AC1",
                    "voicemailId": "VM1",
                    "duration": 7,
                    "createdAt": sent("07:00"),
                },
                between([], "unavailable"),
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
    always_gives(
        [part, CALL],
        {
            "activities": {"AC1": {**CALLED, **made, "event_at": at("10:05")}},
            "conversations": {ANN: CONVERSATION},
            "contacts": {ANN: CONTACT},
        },
    )


def test_a_delivery_report_without_parties_gets_its_message() -> None:
    always_gives(
        [
            guide("message.delivered", {"id": "AC1", "status": "delivered"}, "EV2", "10:02"),
            v4(
                "EV1",
                "10:00",
                "message.delivered",
                {"id": "AC1", "from": OUR, "to": [ANN], "text": "Hello", "status": "sent"},
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
                    "from_number": OUR,
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
    always_gives(
        [
            v4("EV1", "10:05", "call.completed", nobody),
            current("EV2", "10:06", "call.summary.completed", summary, between([ANN])),
        ],
        {
            "activities": {
                "AC1": {
                    "openphone_id": "AC1",
                    "activity_type": "call",
                    "status": "completed",
                    "participants": [ANN, OUR],
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
    def message(name: str, clock: str, activity: str, sender: str, created: str) -> bytes:
        resource = {**SPOKEN, "id": activity, "from": sender, "createdAt": sent(created)}
        return v3(name, clock, "message.received", resource)

    def made(activity: str, sender: str, occurred: str, event: str) -> Document:
        return {
            "openphone_id": activity,
            "activity_type": "message",
            "direction": "incoming",
            "from_number": sender,
            "to_numbers": [OUR],
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

    always_gives(
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
    always_gives(
        [
            current("EV1", "10:07", "call.completed", resource, between([ANN])),
            wrapped("EV2", "10:05", "call.recording.completed", {**recorded, **voicemail}),
            v4("EV3", "10:03", "call.completed", {"id": "AC1", "answeredBy": "US1"}),
            CALL,
        ],
        {
            "activities": {
                "AC1": {
                    **CALLED,
                    "status": "completed",
                    "participants": [ANN, OUR],
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
    spoken = {"senderIdentifier": OUR, "recipientIdentifiers": [BEN, ANN], "conversationId": "CN2"}
    legacy = {"id": "AC1", "from": OUR, "to": f"{ANN},{BEN}", "direction": "outgoing"}
    group = "group-15809f5125bdbbb6dbb211ad7331e91d"
    always_gives(
        [
            current("EV1", "10:05", "message.undelivered", resource, spoken),
            wrapped("EV2", "10:02", "message.delivered", {**legacy, "conversationId": "CN1"}),
            v3("EV3", "10:01", "message.delivered", {**legacy, "body": "Hell", "userId": "US1"}),
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
                    "from_number": OUR,
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

"""What happens in the simulated workspace: events that our reader knows, and data to fetch."""

import json
from typing import Any

import pytest

from openphone.events.event import Activity, AddressBookEntry
from openphone.events.reading import read_event
from tests.emulator.openphone.simulated import Client, Receiver

LEGACY = {
    "messages": ["message.received", "message.delivered"],
    "calls": ["call.ringing", "call.completed", "call.recording.completed"],
    "call-summaries": ["call.summary.completed"],
    "call-transcripts": ["call.transcript.completed"],
}
CURRENT = [
    *("message.received", "message.delivered", "message.failed", "message.undelivered"),
    *("call.ringing", "call.answered", "call.completed", "call.missed", "call.forwarded"),
    *("call.recording.completed", "call.summary.completed", "call.transcript.completed"),
    *("call.voicemail.completed", "call.menu.selected", "contact.updated", "contact.deleted"),
]


def subject(body: bytes) -> Activity | AddressBookEntry:
    event = read_event(body)
    found = event.activity or event.entry
    assert found is not None
    return found


def test_every_event_of_every_generation_is_one_that_we_read(
    openphone: Client, receiver: Receiver
) -> None:
    for kind, events in LEGACY.items():
        openphone.register_v1(kind, receiver.url, *events)
    openphone.register(receiver.url, *CURRENT)
    happened = [openphone.play(kind)["resourceId"] for kind in CURRENT]
    old = [event for events in LEGACY.values() for event in events]
    received = receiver.wait(len(CURRENT) + len(old))
    read = {(one.event["type"], one.event["apiVersion"]): subject(one.body) for one in received}
    assert set(read) == {(kind, "2026-03-30") for kind in CURRENT} | {(k, "v4") for k in old}
    for (kind, _), found in read.items():
        assert found.id == happened[CURRENT.index(kind)], kind


def test_every_test_event_is_one_that_we_read(openphone: Client, receiver: Receiver) -> None:
    made = openphone.register(receiver.url, "message.received")
    path = f"/webhooks/{made['id']}/events/test"
    for kind in CURRENT:
        event = openphone.post(path, 200, eventType=kind)
        assert subject(json.dumps(event).encode()).id.startswith(("ACsample", "CTsample"))
    assert openphone.post(path, 200, eventType="task.assigned")["type"] == "task.assigned"


def test_both_shapes_of_a_message_say_the_same(openphone: Client, receiver: Receiver) -> None:
    openphone.register_v1("messages", receiver.url, "message.delivered")
    openphone.register(receiver.url, "message.delivered")
    openphone.play("message.delivered", id="ACm006")
    events = {one.event["apiVersion"]: one.event for one in receiver.wait(2)}
    assert events["v4"]["data"] == {
        "object": {
            "id": "ACm006",
            "object": "message",
            "from": "+15550100001",
            "to": ["+15550101011", "+15550101066"],
            "direction": "outgoing",
            "text": "Gladly. Both houses on Tuesday, 10 % off for each.",
            "status": "delivered",
            "createdAt": "2026-04-02T14:41:00.000Z",
            "userId": "USanna01",
            "phoneNumberId": "PNoffice1",
            "contactIds": ["CTmaria01", "CTellen06"],
        },
        "deepLink": "https://my.example.com/inbox/PNoffice1/c/CNgroup09?at=ACm006",
    }
    assert events["v4"]["createdAt"] == "2026-04-02T14:41:02.000Z"
    assert events["2026-03-30"]["data"]["context"] == {
        "orgId": "ORridge1",
        "phoneNumberId": "PNoffice1",
        "conversationId": "CNgroup09",
        "userId": "USanna01",
        "contacts": {"ids": ["CTmaria01", "CTellen06"], "lookupStatus": "matched"},
        "senderIdentifier": "+15550100001",
        "recipientIdentifiers": ["+15550101011", "+15550101066"],
    }


def test_a_call_of_the_workspace_is_told_as_the_sample_events_tell_it(
    openphone: Client, receiver: Receiver
) -> None:
    openphone.register(receiver.url, "call.completed")
    openphone.register_v1("calls", receiver.url, "call.completed", "call.recording.completed")
    openphone.play("call.completed", id="ACc003")
    openphone.play("call.recording.completed", id="ACc003")
    by_kind = {
        (one.event["type"], one.event["apiVersion"]): one.event["data"] for one in receiver.wait(3)
    }
    assert by_kind["call.completed", "v4"]["object"]["recordings"] is None
    assert by_kind["call.completed", "v4"]["object"]["answeredBy"] == "SYagent1"
    recorded = by_kind["call.recording.completed", "v4"]["object"]["recordings"]
    assert [one["id"] for one in recorded] == ["CRharbor1"]
    resource = by_kind["call.completed", "2026-03-30"]["resource"]
    assert (resource["status"], resource["duration"]) == ("ai-handled", 76)


@pytest.mark.parametrize(
    ("call", "status", "voicemail"),
    [
        ("ACc005", "answered", False),
        ("ACc004", "unanswered", True),
        ("ACc006", "unanswered", False),
    ],
)
def test_the_status_of_a_call_in_the_words_of_the_current_events(
    openphone: Client, receiver: Receiver, call: str, status: str, *, voicemail: bool
) -> None:
    openphone.register(receiver.url, "call.completed")
    openphone.play("call.completed", id=call)
    resource = receiver.wait(1)[0].event["data"]["resource"]
    assert (resource["status"], resource["hasVoicemail"]) == (status, voicemail)


def test_a_completed_call_that_nobody_answered_is_unanswered(
    openphone: Client, receiver: Receiver
) -> None:
    openphone.register(receiver.url, "call.completed")
    openphone.play("call.completed", id="ACc006", item={"status": "completed"})
    assert receiver.wait(1)[0].event["data"]["resource"]["status"] == "unanswered"


def test_what_happens_can_be_fetched(openphone: Client) -> None:
    sent = openphone.play("message.received", item={"from": "+15550101099", "text": "Again"})
    message = openphone.get(f"/messages/{sent['resourceId']}")["data"]
    assert (message["text"], message["conversationId"]) == ("Again", "CNsolar12")
    assert openphone.ids("/messages", limit=1) == [sent["resourceId"]]
    stranger = openphone.play("message.received", item={"from": "+15550101098"})
    conversations = openphone.get("/v1/conversations", maxResults=1)["data"]
    assert conversations[0]["participants"] == ["+15550101098"]
    assert conversations[0]["lastActivityId"] == stranger["resourceId"]


def test_a_silent_step_is_one_that_webhooks_miss(openphone: Client, receiver: Receiver) -> None:
    openphone.register(receiver.url, "message.received")
    missed = openphone.play("message.received", silent=True)
    assert (missed["events"], missed["deliveries"]) == ({}, [])
    assert openphone.ids("/messages", limit=1) == [missed["resourceId"]]
    assert openphone.get("/simulator/deliveries")["data"] == []


def test_a_call_goes_on_under_one_id(openphone: Client, receiver: Receiver) -> None:
    kinds = ["call.ringing", "call.answered", "call.completed", "call.recording.completed"]
    openphone.register(receiver.url, *kinds)
    call_id = openphone.play("call.ringing", item={"participants": ["+15550101022"]})["resourceId"]
    assert openphone.get(f"/calls/{call_id}")["data"]["completedAt"] is None
    for kind in kinds[1:]:
        openphone.play(kind, id=call_id)
    resources = {one.event["type"]: one.event["data"]["resource"] for one in receiver.wait(4)}
    assert {one["id"] for one in resources.values()} == {call_id}
    call = openphone.get(f"/calls/{call_id}")["data"]
    assert (call["status"], call["answeredBy"]) == ("completed", "USanna01")
    assert call["answeredAt"] == resources["call.answered"]["answeredAt"]
    assert len(openphone.get(f"/v1/call-recordings/{call_id}")["data"]) == 1


def test_parts_of_a_call_can_be_given(openphone: Client) -> None:
    part = {"callId": "ACc006", "status": "completed", "summary": ["Nobody spoke."]}
    openphone.play(
        "call.summary.completed", id="ACc006", part=part | {"nextSteps": [], "jobs": None}
    )
    found = openphone.get("/v1/call-summaries/ACc006")["data"]
    assert found["summary"] == ["Nobody spoke."]


def test_a_deleted_contact_is_told_with_its_names_and_then_gone(
    openphone: Client, receiver: Receiver
) -> None:
    openphone.register(receiver.url, "contact.deleted")
    openphone.play("contact.deleted", id="CTtom0002")
    assert receiver.wait(1)[0].event["data"]["resource"]["lastName"] == "Whitfield"
    assert "CTtom0002" not in openphone.ids("/v1/contacts", maxResults=50)


def test_the_workspace_can_be_added_to_and_replaced(openphone: Client) -> None:
    message: dict[str, Any] = {
        "id": "ACmine",
        "conversationId": "CNmine",
        "phoneNumberId": "PNoffice1",
        "userId": "USanna01",
        "direction": "incoming",
        "from": "+15550101097",
        "to": ["+15550100001"],
        "text": "Mine",
        "status": "received",
        "media": [],
        "createdAt": "2026-04-03T09:00:00.000Z",
        "updatedAt": "2026-04-03T09:00:00.000Z",
    }
    answer = openphone.ask("POST", "/simulator/workspace", json={"messages": [message]})
    assert answer.status_code == 200
    assert openphone.ids("/messages", limit=2) == ["ACmine", "ACm014"]
    openphone.ask("PUT", "/simulator/workspace", json={"messages": [message]})
    assert openphone.ids("/messages") == ["ACmine"]
    assert openphone.ids("/calls") == []
    assert len(openphone.get("/v1/phone-numbers")["data"]) == 2

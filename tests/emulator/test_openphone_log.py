"""The log that a current webhook keeps: what was delivered, how, and once more by hand."""

import time

from openphone.signatures import Policy, read_signature
from tests.emulator.simulated import FAST, Client, Receiver, simulator


def test_a_webhook_shows_what_was_delivered_to_it(openphone: Client, receiver: Receiver) -> None:
    made = openphone.subscribe(receiver.url, "message.received", "call.completed")
    other = openphone.subscribe(receiver.url, "message.received")
    happened = openphone.happen("message.received")
    call = openphone.happen("call.completed", id="ACc005")
    openphone.deliveries(3, "success")
    path = f"/webhooks/{made['id']}/events"
    listed = openphone.get(path)["data"]
    assert {one["eventType"] for one in listed} == {"message.received", "call.completed"}
    (delivery,) = openphone.get(path, eventType="message.received", status="success")["data"]
    assert delivery == {
        "id": delivery["id"],
        "eventId": happened["events"]["2026-03-30"],
        "resourceId": happened["resourceId"],
        "eventType": "message.received",
        "status": "success",
        "nextAttemptAt": None,
        "createdAt": delivery["createdAt"],
    }
    found = openphone.get(path, resourceId="ACc005")["data"]
    assert [one["eventId"] for one in found] == [call["events"]["2026-03-30"]]
    assert openphone.get(path, status="failed")["data"] == []
    assert openphone.get(path, **{"createdAt[lt]": "2026-01-01T00:00:00Z"})["data"] == []
    detail = openphone.get(f"{path}/{delivery['id']}")["data"]
    sent = next(one for one in receiver.received if one.headers["webhook-id"] == delivery["id"])
    assert detail["requestBody"] == sent.event
    (attempt,) = detail["attempts"]
    assert attempt["id"].startswith("atmpt_")
    expected = {
        "status": "success",
        "responseStatusCode": 200,
        "responseBody": "seen",
        "triggerType": "scheduled",
        "url": receiver.url,
    }
    assert expected.items() <= attempt.items()
    elsewhere = openphone.ask("GET", f"/webhooks/{other['id']}/events/{delivery['id']}")
    assert elsewhere.status_code == 404


def test_the_log_of_deliveries_turns_pages(openphone: Client, receiver: Receiver) -> None:
    made = openphone.subscribe(receiver.url, "message.received")
    sent = [openphone.happen("message.received")["deliveries"][0] for _ in range(5)]
    path = f"/webhooks/{made['id']}/events"
    first = openphone.get(path, limit=3)
    second = openphone.get(path, limit=3, after=first["nextCursor"])
    assert second["nextCursor"] is None
    assert {one["id"] for one in first["data"] + second["data"]} == set(sent)
    assert openphone.ask("GET", path, params={"status": "done"}).status_code == 400


def test_a_failed_delivery_can_be_retried_by_hand(receiver: Receiver) -> None:
    with simulator(time_scale=FAST) as openphone:
        made = openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [500] * 8
        openphone.happen("message.received")
        (delivery,) = openphone.deliveries(1, "failed")
        path = f"/webhooks/{made['id']}/events"
        openphone.post(f"{path}/{delivery['id']}/retry", 202)
        (retried,) = openphone.deliveries(1, "success")
        assert retried["attempts"][0]["triggerType"] == "manual"
        assert len(retried["attempts"]) == 9
        assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
        assert openphone.ask("POST", f"{path}/msg_none/retry").status_code == 404


def test_test_events_repeat_their_ids_and_reach_a_disabled_webhook(
    openphone: Client, receiver: Receiver
) -> None:
    made = openphone.subscribe(receiver.url, "message.received", status="disabled")
    path = f"/webhooks/{made['id']}/events/test"
    answers = [openphone.post(path, 200, eventType="call.completed") for _ in range(2)]
    assert answers[0] == answers[1]
    received = receiver.wait(2)
    assert [one.event for one in received] == answers
    assert len({one.headers["webhook-id"] for one in received}) == 2
    claim = read_signature(received[0].raw, now=time.time(), policy=Policy())
    claim.verify(received[0].body, [made["key"]])
    assert answers[0]["data"]["resource"]["id"] == "ACsampleactivity0000000000000000"
    assert openphone.ask("POST", path, json={"eventType": "call.read"}).status_code == 400
    assert openphone.ask("POST", path, json={}).status_code == 400

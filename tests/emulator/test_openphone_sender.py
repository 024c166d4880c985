"""How the simulator delivers: signed for each webhook, again on the schedule, and on record."""

import time
from collections import Counter
from types import SimpleNamespace

import pytest
from standardwebhooks import Webhook

from emulator.openphone.deliveries import LEGACY_SCHEDULE, SCHEDULE
from openphone.signatures import Policy, read_signature
from tests.emulator.simulated import FAST, Client, Received, Receiver, simulator
from tests.stack import until

HOURS = 3600


def verify(received: Received, *keys: str) -> str:
    """Verify a delivery as the receiver does; give the scheme."""
    claim = read_signature(received.raw, now=time.time(), policy=Policy())
    claim.verify(received.body, keys)
    return claim.scheme


def test_a_current_webhook_is_sent_standard_webhooks(openphone: Client, receiver: Receiver) -> None:
    key = openphone.subscribe(receiver.url, "message.received")["key"]
    openphone.happen("message.received")
    (received,) = receiver.wait(1)
    assert received.headers["content-type"] == "application/json"
    assert verify(received, key) == "standard"
    Webhook(key).verify(received.body, received.headers)


def test_a_v1_webhook_is_sent_the_legacy_signature_of_its_own_key(
    openphone: Client, receiver: Receiver
) -> None:
    made = openphone.subscribe_v1("messages", receiver.url, "message.received")
    other = openphone.subscribe_v1("calls", receiver.url, "call.completed")
    openphone.happen("message.received")
    (received,) = receiver.wait(1)
    assert verify(received, made["key"]) == "openphone"
    assert "webhook-id" not in received.headers
    with pytest.raises(Exception, match="mismatch"):
        verify(received, other["key"])


def test_one_happening_is_one_event_a_generation_about_the_same_resource(
    openphone: Client, receiver: Receiver
) -> None:
    openphone.subscribe_v1("messages", receiver.url, "message.received")
    openphone.subscribe(receiver.url, "message.received")
    openphone.subscribe(receiver.url, "message.received", "call.missed")
    happened = openphone.happen("message.received", item={"text": "Hello"})
    events = [one.event for one in receiver.wait(3)]
    (old,) = [event for event in events if event["apiVersion"] == "v4"]
    new, again = [event for event in events if event["apiVersion"] == "2026-03-30"]
    assert new == again
    assert new["id"] != old["id"]
    assert happened["events"] == {"v4": old["id"], "2026-03-30": new["id"]}
    assert old["data"]["object"]["id"] == happened["resourceId"]
    assert new["data"]["resource"]["id"] == happened["resourceId"]
    assert len({one.headers.get("webhook-id") for one in receiver.received}) == 3


def test_only_enabled_webhooks_that_list_the_event_and_the_line_are_told(
    openphone: Client, receiver: Receiver
) -> None:
    openphone.subscribe(receiver.url, "message.received", status="disabled")
    openphone.subscribe(receiver.url, "message.delivered")
    openphone.subscribe(receiver.url, "message.received", resourceIds=["PNfield02"])
    openphone.subscribe_v1("messages", receiver.url, "message.delivered")
    told = openphone.subscribe(receiver.url, "message.received", resourceIds=["PNoffice1"])
    assert len(openphone.happen("message.received")["deliveries"]) == 1
    (delivery,) = openphone.deliveries(1, "success")
    assert delivery["webhookId"] == told["id"]


def test_contacts_belong_to_no_line(openphone: Client, receiver: Receiver) -> None:
    openphone.subscribe(receiver.url, "contact.updated", resourceIds=["PNfield02"])
    openphone.happen("contact.updated", id="CTmaria01")
    (received,) = receiver.wait(1)
    assert received.event["data"]["resource"]["phoneNumbers"] == [
        {"value": "+15550101011", "type": "phone-number"}
    ]


def test_the_schedules() -> None:
    assert SCHEDULE == (0, 5, 5 * 60, 30 * 60, 2 * HOURS, 5 * HOURS, 10 * HOURS, 10 * HOURS)
    assert sum(SCHEDULE) == 27 * HOURS + 35 * 60 + 5
    assert LEGACY_SCHEDULE[:8] == SCHEDULE
    assert 70 * HOURS < sum(LEGACY_SCHEDULE) < 73 * HOURS


def test_a_refused_delivery_is_tried_again_until_any_2xx(receiver: Receiver) -> None:
    with simulator(time_scale=FAST) as openphone:
        key = openphone.subscribe(receiver.url, "message.received")["key"]
        receiver.answers = [503, 404, 202]
        openphone.happen("message.received")
        (delivery,) = openphone.deliveries(1, "success")
        assert [one["responseStatusCode"] for one in delivery["attempts"]] == [202, 404, 503]
        assert delivery["nextAttemptAt"] is None
        assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
        assert len({one.body for one in receiver.received}) == 1
        assert [verify(one, key) for one in receiver.received] == ["standard"] * 3


@pytest.mark.parametrize(("generation", "attempts"), [("2026", 8), ("v1", 10)])
def test_after_the_last_attempt_a_delivery_has_failed(
    receiver: Receiver, generation: str, attempts: int
) -> None:
    with simulator(time_scale=FAST) as openphone:
        if generation == "v1":
            openphone.subscribe_v1("messages", receiver.url, "message.received")
        else:
            openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [500] * 20
        openphone.happen("message.received")
        (delivery,) = openphone.deliveries(1, "failed")
        assert len(delivery["attempts"]) == len(receiver.received) == attempts
        assert delivery["nextAttemptAt"] is None


def test_the_time_scale_shortens_the_pauses(receiver: Receiver) -> None:
    with simulator(time_scale=1000) as openphone:
        openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [500, 500]
        openphone.happen("message.received")
        first, second, third = (one.at for one in receiver.wait(3))
        assert second - first >= 0.005  # 5 s
        assert third - second >= 0.3  # 5 min
    with simulator() as openphone:
        openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [500]
        openphone.happen("message.received")
        receiver.wait(4)

        def put_off() -> bool:
            # The receiver has the attempt before the sender has its answer.
            (delivery,) = openphone.deliveries(1, "sending")
            return bool(delivery["nextAttemptAt"] > delivery["createdAt"])

        until(put_off, 20, "the next attempt has no time of its own")
        assert len(receiver.received) == 4


def test_a_current_retry_is_signed_anew_and_a_legacy_one_repeats_its_first_signature(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1_775_000_000, 1_776_000_000, 100))
    fake = SimpleNamespace(time=lambda: float(next(clock)))
    with simulator(time_scale=FAST) as openphone:
        openphone.subscribe_v1("messages", receiver.url, "message.received")
        openphone.subscribe(receiver.url, "message.received")
        monkeypatch.setattr("emulator.openphone.deliveries.time", fake)
        receiver.answers = [500] * 6
        openphone.happen("message.received")
        openphone.deliveries(2, "success")
        monkeypatch.undo()
    headers = [one.headers for one in receiver.received]
    legacy = [one["openphone-signature"] for one in headers if "openphone-signature" in one]
    stamps = [one["webhook-timestamp"] for one in headers if "webhook-timestamp" in one]
    assert len(legacy) + len(stamps) == 8
    assert len(legacy) > 1
    assert len(set(legacy)) == 1
    assert len(stamps) > 1
    assert len(set(stamps)) == len(stamps)


def test_silence_redirects_and_closed_ports_are_refusals(receiver: Receiver) -> None:
    with simulator(time_scale=FAST, answer_seconds=0.2) as openphone:
        openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [5.0, 302]
        openphone.happen("message.received")
        (delivery,) = openphone.deliveries(1, "success")
        assert [one["responseStatusCode"] for one in delivery["attempts"]] == [200, 302, None]
        openphone.subscribe("http://127.0.0.1:1/", "message.delivered")
        openphone.happen("message.delivered")
        (refused,) = openphone.deliveries(1, "failed")
        assert refused["attempts"][0]["responseBody"] == "ConnectionRefusedError"


def test_after_a_rotation_both_keys_sign_for_a_day(receiver: Receiver) -> None:
    with simulator() as openphone:
        made = openphone.subscribe(receiver.url, "message.received")
        new = openphone.post(f"/webhooks/{made['id']}/rotate", 200)["data"]["key"]
        openphone.happen("message.received")
        (both,) = receiver.wait(1)
        assert len(both.headers["webhook-signature"].split()) == 2
        for key in (made["key"], new):
            assert verify(both, key) == "standard"
            Webhook(key).verify(both.body, both.headers)


def test_once_the_day_is_over_the_old_key_signs_no_more(receiver: Receiver) -> None:
    with simulator(time_scale=FAST) as openphone:
        made = openphone.subscribe(receiver.url, "message.received")
        new = openphone.post(f"/webhooks/{made['id']}/rotate", 200)["data"]["key"]
        time.sleep(24 * HOURS / FAST + 0.01)
        openphone.happen("message.received")
        (received,) = receiver.wait(1)
        assert verify(received, new) == "standard"
        with pytest.raises(Exception, match="mismatch"):
            verify(received, made["key"])


def test_a_deleted_webhook_gets_nothing_more(receiver: Receiver) -> None:
    with simulator(time_scale=50) as openphone:
        made = openphone.subscribe(receiver.url, "message.received")
        receiver.answers = [500]
        openphone.happen("message.received")
        receiver.wait(1)
        openphone.ask("DELETE", f"/webhooks/{made['id']}")
        openphone.deliveries(1, "failed")
        assert len(receiver.received) == 1


def test_shuffled_deliveries_all_come_out_of_order_and_some_twice(receiver: Receiver) -> None:
    def came() -> Counter[str]:
        return Counter(one.headers["webhook-id"] for one in list(receiver.received))

    with simulator(shuffle=7) as openphone:
        for _ in range(20):
            openphone.subscribe(receiver.url, "message.received")
        sent = openphone.happen("message.received")["deliveries"]
        until(lambda: len(came()) == 20, 20, "not all came")
        until(lambda: max(came().values()) == 2, 20, "none came twice")
    assert set(came()) == set(sent)
    assert sum(count == 1 for count in came().values()) > 8
    # Threads alone swap neighbours; these come from far away.
    assert max(abs(place - sent.index(name)) for place, name in enumerate(came())) > 6

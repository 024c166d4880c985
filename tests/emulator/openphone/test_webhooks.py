"""The simulator's webhooks: what each generation takes, shows and refuses."""

import base64
from typing import Any

import pytest

from tests.emulator.openphone.simulated import VERSION, Client

HOOK = "https://example.com/hook"


@pytest.mark.parametrize(
    ("family", "events"),
    [
        ("messages", ["message.received", "message.delivered"]),
        ("calls", ["call.completed", "call.ringing", "call.recording.completed"]),
        ("call-summaries", ["call.summary.completed"]),
        ("call-transcripts", ["call.transcript.completed"]),
    ],
)
def test_v1_makes_a_webhook_of_each_family(
    openphone: Client, family: str, events: list[str]
) -> None:
    made = openphone.register_v1(family, HOOK, *events, label="mine", resourceIds=["PNoffice1"])
    assert made["id"].startswith("WH")
    assert made["url"] == HOOK
    assert made["events"] == events
    assert made["label"] == "mine"
    assert made["resourceIds"] == ["PNoffice1"]
    assert made["status"] == "enabled"
    assert made["userId"] == "USanna01"
    assert made["orgId"] == "ORridge1"
    assert made["deletedAt"] is None
    assert openphone.get(f"/v1/webhooks/{made['id']}")["data"] == made


def test_every_v1_webhook_has_a_key_of_its_own_in_base64(openphone: Client) -> None:
    keys = [openphone.register_v1("messages", HOOK, "message.received")["key"] for _ in range(2)]
    assert keys[0] != keys[1]
    assert all(len(base64.b64decode(key, validate=True)) == 32 for key in keys)


def test_v1_lists_the_webhooks_of_one_user_the_owner_where_none_is_named(
    openphone: Client,
) -> None:
    owner = openphone.register_v1("messages", HOOK, "message.received")
    member = openphone.register_v1("messages", HOOK, "message.received", userId="USluis02")
    listed = openphone.get("/v1/webhooks")
    assert listed == {"data": [owner], "totalItems": 1, "nextPageToken": None}
    assert openphone.get("/v1/webhooks", userId="USluis02")["data"] == [member]


def test_a_v1_webhook_is_gone_once_it_is_deleted(openphone: Client) -> None:
    path = f"/v1/webhooks/{openphone.register_v1('messages', HOOK, 'message.received')['id']}"
    answer = openphone.ask("DELETE", path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert openphone.ask("GET", path).status_code == 404
    assert openphone.ask("DELETE", path).status_code == 404


def test_neither_generation_sees_the_webhooks_of_the_other(openphone: Client) -> None:
    old = openphone.register_v1("messages", HOOK, "message.received")
    new = openphone.register(HOOK, "message.received")
    assert openphone.ids("/v1/webhooks") == [old["id"]]
    assert openphone.ids("/webhooks") == [new["id"]]
    assert openphone.ask("GET", f"/webhooks/{old['id']}").status_code == 400
    assert openphone.ask("DELETE", f"/v1/webhooks/{new['id']}").status_code == 400


GOOD: dict[str, Any] = {"url": HOOK, "events": ["message.received"]}


@pytest.mark.parametrize("path", ["/v1/webhooks/messages", "/webhooks"])
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"url": None}, "/url"),
        ({"url": "http://example.com/hook"}, "/url"),
        ({"url": "example.com"}, "/url"),
        ({"url": "https://"}, "/url"),
        ({"url": "http://127.0.0.1.example.com/"}, "/url"),
        ({"url": 5}, "/url"),
        ({"events": None}, "/events"),
        ({"events": []}, "/events"),
        ({"events": "message.received"}, "/events"),
        ({"events": ["message.received", "message.read"]}, "/events"),
        ({"resourceIds": ["US1"]}, "/resourceIds"),
        ({"resourceIds": ["PN1", "*"]}, "/resourceIds"),
        ({"resourceIds": "PN1"}, "/resourceIds"),
        ({"status": "on"}, "/status"),
        ({"label": 5}, "/label"),
    ],
)
def test_a_wrong_webhook_is_refused_by_name(
    openphone: Client, path: str, change: dict[str, Any], wrong: str
) -> None:
    fields = {name: value for name, value in (GOOD | change).items() if value is not None}
    answer = openphone.ask("POST", path, json=fields)
    assert answer.status_code == 400
    assert wrong in [one["path"] for one in answer.json()["errors"]]
    assert openphone.ids("/v1/webhooks") == openphone.ids("/webhooks") == []


@pytest.mark.parametrize(
    ("family", "event"),
    [
        ("messages", "call.completed"),
        ("messages", "message.failed"),
        ("calls", "message.received"),
        ("calls", "call.missed"),
        ("call-summaries", "call.transcript.completed"),
        ("call-transcripts", "call.summary.completed"),
    ],
)
def test_each_v1_endpoint_takes_its_own_events_alone(
    openphone: Client, family: str, event: str
) -> None:
    fields = GOOD | {"events": [event]}
    assert openphone.ask("POST", f"/v1/webhooks/{family}", json=fields).status_code == 400


def test_v1_has_no_webhooks_of_other_families(openphone: Client) -> None:
    assert openphone.ask("POST", "/v1/webhooks/contacts", json=GOOD).status_code == 400
    assert openphone.ask("POST", "/v1/webhooks", json=GOOD).status_code == 405


def test_http_is_taken_for_this_machine_alone(openphone: Client) -> None:
    assert openphone.register("http://127.0.0.1:9/hook", "message.received")
    assert openphone.register("http://localhost:9/hook", "message.received")


def test_one_current_webhook_mixes_all_events_and_shows_its_key_once(openphone: Client) -> None:
    events = ["message.failed", "call.missed", "contact.deleted", "task.assigned"]
    made = openphone.register(HOOK, *events)
    key = made.pop("key")
    assert key.startswith("whsec_")
    assert len(base64.b64decode(key.removeprefix("whsec_"), validate=True)) == 32
    assert made["id"].isdecimal()
    assert made["events"] == events
    assert made["resourceIds"] == ["*"]
    assert made["apiVersion"] == "2026-03-30"
    assert openphone.get(f"/webhooks/{made['id']}")["data"] == made
    assert openphone.get("/webhooks") == {"data": [made], "nextCursor": None}


def test_a_current_webhook_is_changed_in_what_is_given(openphone: Client) -> None:
    made = openphone.register(HOOK, "message.received", label="a", resourceIds=["PNoffice1"])
    path = f"/webhooks/{made['id']}"
    changed = openphone.ask("PATCH", path, json={"status": "disabled", "events": ["call.missed"]})
    expected = {"status": "disabled", "events": ["call.missed"], "label": "a", "url": HOOK}
    assert expected.items() <= changed.json()["data"].items()
    assert "key" not in changed.json()["data"]
    cleared = openphone.ask("PATCH", path, json={"label": None, "resourceIds": None}).json()["data"]
    assert cleared["label"] is None
    assert cleared["resourceIds"] == ["*"]
    assert openphone.ask("PATCH", path, json={"url": "ftp://example.com"}).status_code == 400
    assert openphone.get(path)["data"]["url"] == HOOK


def test_a_current_webhook_is_gone_once_it_is_deleted(openphone: Client) -> None:
    path = f"/webhooks/{openphone.register(HOOK, 'message.received')['id']}"
    assert openphone.ask("DELETE", path).status_code == 204
    for method, rest in (("GET", ""), ("DELETE", ""), ("POST", "/rotate"), ("GET", "/events")):
        assert openphone.ask(method, path + rest).status_code == 404


def test_rotating_gives_a_new_key(openphone: Client) -> None:
    made = openphone.register(HOOK, "message.received")
    rotated = openphone.post(f"/webhooks/{made['id']}/rotate", 200)
    assert set(rotated["data"]) == {"key"}
    assert rotated["data"]["key"].startswith("whsec_")
    assert rotated["data"]["key"] != made["key"]


def test_there_can_be_fifty_current_webhooks(openphone: Client) -> None:
    for _ in range(50):
        openphone.register(HOOK, "message.received")
    assert openphone.ask("POST", "/webhooks", json=GOOD).status_code == 400
    assert len(openphone.get("/webhooks")["data"]) == 50
    page = openphone.get("/webhooks", limit=20)
    assert len(page["data"]) == 20
    assert len(openphone.get("/webhooks", limit=50, after=page["nextCursor"])["data"]) == 30


@pytest.mark.parametrize("version", ["", "2026-03-31", "v1"])
@pytest.mark.parametrize("path", ["/webhooks", "/messages", "/calls", "/phone-numbers"])
def test_the_current_generation_wants_its_version(
    openphone: Client, path: str, version: str
) -> None:
    answer = openphone.ask("GET", path, headers={"Quo-Api-Version": version})
    assert answer.status_code == 400
    assert openphone.ask("GET", path, headers=VERSION).status_code == 200

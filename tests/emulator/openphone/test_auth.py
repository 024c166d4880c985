"""What every request to the simulator passes: key, rate, paths, and ordered faults."""

from typing import Any

import pytest
import requests

from emulator.openphone.auth import API_KEY, BASIC_API_KEY
from tests.emulator.openphone.simulated import VERSION, Client, simulator
from tests.stack import until


@pytest.mark.parametrize("key", ["", "another", f"Bearer {API_KEY}", f"{API_KEY}x"])
@pytest.mark.parametrize("path", ["/v1/webhooks", "/webhooks", "/v1/unknown"])
def test_a_wrong_key_is_refused(openphone: Client, path: str, key: str) -> None:
    answer = openphone.ask("GET", path, headers={"Authorization": key})
    assert answer.status_code == 401


def test_v1_refuses_with_a_code_and_the_status(openphone: Client) -> None:
    answer = openphone.ask("GET", "/v1/webhooks/WHnone").json()
    assert isinstance(answer.pop("trace"), str)
    assert answer == {
        "message": "Webhook not found",
        "code": "0300404",
        "status": 404,
        "docs": "https://quo.com/docs",
        "title": "Not Found",
    }


def test_the_current_generation_refuses_without_code_and_status(openphone: Client) -> None:
    answer = openphone.ask("GET", "/webhooks/12").json()
    assert isinstance(answer.pop("trace"), str)
    assert answer == {
        "message": "Webhook with ID 12 not found",
        "docs": "https://quo.com/docs",
        "title": "Not Found",
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v2/webhooks", 404),
        ("GET", "/v1/webhook", 404),
        ("GET", "/v1/webhooks/", 404),
        ("GET", "/webhooks/1/other", 404),
        ("GET", "/simulator/other", 404),
        ("PUT", "/v1/webhooks/WH1", 405),
        ("PATCH", "/v1/webhooks/WH1", 405),
        ("POST", "/v1/messages", 405),
        ("DELETE", "/webhooks", 405),
        ("GET", "/webhooks/1/rotate", 405),
        ("GET", "/v1/webhooks/1", 400),
        ("GET", "/webhooks/WH1", 400),
        ("GET", "/v1/call-summaries/EV1", 400),
        ("GET", "/calls/XY1", 400),
    ],
)
def test_paths_methods_and_ids_that_are_not_there_are_refused(
    openphone: Client, method: str, path: str, status: int
) -> None:
    assert openphone.ask(method, path).status_code == status


def test_a_wrong_method_says_which_are_right(openphone: Client) -> None:
    assert openphone.ask("PUT", "/webhooks").headers["allow"] == "GET, POST"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff"])
@pytest.mark.parametrize("path", ["/webhooks", "/v1/webhooks/messages"])
def test_a_body_that_is_no_json_object_is_refused(
    openphone: Client, path: str, body: bytes
) -> None:
    assert openphone.ask("POST", path, data=body).status_code == 400


def test_the_eleventh_request_of_a_second_is_refused_until_the_second_is_over() -> None:
    with simulator(rate=10) as openphone:
        # All at once, so that the ten are within a second on a slow machine too.
        statuses = [openphone.ask("GET", "/v1/webhooks").status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]
        other = openphone.ask("GET", "/v1/webhooks", headers={"Authorization": BASIC_API_KEY})
        assert other.status_code == 200
        refused = openphone.ask("GET", "/webhooks")
        assert refused.status_code == 429
        assert refused.json()["title"] == "Too Many Requests"
        openphone.ask("PATCH", "/simulator/settings", json={"rate": 0})
        assert openphone.ask("GET", "/v1/webhooks").status_code == 200


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_an_ordered_fault_hits_the_next_requests_and_no_more(
    openphone: Client, status: int
) -> None:
    openphone.post("/simulator/faults", status=status, times=2)
    statuses = [openphone.ask("GET", "/v1/webhooks").status_code for _ in range(3)]
    assert statuses == [status, status, 200]


def test_a_fault_can_be_for_a_path_and_a_method(openphone: Client) -> None:
    openphone.post("/simulator/faults", status=500, path="/v1/call", method="GET")
    assert openphone.ask("GET", "/v1/webhooks").status_code == 200
    assert openphone.ask("GET", "/v1/call-recordings/ACc002").status_code == 500
    assert openphone.ask("GET", "/v1/call-recordings/ACc002").status_code == 200


def test_a_fault_can_have_a_body_and_headers_of_its_own(openphone: Client) -> None:
    gateway = {"error": {"message": "Unauthorized", "key": "Unauthorized"}}
    openphone.post("/simulator/faults", status=401, body=gateway, headers={"retry-after": "1"})
    answer = openphone.ask("GET", "/v1/webhooks")
    assert answer.json() == gateway
    assert answer.headers["retry-after"] == "1"


def test_a_hanging_request_outlasts_its_client(openphone: Client) -> None:
    openphone.post("/simulator/faults", hang=5)
    with pytest.raises(requests.Timeout):
        requests.get(
            openphone.url + "/v1/webhooks", headers={"Authorization": API_KEY}, timeout=0.2
        )


def test_a_request_that_outlasts_its_client_takes_effect(openphone: Client) -> None:
    openphone.post("/simulator/faults", hang=0.5)
    headers = {"Authorization": API_KEY, **VERSION}
    webhook = {"url": "https://example.com", "events": ["call.missed"]}
    with pytest.raises(requests.Timeout):
        requests.post(f"{openphone.url}/webhooks", json=webhook, headers=headers, timeout=0.1)
    until(lambda: openphone.ids("/webhooks"), 10, "the webhook was not made")


def test_a_connection_can_be_dropped(openphone: Client) -> None:
    openphone.post("/simulator/faults", drop=True)
    with pytest.raises(requests.ConnectionError):
        openphone.ask("GET", "/v1/webhooks")


def test_faults_can_be_seen_and_taken_back(openphone: Client) -> None:
    openphone.post("/simulator/faults", status=500, times=7, path="/v1/")
    assert [fault["times"] for fault in openphone.get("/simulator/faults")["data"]] == [7]
    openphone.ask("DELETE", "/simulator/faults")
    assert openphone.ask("GET", "/v1/webhooks").status_code == 200


def test_an_order_that_makes_no_sense_is_refused(openphone: Client) -> None:
    assert openphone.ask("POST", "/simulator/faults", json={"nonsense": 1}).status_code == 400
    assert openphone.ask("POST", "/simulator/events", json={"type": "x"}).status_code == 400
    gone = openphone.ask("POST", "/simulator/events", json={"type": "call.missed", "id": "ACx"})
    assert gone.status_code == 404


def test_the_log_has_the_requests_and_no_keys(openphone: Client) -> None:
    openphone.ask("GET", "/v1/webhooks", params={"userId": "US1"})
    openphone.ask("DELETE", "/webhooks/5", headers={"Authorization": "a-key-of-somebody"})
    answer = openphone.ask("GET", "/simulator/requests")
    notes: list[dict[str, Any]] = answer.json()["data"]
    assert [(note["method"], note["path"], note["status"], note["key"]) for note in notes] == [
        ("GET", "/v1/webhooks", 200, "business"),
        ("DELETE", "/webhooks/5", 401, "unknown"),
    ]
    assert notes[0]["query"] == [["userId", "US1"]]
    assert notes[0]["at"] <= notes[1]["at"]
    assert API_KEY not in answer.text
    assert "a-key-of-somebody" not in answer.text
    openphone.ask("DELETE", "/simulator/requests")
    assert openphone.get("/simulator/requests")["data"] == []


def test_a_reset_brings_everything_back(openphone: Client) -> None:
    openphone.register("https://example.com", "call.missed")
    openphone.ask("PUT", "/simulator/workspace", json={})
    openphone.post("/simulator/faults", status=500)
    assert openphone.ask("POST", "/simulator/reset").status_code == 204
    assert openphone.ids("/webhooks") == []
    assert openphone.ids("/messages", limit=1) == ["ACm014"]

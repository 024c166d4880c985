"""Every row of the processor's status table, over HTTP against real processes."""

import contextlib
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator.ports import address
from tests.builders import message
from tests.processor.pushes import envelope, post, push
from tests.processor.tokens import Signer
from tests.relay import Relay
from tests.service import Service, all_ready, free_port
from tests.stack import Stack, until

RECEIVED_AT = datetime(2026, 4, 2, 9, 0, 0, 123_000, tzinfo=UTC)
AUDIENCE = "https://processor.example.com/"
ACCOUNT = "pusher@demo-openphone.iam.gserviceaccount.com"
MOST_BYTES = 16 * 1024 * 1024
REFUSED = {"error": "not a Pub/Sub push"}


def fresh() -> str:
    """Return an id that no other test uses."""
    return uuid.uuid4().hex


def record(stack: Stack, event_id: str) -> dict[str, Any]:
    """Return the record of an event without its times, which are checked here."""
    found = stack.document(f"webhook_events/{event_id}")
    assert found is not None
    processed_at = found.pop("processed_at")
    assert timedelta() <= datetime.now(UTC) - processed_at < timedelta(minutes=5)
    assert found.pop("expire_at") - processed_at == timedelta(days=90)
    assert found.pop("received_at") == RECEIVED_AT
    return found


# 204


def test_an_event_is_stored_with_its_record(stack: Stack) -> None:
    event_id, activity_id = f"EV{fresh()}", f"AC{fresh()}"
    body = message(event_id, "09:00", activity_id, body="Hello")
    answer = push(stack.processor, body, event_id)
    assert (answer.status_code, answer.content) == (204, b"")
    assert record(stack, event_id) == {
        "event_id": event_id,
        "event_type": "message.received",
        "api_version": "v3",
        "signature_scheme": "openphone",
        "payload": body.decode(),
        "processed": True,
        "activity_id": activity_id,
    }
    activity = stack.document(f"activities/{activity_id}")
    assert activity is not None
    assert (activity["body"], activity["conversation_id"]) == ("Hello", "+15550107001")


def test_a_duplicate_is_acknowledged_and_changes_nothing(stack: Stack) -> None:
    event_id, activity_id, other = f"EV{fresh()}", f"AC{fresh()}", f"AC{fresh()}"
    push(stack.processor, message(event_id, "09:00", activity_id), event_id)
    before = {name: stack.documents(name) for name in ("webhook_events", "activities")}
    for body in (
        message(event_id, "09:00", activity_id),
        message(event_id, "09:00", other, body="Something else"),
    ):
        assert push(stack.processor, body, event_id).status_code == 204
    assert {name: stack.documents(name) for name in before} == before


def test_an_event_of_an_unknown_type_is_only_archived(stack: Stack) -> None:
    event_id = f"EV{fresh()}"
    body = b'{"type": "task.assigned", "data": {"resource": {"id": 7}}}'
    activities = stack.documents("activities")
    assert push(stack.processor, body, event_id, event_type="task.assigned").status_code == 204
    assert record(stack, event_id) == {
        "event_id": event_id,
        "event_type": "task.assigned",
        "api_version": "v3",
        "signature_scheme": "openphone",
        "payload": body.decode(),
        "processed": True,
        "ignored": True,
    }
    assert stack.documents("activities") == activities


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is not JSON"),
        (b"[]", "the body is not a JSON object"),
        (b'{"a": NaN}', "the body is not JSON"),
        (b'{"type": 7}', "type: "),
        (b'{"type": "message.received"}', "data: "),
        (b'{"type": "message.received", "data": []}', "data: "),
        (b'{"type": "message.received", "data": {}}', "data.object: "),
        (b'{"type": "message.received", "data": {"resource": 1}}', "data.resource: "),
        (b'{"type": "message.received", "data": {"object": {}}}', "data.object.id: "),
        (message("EV", "09:00", "AC", body=7), "data.object.body: "),
        (message("EV", "09:00", "AC", media=[{"url": 7}]), "data.object.media.0.url: "),
        (message("EV", "09:00", "AC", createdAt="yesterday"), "data.object.createdAt: "),
        (message("EV", "09:00", "AC").replace(b'"AC"', b'["AC"]'), "data.object.id: "),
        (
            b'{"type": "contact.updated", "data": {"object": {"firstName": "A"}}}',
            "data.object.id: ",
        ),
    ],
    ids=repr,
)
def test_an_event_that_can_never_be_understood_is_recorded_with_the_field(
    stack: Stack, body: bytes, reason: str
) -> None:
    event_id = f"EV{fresh()}"
    answer = push(stack.processor, body, event_id)
    assert (answer.status_code, answer.content) == (204, b"")
    found = record(stack, event_id)
    assert found.pop("error_message").startswith(reason)
    assert found == {
        "event_id": event_id,
        "event_type": "message.received",
        "api_version": "v3",
        "signature_scheme": "openphone",
        "payload": body.decode(),
        "processed": False,
    }


def test_an_event_with_more_than_a_hundred_outside_numbers_is_recorded(stack: Stack) -> None:
    event_id, activity_id = f"EV{fresh()}", f"AC{fresh()}"
    recipients = [f"+1555010{number:04}" for number in range(101)]
    body = message(event_id, "09:00", activity_id, to=recipients, direction="outgoing")
    assert push(stack.processor, body, event_id).status_code == 204
    found = record(stack, event_id)
    assert (found["processed"], "100 outside numbers" in found["error_message"]) == (False, True)
    assert stack.document(f"activities/{activity_id}") is None


def test_a_message_without_attributes_gets_the_id_of_its_event(stack: Stack) -> None:
    event_id, activity_id = f"EV{fresh()}", f"AC{fresh()}"
    body = message(event_id, "09:00", activity_id)
    for content in (envelope(body), {"message": {"data": envelope(body)["message"]["data"]}}):
        assert post(stack.processor, json.dumps(content).encode()).status_code == 204
    found = stack.document(f"webhook_events/{event_id}")
    assert found is not None
    assert found["received_at"] == found["processed_at"]
    assert {"event_type", "api_version", "signature_scheme"} & found.keys() == set()


def test_a_body_that_is_not_utf_8_is_recorded_byte_for_byte(stack: Stack) -> None:
    event_id = f"EV{fresh()}"
    assert push(stack.processor, b'{"id": "\xff"}', event_id).status_code == 204
    found = record(stack, event_id)
    assert (found["processed"], "payload" in found) == (False, False)
    assert found["payload_encoding"]
    assert found["error_message"] == "the body is not JSON"


# 400


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not JSON",
        b"\xff",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"message": null}',
        b'{"message": []}',
        b'{"message": "text"}',
        b'{"message": {"data": 7}}',
        b'{"message": {"data": {}}}',
        b'{"message": {"data": null}}',
        b'{"message": {"data": "*"}}',
        b'{"message": {"data": "e30"}}',
        b'{"message": {"data": "e 30="}}',
        '{"message": {"data": "é"}}'.encode(),
        b'{"message": {"data": "\\ud800"}}',
        b'{"message": {"data": "e30=", "attributes": []}}',
        b'{"message": {"data": "e30=", "attributes": "text"}}',
        b'{"message": {"data": "e30=", "attributes": {"event_id": 7}}}',
        b'{"message": {"data": "e30=", "attributes": {"event_id": null}}}',
        b'{"message": {"data": "e30=", "attributes": {"other": {"a": "b"}}}}',
        b'{"message": {"data": "e30=", "n": NaN}}',
        b'{"message": ' + b"[" * 100_000,
        b'{"message": ' + b'{"a":' * 100_000,
    ],
    ids=lambda content: repr(content[:60]),
)
def test_what_is_not_a_push_is_refused(stack: Stack, content: bytes) -> None:
    before = stack.documents("webhook_events").keys()
    answer = post(stack.processor, content)
    assert (answer.status_code, answer.json()) == (400, REFUSED)
    assert stack.documents("webhook_events").keys() == before


def test_a_push_larger_than_pub_sub_sends_is_refused_and_one_byte_less_is_not(stack: Stack) -> None:
    event_id = f"EV{fresh()}"
    head = json.dumps(envelope(b"{}", event_id=event_id)).encode()
    full = head + b" " * (MOST_BYTES - len(head))
    answer = post(stack.processor, full + b" ")
    assert (answer.status_code, answer.json()) == (400, REFUSED)
    assert stack.document(f"webhook_events/{event_id}") is None
    assert post(stack.processor, full).status_code == 204
    assert stack.document(f"webhook_events/{event_id}") is not None


def test_a_push_without_a_declared_length_is_refused_when_too_large(stack: Stack) -> None:
    chunks = iter([b" " * 1024 * 1024] * 16 + [b" "])
    answer = requests.post(f"{stack.processor}/", data=chunks, timeout=60)
    assert (answer.status_code, answer.json()) == (400, REFUSED)


# 404 and 405


@pytest.mark.parametrize("path", ["/x", "/health/", "/healthz", "//", "/api/webhooks/openphone"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_path_is_not_found(stack: Stack, method: str, path: str) -> None:
    answer = requests.request(method, stack.processor + path, timeout=30)
    assert (answer.status_code, answer.json()) == (404, {"error": "no such path"})


@pytest.mark.parametrize(
    ("path", "methods", "allowed"),
    [
        ("/", ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"), {"POST"}),
        ("/health", ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"), {"GET", "HEAD"}),
    ],
)
def test_another_method_is_not_allowed(
    stack: Stack, path: str, methods: tuple[str, ...], allowed: set[str]
) -> None:
    for method in methods:
        answer = requests.request(method, stack.processor + path, timeout=30)
        assert answer.status_code == 405, method
        assert set(answer.headers["allow"].split(", ")) == allowed, method
        if method != "HEAD":
            assert answer.json() == {"error": "method not allowed"}


def test_health_answers_ok(stack: Stack) -> None:
    answer = requests.get(f"{stack.processor}/health", timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    answer = requests.head(f"{stack.processor}/health", timeout=30)
    assert (answer.status_code, answer.content) == (200, b"")


# 401 and 403


@pytest.fixture(scope="module")
def signer() -> Signer:
    """Return the key that stands for Google's."""
    return Signer("key-1")


@pytest.fixture(scope="module")
def checking(
    stack: Stack, signer: Signer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, Service]]:
    """Yield two processors that check push tokens: with a local certificate, and as deployed."""
    folder = tmp_path_factory.mktemp("checking")
    certs = folder / "certs.json"
    certs.write_text(json.dumps(signer.certs))
    settings = {
        "GOOGLE_CLOUD_PROJECT": stack.project,
        "FIRESTORE_EMULATOR_HOST": stack.firestore,
        "PUSH_AUDIENCE": AUDIENCE,
        "PUSH_SERVICE_ACCOUNT": ACCOUNT,
    }
    target = Path(__file__).with_name("local_certs_target.py")
    local = Service(folder, "processor", {**settings, "TEST_CERTS": str(certs)}, target)
    real = Service(folder, "processor", settings)
    with all_ready(local, real):
        yield local, real


def claims(**other: object) -> dict[str, object]:
    """Return the claims of a valid push token, some of them replaced."""
    now = int(datetime.now(UTC).timestamp())
    right = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": ACCOUNT,
        "email_verified": True,
        "iat": now - 10,
        "exp": now + 3600,
    }
    return {**right, **other}


def push_with(service: Service, authorization: str | None) -> tuple[int, str, requests.Response]:
    event_id = f"EV{fresh()}"
    body = json.dumps(
        envelope(message(event_id, "09:00", f"AC{event_id}"), event_id=event_id)
    ).encode()
    headers = {} if authorization is None else {"authorization": authorization}
    answer = post(service.url, body, **headers)
    return answer.status_code, event_id, answer


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "Bearer   "])
def test_a_push_with_the_right_token_is_stored(
    stack: Stack, checking: tuple[Service, Service], signer: Signer, scheme: str
) -> None:
    status, event_id, _ = push_with(checking[0], scheme + signer.token(claims()))
    assert status == 204
    assert stack.document(f"webhook_events/{event_id}") is not None


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer garbage",
        "Bearer a.b.c",
        "Bearer ....",
        "Bearer e30.e30.e30",
        "Bearer \xe9.\xff.\xfe",
        "Bearer " + "a" * 10_000,
    ],
)
def test_a_push_without_a_token_is_not_authorised(
    stack: Stack, checking: tuple[Service, Service], authorization: str | None
) -> None:
    status, event_id, answer = push_with(checking[0], authorization)
    assert (status, answer.json()) == (401, {"error": "the push token is not valid"})
    assert stack.document(f"webhook_events/{event_id}") is None


def test_a_token_that_google_did_not_sign_just_now_is_not_authorised(
    stack: Stack, checking: tuple[Service, Service], signer: Signer
) -> None:
    now = int(datetime.now(UTC).timestamp())
    head, payload, signature = signer.token(claims()).split(".")
    tokens = [
        Signer("key-1").token(claims()),  # signed by another key under the known key id
        Signer("key-2").token(claims()),
        signer.token(claims(iat=now - 7200, exp=now - 3600)),
        signer.token(claims(iat=now + 3600, exp=now + 7200)),
        f"{head}.{payload}.",
        f"{head}.{signer.token(claims(extra=1)).split('.')[1]}.{signature}",
        signer.unsigned(claims()),
    ]
    for number, token in enumerate(tokens):
        status, event_id, answer = push_with(checking[0], f"Bearer {token}")
        assert (number, status) == (number, 401)
        assert answer.json() == {"error": "the push token is not valid"}
        assert stack.document(f"webhook_events/{event_id}") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://other.example.com/"},
        {"aud": [AUDIENCE]},
        {"email": "somebody@other.iam.gserviceaccount.com"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"iss": "https://accounts.example.com"},
    ],
    ids=str,
)
def test_a_valid_token_of_somebody_else_is_forbidden(
    stack: Stack, checking: tuple[Service, Service], signer: Signer, wrong: dict[str, object]
) -> None:
    status, event_id, answer = push_with(checking[0], f"Bearer {signer.token(claims(**wrong))}")
    assert (status, answer.json()) == (403, {"error": "the push token is not valid"})
    assert stack.document(f"webhook_events/{event_id}") is None


def test_the_processor_itself_asks_for_a_token(
    stack: Stack, checking: tuple[Service, Service]
) -> None:
    status, event_id, answer = push_with(checking[1], None)
    assert (status, answer.json()) == (401, {"error": "the push token is not valid"})
    assert stack.document(f"webhook_events/{event_id}") is None
    assert requests.get(f"{checking[1].url}/health", timeout=30).status_code == 200
    assert requests.get(f"{checking[1].url}/", timeout=30).status_code == 405


# 503


@contextlib.contextmanager
def pushing(stack: Stack, endpoint: str) -> Iterator[Callable[[bytes, str], None]]:
    """Yield a function that publishes to a topic of its own, which is pushed to the endpoint."""
    parent, name = f"projects/{stack.project}", f"t{fresh()}"
    topic = f"http://{stack.pubsub}/v1/{parent}/topics/{name}"
    subscription = f"http://{stack.pubsub}/v1/{parent}/subscriptions/{name}"
    config = {"topic": f"{parent}/topics/{name}", "pushConfig": {"pushEndpoint": f"{endpoint}/"}}

    def publish(body: bytes, event_id: str) -> None:
        sent = envelope(body, event_id=event_id)["message"]
        content = {"messages": [{"data": sent["data"], "attributes": sent["attributes"]}]}
        requests.post(f"{topic}:publish", json=content, timeout=30).raise_for_status()

    requests.put(topic, json={}, timeout=30).raise_for_status()
    requests.put(subscription, json=config, timeout=30).raise_for_status()
    try:
        yield publish
    finally:
        requests.delete(subscription, timeout=30).raise_for_status()
        requests.delete(topic, timeout=30).raise_for_status()


def test_without_firestore_a_push_is_retried_until_it_is_stored(
    stack: Stack, tmp_path: Path
) -> None:
    closed = free_port()
    settings = {
        "GOOGLE_CLOUD_PROJECT": stack.project,
        "FIRESTORE_EMULATOR_HOST": address(closed),
        "EVENT_TTL_DAYS": "7",
    }
    ids = [f"EV{fresh()}" for _ in range(5)]
    with Service(tmp_path, "processor", settings) as service:
        service.wait_ready()
        answer = push(service.url, message(ids[0], "09:00", f"AC{ids[0]}"), ids[0])
        assert (answer.status_code, answer.json()) == (
            503,
            {"error": "the event could not be stored now"},
        )
        # What cannot be understood is not lost either.
        assert push(service.url, b"[]", f"EV{fresh()}").status_code == 503
        assert requests.get(f"{service.url}/health", timeout=30).status_code == 200
        assert post(service.url, b"no push").status_code == 400
        before = service.logs().count("not stored")
        with pushing(stack, service.url) as publish:
            for event_id in ids:
                publish(message(event_id, "09:00", f"AC{event_id}"), event_id)
            until(lambda: service.logs().count("not stored") > before + 5, 60, "none was pushed")
            assert all(stack.document(f"webhook_events/{name}") is None for name in ids)
            with Relay(closed, stack.firestore):
                for event_id in ids:
                    found = stack.wait_for_event(event_id, timeout=60)
                    assert found["processed"] is True
                    kept = found["expire_at"] - found["processed_at"]
                    assert kept == timedelta(days=7)
                    assert stack.document(f"activities/AC{event_id}") is not None


# The start


def refused_start(folder: Path, settings: dict[str, str]) -> str:
    """Return what a processor prints that does not start with these settings."""
    with Service(folder, "processor", settings) as service:
        assert service.wait_end() == 1
        return service.logs()


def test_every_wrong_setting_stops_the_start_with_one_message(tmp_path: Path) -> None:
    wrong = {
        "FIRESTORE_DATABASE": "Wrong-canary-1",
        "EVENT_TTL_DAYS": "canary-2",
        "PUSH_AUDIENCE": "https://canary-3.example.com/",
        "LOG_LEVEL": "canary-4",
    }
    said = refused_start(tmp_path, wrong)
    [line] = said.splitlines()
    for name in ("GOOGLE_CLOUD_PROJECT", "PUSH_SERVICE_ACCOUNT", *wrong):
        assert name in line
    assert "canary" not in line


def test_an_audience_without_a_service_account_stops_the_start(tmp_path: Path) -> None:
    settings = {"GOOGLE_CLOUD_PROJECT": "demo-openphone", "PUSH_AUDIENCE": AUDIENCE}
    [line] = refused_start(tmp_path, settings).splitlines()
    assert "PUSH_SERVICE_ACCOUNT" in line
    assert AUDIENCE not in line

"""What the receiver answers while something that it needs is missing or wrong."""

import time
from pathlib import Path

import pytest

from emulator.secret_manager.server import SecretManager
from openphone.signatures import sign
from tests.receiver.processes import HEX_KEY, HOST, Answer, Service, closed_port, running, start
from tests.receiver.secret import Secret
from tests.stack import Stack

BODY = b'{"id": "EV1"}'
VENDOR_SECONDS = 10  # OpenPhone waits no longer for an answer


def post(service: Service, key: str = HEX_KEY) -> Answer:
    return service.post(BODY, sign("hex", key, BODY, at=0))


def assert_unavailable(answer: Answer, text: str) -> None:
    assert (answer.status, answer.content) == (503, {"error": text})
    assert int(answer.headers["retry-after"]) > 0


def test_while_pubsub_is_down_events_are_not_accepted(tmp_path: Path) -> None:
    pubsub = f"{HOST}:{closed_port()}"
    with running(
        tmp_path, PUBSUB_EMULATOR_HOST=pubsub, OPENPHONE_WEBHOOK_SIGNING_KEY=HEX_KEY
    ) as service:
        before = time.monotonic()
        assert_unavailable(post(service), "the event could not be queued")
        assert time.monotonic() - before < VENDOR_SECONDS
        assert post(service, "wrong").status == 403
        assert '"code": "UNAVAILABLE"' in service.logs()
        assert "Traceback" not in service.logs()


def test_without_its_topic_events_are_not_accepted(stack: Stack, tmp_path: Path) -> None:
    with running(
        tmp_path,
        PUBSUB_EMULATOR_HOST=stack.pubsub,
        PUBSUB_TOPIC="no-such-topic",
        OPENPHONE_WEBHOOK_SIGNING_KEY=HEX_KEY,
    ) as service:
        assert_unavailable(post(service), "the event could not be queued")
        assert '"code": "NOT_FOUND"' in service.logs()
        assert "no-such-topic" not in service.logs()


def test_while_no_key_was_ever_loaded_events_are_not_accepted(tmp_path: Path) -> None:
    secrets = f"{HOST}:{closed_port()}"
    with running(tmp_path, SECRET_MANAGER_EMULATOR_HOST=secrets) as service:
        before = time.monotonic()
        assert_unavailable(post(service), "no signing key is available")
        assert time.monotonic() - before < VENDOR_SECONDS
        assert service.post(BODY, {}).status == 403
        assert "Traceback" not in service.logs()


def test_the_first_key_counts_at_once_and_the_last_good_ones_survive_an_outage(
    stack: Stack, tmp_path: Path
) -> None:
    port = closed_port()
    secrets = SecretManager(port)
    try:
        secret = Secret(f"{HOST}:{port}", stack.project, "openphone-signing-keys")
        with running(
            tmp_path,
            SECRET_MANAGER_EMULATOR_HOST=f"{HOST}:{port}",
            PUBSUB_EMULATOR_HOST=stack.pubsub,
        ) as service:
            assert_unavailable(post(service), "no signing key is available")
            secret.add(HEX_KEY.encode())
            secret.close()
            assert post(service).status == 200
            secrets.stop()
            assert post(service, "wrong").status == 403
            assert "signing keys could not be loaded" in service.logs()
            assert post(service).status == 200
    finally:
        secrets.stop()


def test_a_rotated_key_counts_with_the_first_delivery_that_it_signs(
    stack: Stack, secret: Secret, tmp_path: Path
) -> None:
    old = secret.add(b"old key")
    with running(
        tmp_path,
        SECRET_MANAGER_EMULATOR_HOST=stack.secrets,
        SIGNING_KEYS_SECRET=secret.name,
        PUBSUB_EMULATOR_HOST=stack.pubsub,
    ) as service:
        assert post(service, "old key").status == 200
        secret.add(b"new key")
        assert post(service, "new key").status == 200
        assert post(service, "old key").status == 200
        secret.disable(old)
        secret.add(b"newest key")
        assert post(service, "newest key").status == 403  # one early refresh in thirty seconds


def test_a_scheme_that_is_switched_off_does_not_count(tmp_path: Path) -> None:
    settings = {"SIGNATURE_SCHEMES": "standard,openphone", "MAX_BODY_BYTES": "13"}
    with running(tmp_path, OPENPHONE_WEBHOOK_SIGNING_KEY=HEX_KEY, **settings) as service:
        assert post(service).status == 403
        assert '"reason": "missing"' in service.logs()
        assert service.post(BODY + b" ").status == 413


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["GOOGLE_CLOUD_PROJECT"]),
        (
            {"MAX_BODY_BYTES": "canary", "SIGNATURE_SCHEMES": "canary", "LOG_LEVEL": "canary"},
            ["GOOGLE_CLOUD_PROJECT", "MAX_BODY_BYTES", "SIGNATURE_SCHEMES", "LOG_LEVEL"],
        ),
    ],
)
def test_wrong_settings_stop_the_start_with_one_message(
    settings: dict[str, str], names: list[str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    process = start(settings, closed_port(), log)
    assert process.wait(timeout=30) == 1
    [message] = log.read_text().splitlines()
    assert message.startswith("cannot start: ")
    assert all(name in message for name in names)
    assert "canary" not in message

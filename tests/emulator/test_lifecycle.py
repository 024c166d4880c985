"""`python -m emulator` as people start and stop it: nothing is left, whatever happens."""

import signal
import sys
from pathlib import Path

import grpc
import pytest
import requests
from google.cloud.secretmanager_v1 import SecretManagerServiceClient
from google.cloud.secretmanager_v1.services.secret_manager_service.transports import (
    SecretManagerServiceGrpcTransport,
)

from emulator.keys import VARIABLE
from tests.stack import Emulator, Stack, assert_nothing_left, free_ports, listening, until

TABLES = ("Contacts", "Conversations", "Calls", "Failed events")


def test_each_local_key_is_accepted_under_its_scheme(stack: Stack) -> None:
    for scheme in stack.signing_keys:
        event_id = f"EVlifecycle-{scheme}"
        body = f'{{"id": "{event_id}", "type": "task.assigned"}}'.encode()
        assert stack.post(body, scheme).json() == {"status": "accepted", "event_id": event_id}
        assert stack.wait_for_event(event_id)["signature_scheme"] == scheme


def test_the_receiver_reads_its_keys_from_the_secret_manager_emulator(stack: Stack) -> None:
    with grpc.insecure_channel(stack.secrets) as channel:  # type: ignore[no-untyped-call]
        client = SecretManagerServiceClient(
            transport=SecretManagerServiceGrpcTransport(channel=channel)
        )
        # The first: other tests add keys as an operator would.
        name = f"projects/{stack.project}/secrets/openphone-signing-keys/versions/1"
        content = client.access_secret_version(name=name).payload.data.decode()
    assert content.splitlines() == list(stack.signing_keys.values())


def test_the_subscriptions_are_those_of_production(stack: Stack) -> None:
    base = f"http://{stack.pubsub}/v1/projects/{stack.project}"
    push = requests.get(f"{base}/subscriptions/openphone-events-processor", timeout=10).json()
    assert push["pushConfig"]["pushEndpoint"] == f"{stack.processor}/"
    assert push["ackDeadlineSeconds"] == 60
    assert push["deadLetterPolicy"]["deadLetterTopic"].endswith("/topics/openphone-events-dead")
    assert push["deadLetterPolicy"]["maxDeliveryAttempts"] == 5
    assert push["retryPolicy"]["minimumBackoff"]
    dead = requests.get(f"{base}/subscriptions/openphone-events-dead", timeout=10).json()
    assert dead["topic"].endswith("/topics/openphone-events-dead")


def test_every_part_listens_at_its_port(stack: Stack) -> None:
    assert listening(stack.ports) == list(stack.ports)


def test_once_shows_what_became_of_the_samples_beside_another_stack(
    stack: Stack, tmp_path: Path
) -> None:
    ports = free_ports()
    emulator = Emulator(tmp_path, "--once", "--ports-from", str(ports.firestore))
    try:
        assert emulator.wait() == 0, emulator.logs()
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()
    shown = emulator.output()
    assert shown.splitlines().count("ready") == 1
    for part in (*TABLES, "Maria Delgado", "Harbor Roofing Supply", "EVbroken", "text"):
        assert part in shown
    assert "51 processed, 1 only archived, 1 failed" in shown
    assert "\x1b" not in emulator.logs()
    assert requests.get(f"{stack.receiver}/health", timeout=10).ok


def test_ctrl_c_stops_everything_after_the_samples_with_a_key_of_the_users(
    tmp_path: Path,
) -> None:
    ports = free_ports()
    emulator = Emulator(
        tmp_path, "--ports-from", str(ports.firestore), env={VARIABLE: "just some text"}
    )
    try:
        emulator.wait_ready()
        until(lambda: "Ctrl-C" in emulator.logs(), 60, "it did not get through the samples")
        assert "51 processed" in emulator.output()
        assert emulator.stop(signal.SIGINT) == 0, emulator.logs()
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()


def test_a_start_that_fails_half_way_says_which_part_failed_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    ports = free_ports()
    env = {"LOG_LEVEL": "nonsense"}
    emulator = Emulator(tmp_path, "--no-samples", "--ports-from", str(ports.firestore), env=env)
    try:
        assert emulator.wait() == 1
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()
    assert "The receiver stopped with status 1" in emulator.logs()
    assert "LOG_LEVEL must be one of" in emulator.logs()
    assert emulator.output() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_the_start_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    ports = free_ports()
    emulator = Emulator(tmp_path, "--no-samples", "--ports-from", str(ports.firestore))
    try:
        until(lambda: "Secret Manager emulator" in emulator.logs(), 30, "it did not start")
        assert emulator.stop(number) == 128 + number
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()
    assert emulator.output() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to see what is left")
def test_a_stack_that_is_killed_outright_leaves_nothing_either(tmp_path: Path) -> None:
    ports = free_ports()
    where = ("--no-samples", "--ports-from", str(ports.firestore))
    emulator = Emulator(tmp_path, *where, env={"TMPDIR": str(tmp_path)})
    try:
        # All four programs, the watchdog's two, the emulator, and a worker of a service.
        until(lambda: len(emulator.processes()) >= 8, 60, "it did not start")
    finally:
        emulator.kill()
    until(lambda: not emulator.processes(), 30, "processes were left")
    assert not listening(ports)
    until(lambda: not list(tmp_path.glob("openphone-emulator-*")), 30, "a folder was left")


def test_a_part_that_ends_by_itself_ends_the_stack(tmp_path: Path) -> None:
    ports = free_ports()
    # Not a stack of Google's: a Java that is new enough, and then gives up.
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text('#!/bin/sh\necho "version \\"17\\"" >&2\ntest "$1" = -version\n')
    java.chmod(0o755)
    env = {"JAVA_HOME": str(tmp_path)}
    emulator = Emulator(tmp_path, "--ports-from", str(ports.firestore), env=env)
    try:
        assert emulator.wait() == 1
        assert_nothing_left(emulator, ports)
    finally:
        emulator.kill()
    assert "emulator stopped with status 1. Its last lines:" in emulator.logs()
    assert 'version "17"' in emulator.logs()


def test_without_java_and_docker_the_message_says_what_to_install(tmp_path: Path) -> None:
    ports = free_ports()
    env = {"PATH": "", "JAVA_HOME": "", "CLOUDSDK_ROOT_DIR": "", "HOME": str(tmp_path)}
    emulator = Emulator(tmp_path, "--ports-from", str(ports.firestore), env=env)
    assert emulator.wait() == 1
    assert "Java 11 or later is missing: install it from" in emulator.logs()
    assert "https://docs.docker.com/get-docker/" in emulator.logs()
    assert emulator.output() == ""


def test_samples_and_no_samples_at_once_are_wrong_usage(tmp_path: Path) -> None:
    assert Emulator(tmp_path, "--once", "--no-samples").wait() == 2

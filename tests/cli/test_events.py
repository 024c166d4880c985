"""`openphone events`: the installed console script against the running stack."""

import json
import secrets
import subprocess
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from click.testing import CliRunner
from google.cloud import firestore

from cli.main import main
from documents.paths import Document, Path
from documents.records import record, record_path
from pipeline.message import PushedMessage
from tests.cli.console import SCRIPT, environment, run
from tests.stack import Stack

REASON = "data.object.text: Input should be a valid string"
NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


def settings(stack: Stack) -> dict[str, str]:
    return {
        "GOOGLE_CLOUD_PROJECT": stack.project,
        "FIRESTORE_EMULATOR_HOST": stack.firestore,
        "PUBSUB_EMULATOR_HOST": stack.pubsub,
    }


def fresh() -> str:
    return uuid.uuid4().hex[:12]


def message_event(event_id: str, activity_id: str, text: object = "Are you open?") -> bytes:
    thing = {
        "id": activity_id,
        "direction": "incoming",
        "from": "+15550103301",
        "to": "+15550100001",
        "text": text,
        "createdAt": "2026-04-02T09:00:00.000Z",
    }
    event = {"id": event_id, "apiVersion": "v4", "type": "message.received"}
    return json.dumps({**event, "data": {"object": thing}}).encode()


def put(stack: Stack, documents: Mapping[Path, Document]) -> None:
    """Write documents as their owner."""
    with mock.patch.dict("os.environ", {"FIRESTORE_EMULATOR_HOST": stack.firestore}):
        client = firestore.Client(project=stack.project)
    try:
        for path, fields in documents.items():
            client.collection(path.collection).document(path.id).set(dict(fields))
    finally:
        client.close()  # type: ignore[no-untyped-call]


def put_record(  # noqa: PLR0913 - what a record differs in
    stack: Stack,
    event_id: str,
    body: bytes,
    *,
    event_type: str,
    at: datetime = NOW,
    error: str | None = None,
) -> None:
    """Write a record as the processor would have at that time."""
    incoming = PushedMessage(
        event_id,
        body,
        event_type=event_type,
        api_version="v4",
        signature_scheme="openphone",
        received_at=at - timedelta(seconds=1),
    )
    document, parts = record(incoming, now=at, keep=timedelta(days=90), error=error)
    put(stack, {record_path(incoming.event_id): document, **parts})


def ids(stdout: str) -> list[str]:
    return [one["event_id"] for one in json.loads(stdout)]


def test_events_are_listed_the_last_processed_first_and_filtered(stack: Stack) -> None:
    kind, names = f"drill.{fresh()}", [f"EV{fresh()}" for _ in range(3)]
    put_record(stack, names[0], b"{}", event_type=kind, at=NOW)
    put_record(stack, names[1], b"{}", event_type=kind, at=NOW + timedelta(hours=2), error="odd")
    put_record(stack, names[2], b"{}", event_type=kind, at=NOW + timedelta(hours=1))
    command, env = ("events", "list", "--type", kind, "--json"), settings(stack)

    since = run(*command, "--since", "2026-04-02T09:30:00Z", env=env)
    assert ids(since.stdout) == [names[1], names[2]]
    failed = run(*command, "--failed", env=env)
    assert json.loads(failed.stdout) == [
        {
            "event_id": names[1],
            "state": "failed",
            "event_type": kind,
            "api_version": "v4",
            "signature_scheme": "openphone",
            "received_at": "2026-04-02T10:59:59.000Z",
            "processed_at": "2026-04-02T11:00:00.000Z",
            "expire_at": "2026-07-01T11:00:00.000Z",
            "processed": False,
            "error_message": "odd",
        }
    ]
    limited = run(*command[:-1], "--limit", "2", env=env)
    assert limited.stdout.splitlines() == [
        "Event\tType\tReceived (UTC)\tState\tActivity",
        f"{names[1]}\t{kind}\t2026-04-02 10:59:59\tfailed: odd\t",
        f"{names[2]}\t{kind}\t2026-04-02 09:59:59\tstored\t",
    ]
    assert "more than 2" in limited.stderr


def test_an_event_that_can_never_be_understood_is_listed_shown_and_fails_again(
    stack: Stack,
) -> None:
    event_id, env = f"EV{fresh()}", settings(stack)
    body = message_event(event_id, f"AC{fresh()}", text=5)
    stack.post(body)
    stack.wait_for_event(event_id)

    listed = run("events", "list", "--failed", "--since", "10m", env=env).stdout
    line = next(line for line in listed.splitlines() if line.startswith(event_id))
    assert line.split("\t")[3] == f"failed: {REASON}"

    shown = run("events", "show", event_id, env=env)
    assert shown.status == 0
    assert shown.stdout.endswith(f"payload:\n{body.decode()}\n")
    assert "state\tfailed" in shown.stdout.splitlines()

    again = run("events", "replay", event_id, env=env)
    assert (again.status, again.stdout.splitlines()[1]) == (
        1,
        f"{event_id}\tmessage.received\tfailed: data.object.text: Input should be a valid string",
    )


def test_a_failed_record_is_replaced_once_by_a_replay_and_then_left_alone(stack: Stack) -> None:
    event_id, activity_id, env = f"EV{fresh()}", f"AC{fresh()}", settings(stack)
    # Large and hard to compress, so that it is stored in parts; the white space is part of it.
    noise = f', "noise": "{secrets.token_hex(1_250_000)}" }}\r\n'.encode()
    body = message_event(event_id, activity_id)[:-1] + noise
    put_record(stack, event_id, body, event_type="message.received", error="an older version")

    payload = subprocess.run(
        [str(SCRIPT), "events", "show", event_id, "--payload"],
        env=environment(env),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert payload.stdout == body

    replayed = run("events", "replay", event_id, "--json", env=env)
    assert json.loads(replayed.stdout) == [
        {"event_id": event_id, "type": "message.received", "outcome": "stored", "reason": ""}
    ]
    assert replayed.status == 0
    stored = stack.document(f"webhook_events/{event_id}") or {}
    assert stored["processed"] is True
    assert "error_message" not in stored
    assert stored["activity_id"] == activity_id
    assert stored["api_version"] == "v4"
    assert stored["signature_scheme"] == "openphone"
    assert stored["received_at"] == NOW - timedelta(seconds=1)
    assert stored["processed_at"] > NOW
    assert stored["expire_at"] - stored["processed_at"] == timedelta(days=90)
    activity = stack.document(f"activities/{activity_id}") or {}
    assert activity["body"] == "Are you open?"
    assert len(stored["payload_parts"]) == 2
    for name in stored["payload_parts"]:
        part = stack.document(f"webhook_events/{event_id}/payload_parts/{name}") or {}
        assert part["expire_at"] == stored["expire_at"]

    again = run("events", "replay", event_id, env=env)
    assert (again.status, again.stdout.splitlines()[1]) == (
        0,
        f"{event_id}\tmessage.received\talready stored",
    )
    assert stack.document(f"webhook_events/{event_id}") == stored
    assert stack.document(f"activities/{activity_id}") == activity


def test_failed_events_of_a_type_are_replayed_only_after_a_yes(stack: Stack) -> None:
    kind, event_ids, env = f"drill.{fresh()}", [f"EV{fresh()}" for _ in range(2)], settings(stack)
    activity_ids = [f"AC{fresh()}" for _ in range(2)]
    for event_id, activity_id in zip(event_ids, activity_ids, strict=True):
        body = message_event(event_id, activity_id)
        put_record(stack, event_id, body, event_type=kind, error="an older version")
    done = f"EV{fresh()}"
    put_record(stack, done, message_event(done, f"AC{fresh()}"), event_type=kind)
    command = ("events", "replay", "--failed", "--type", kind)

    refused = run(*command, env=env, input="n\n")
    assert (refused.status, refused.stdout) == (1, "")
    assert "Replay 2 failed event(s)?" in refused.stderr
    for event_id in event_ids:
        assert (stack.document(f"webhook_events/{event_id}") or {})["processed"] is False

    agreed = run(*command, "--yes", env=env)
    assert agreed.status == 0, agreed.stderr
    outcomes = dict(line.split("\t")[::2] for line in agreed.stdout.splitlines()[1:])
    assert outcomes == dict.fromkeys(event_ids, "stored")
    for activity_id in activity_ids:
        assert stack.document(f"activities/{activity_id}")

    nothing = run(*command, "--yes", env=env)
    assert (nothing.status, nothing.stdout) == (0, "")
    assert "nothing to replay" in nothing.stderr


def test_an_unknown_event_is_an_error_that_says_what_to_do(stack: Stack) -> None:
    shown = run("events", "show", "not/an/id", env=settings(stack))
    assert (shown.status, shown.stdout) == (1, "")
    assert "`openphone events list` shows those that are" in shown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--since", "yesterday"),
        ("list", "--since", "0001-01-01T00:00:00+05:00"),
        ("list", "--limit", "0"),
        ("replay",),
        ("replay", "EV1", "--failed"),
        ("show",),
        ("show", "EV1", "--payload", "--json"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, ["events", *arguments]).exit_code == 2


def test_without_a_project_the_error_says_which_setting_is_missing() -> None:
    listed = run("events", "list")
    assert (listed.status, listed.stdout) == (1, "")
    assert "GOOGLE_CLOUD_PROJECT is not set" in listed.stderr

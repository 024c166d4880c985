"""`openphone send`: the installed console script against the running stack, and its parts."""

import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main
from cli.sending import samples
from cli.sending.deliveries import Delivery, check_stored, differences, send
from cli.sending.samples import SETS, Sample
from delivery.signer import Signer
from tests.cli.console import run
from tests.cli.fakes import FakeRecords, record
from tests.stack import Stack, free_ports

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "a-text-key!"
GUIDE_TYPES = [
    "message.received",
    "message.delivered",
    "call.completed",
    "call.recording.completed",
    "call.summary.completed",
    "call.transcript.completed",
]


def settings(stack: Stack) -> dict[str, str]:
    return {
        "WEBHOOK_BASE_URL": stack.receiver,
        "GOOGLE_CLOUD_PROJECT": stack.project,
        "FIRESTORE_EMULATOR_HOST": stack.firestore,
        "SECRET_MANAGER_EMULATOR_HOST": stack.secrets,
    }


def test_every_set_is_accepted_and_stored_as_expected(stack: Stack) -> None:
    sent = run("send", *SETS, "--json", env=settings(stack))
    assert sent.status == 0, sent.stderr
    rows = json.loads(sent.stdout)
    assert len(rows) == 6 + 4 + 4 + 10
    assert {(row["answer"], row["stored"], row["problem"]) for row in rows} == {
        ("200", "stored", None)
    }
    assert {row["scheme"] for row in rows} == {"standard", "openphone", "hex"}
    assert [row["event_type"] for row in rows[:6]] == GUIDE_TYPES

    record = stack.document(f"webhook_events/{rows[5]['event_id']}") or {}
    assert record["signature_scheme"] == "hex"
    call = stack.document(f"activities/{record['activity_id']}") or {}
    assert (call["status"], call["duration_seconds"]) == ("completed", 300)
    assert call["recordings"][0]["size_bytes"] == 2_400_000
    assert call["ai_summary"]["next_steps"] == ["send the quote"]
    assert call["ai_transcript"]["dialogue"][1]["start"] == 66
    assert abs(datetime.now(UTC) - call["completed_at"]) < timedelta(hours=1)
    conversation = stack.document("conversations/+15550109001") or {}
    assert conversation["participants"] == ["+15550109001"]


def test_files_are_sent_byte_for_byte_under_the_scheme_that_is_asked_for(
    stack: Stack, tmp_path: Path
) -> None:
    names = [f"EV{uuid.uuid4().hex}" for _ in range(3)]
    bodies = [f'{{ "id" : "{name}",\t"type": "odd.\\u0074ype" }}'.encode() for name in names]
    (tmp_path / "one.json").write_bytes(bodies[0] + b"\r\n ")
    (tmp_path / "two.jsonl").write_bytes(bodies[1] + b"\n\n" + bodies[2] + b"\r\n")
    files = [str(tmp_path / "one.json"), str(tmp_path / "two.jsonl")]

    sent = run("send", *files, "--scheme", "standard", env=settings(stack))
    assert sent.status == 0, sent.stderr
    assert sent.stdout.splitlines() == [
        "Event\tType\tScheme\tAnswer\tStored",
        *(f"{name}\todd.type\tstandard\t200\tignored" for name in names),
    ]
    payloads = [(stack.document(f"webhook_events/{name}") or {})["payload"] for name in names]
    assert payloads == [
        bodies[0].decode() + "\r\n ",
        bodies[1].decode(),
        bodies[2].decode() + "\r",
    ]


def test_an_event_that_is_stored_as_failed_is_a_failure(stack: Stack, tmp_path: Path) -> None:
    event_id = f"EV{uuid.uuid4().hex}"
    body = {
        "id": event_id,
        "type": "message.received",
        "data": {"object": {"id": "AC1", "text": 5}},
    }
    (tmp_path / "one.json").write_text(json.dumps(body))
    sent = run("send", str(tmp_path / "one.json"), env=settings(stack))
    assert sent.status == 1
    assert sent.stdout.splitlines()[1].endswith("\t200\tfailed")
    assert f"{event_id}: data.object.text: Input should be a valid string" in sent.stderr
    assert "1 of 1 events failed" in sent.stderr


def test_a_wrong_key_is_refused_and_never_shown(stack: Stack) -> None:
    env = settings(stack) | {"OPENPHONE_WEBHOOK_SIGNING_KEY": TEXT}
    sent = run("send", "all", env=env)
    assert sent.status == 1
    lines = sent.stdout.splitlines()[1:]
    assert {tuple(line.split("\t")[2:]) for line in lines} == {("hex", "403", "not checked")}
    assert "the receiver has no such key" in sent.stderr
    assert TEXT not in sent.stdout + sent.stderr


def test_without_a_project_the_answers_decide(stack: Stack) -> None:
    key = stack.signing_keys["openphone"]
    env = {"OPENPHONE_WEBHOOK_SIGNING_KEY": key, "WEBHOOK_BASE_URL": stack.receiver}
    sent = run("send", "ai", env=env)
    assert sent.status == 0, sent.stderr
    lines = sent.stdout.splitlines()[1:]
    assert {tuple(line.split("\t")[2:]) for line in lines} == {("openphone", "200", "not checked")}
    assert "GOOGLE_CLOUD_PROJECT is not set" in sent.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["send"], "Missing argument"),
        (["send", "everything"], "neither one of all, media, ai, full nor a file"),
        (["send", "all"], "WEBHOOK_BASE_URL"),
        (["send", "all", "--scheme", "rot13"], "rot13"),
        (["send", "/dev/null"], "no event in these files"),
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str], problem: str) -> None:
    env = {"WEBHOOK_BASE_URL": None, "OPENPHONE_WEBHOOK_SIGNING_KEY": TEXT}
    result = CliRunner().invoke(main, arguments, env=env)
    assert result.exit_code == 2
    assert problem in result.output


def test_without_any_key_the_error_says_where_keys_come_from() -> None:
    env = dict.fromkeys(("OPENPHONE_WEBHOOK_SIGNING_KEY", "GOOGLE_CLOUD_PROJECT"))
    result = CliRunner().invoke(main, ["send", "all", "--url", "http://127.0.0.1:9"], env=env)
    assert result.exit_code == 1
    assert "GOOGLE_CLOUD_PROJECT" in result.output


@pytest.mark.parametrize("name", SETS)
def test_the_samples_of_a_run_are_new_and_end_now(name: str) -> None:
    one, other = (samples.of_set(name, run=run, now=NOW) for run in ("AAAA", "BBBB"))
    ids = [{sample.event_id for sample in some} for some in (one, other)]
    assert len(ids[0]) == len(one)
    assert not ids[0] & ids[1]
    text = " ".join(sample.body.decode() for sample in one)
    assert "2026-11-22T12:00:00.000Z" in text
    assert "2026-04" not in text
    assert "{run}" not in text
    # A file that gives nothing to compare would check nothing.
    assert sum(bool(sample.expected) for sample in one) >= len(one) - 1


def test_the_set_all_has_each_event_of_the_guide_once_in_its_shape() -> None:
    sent = samples.of_set("all", run="AAAA", now=NOW)
    assert [(sample.type, sample.shape) for sample in sent] == [
        (event_type, "guide") for event_type in GUIDE_TYPES
    ]


def test_the_full_set_has_every_shape() -> None:
    sent = samples.of_set("full", run="AAAA", now=NOW)
    assert {sample.shape for sample in sent} == {"guide", "legacy", "2026"}
    assert any("object" in json.loads(sample.body)["data"] for sample in sent[2:3])
    assert isinstance(json.loads(sent[1].body)["object"], dict)  # wrapped


def test_a_scheme_for_which_no_key_can_be_used_is_an_error_without_the_key() -> None:
    env = {"OPENPHONE_WEBHOOK_SIGNING_KEY": TEXT, "GOOGLE_CLOUD_PROJECT": ""}
    arguments = ["send", "all", "--url", "http://127.0.0.1:9", "--scheme", "standard"]
    done = CliRunner().invoke(main, arguments, env=env)
    assert done.exit_code == 1
    assert "can be used under the scheme standard" in done.stderr
    assert TEXT not in done.output


@pytest.fixture
def target() -> Iterator[tuple[str, list[int]]]:
    """Return an address and the answers that it gives, one after the other; 0 hangs."""
    answers: list[int] = []
    done = threading.Event()

    class Target(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            if not (status := answers.pop(0)):
                done.wait()
                return
            self.send_response(status)
            self.send_header("location", "http://127.0.0.1:9/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Target) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", answers
        finally:
            done.set()
            server.shutdown()
            thread.join()


def test_every_answer_is_kept_with_what_to_do(target: tuple[str, list[int]]) -> None:
    url, answers = target
    answers[:] = [200, 503, 404, 301, 403, 204]
    sent = send(url, samples.of_set("all", run="AAAA", now=NOW), Signer([TEXT]))
    assert [one.answer for one in sent] == ["200", "503", "404", "301", "403", "204"]
    assert [one.accepted for one in sent] == [True, False, False, False, False, True]
    assert [bool(one.problem) for one in sent] == [False, True, True, True, True, False]


def test_after_no_answer_nothing_more_is_sent(target: tuple[str, list[int]]) -> None:
    url, answers = target
    answers[:] = [200, 0]
    sent = send(url, samples.of_set("media", run="AAAA", now=NOW), Signer([TEXT]), 0.2)
    assert [one.answer for one in sent] == ["200", "none", "not sent", "not sent"]
    assert all(one.failed for one in sent[1:])
    assert "no answer within" in sent[1].problem

    nobody = f"http://127.0.0.1:{free_ports().receiver}/"
    refused = send(nobody, samples.of_set("media", run="AAAA", now=NOW), Signer([TEXT]))
    assert refused[0].answer == "none"
    assert "nothing answers there" in refused[0].problem


@pytest.mark.parametrize(
    ("fields", "stored", "problem"),
    [
        ({"body": "Hello", "more": 1}, "stored", ""),
        ({"body": "Bye"}, "different", "not as expected: body"),
        ({}, "different", "not as expected: body"),
        (None, "incomplete", "the activity does not exist"),
    ],
)
def test_what_is_stored_is_compared_with_what_was_expected(
    fields: dict[str, Any] | None, stored: str, problem: str
) -> None:
    delivery = Delivery(Sample(b'{"id":"EV1"}', "AC1", {"body": "Hello"}), "hex", "200")
    event = record("EV1", processed=True, activity_id="AC1")
    documents = {} if fields is None else {"activities/AC1": fields}
    check_stored(FakeRecords(event, **documents), [delivery], 0)
    assert (delivery.stored, delivery.problem) == (stored, problem)
    assert delivery.failed is (stored != "stored")


def test_an_event_that_is_not_recorded_in_time_is_a_failure() -> None:
    delivery = Delivery(Sample(b'{"id":"EV2"}'), "hex", "200")
    times = iter(range(100))
    check_stored(FakeRecords(), [delivery], 3, clock=lambda: next(times), sleep=lambda _: None)
    assert (delivery.stored, delivery.failed) == ("not yet", True)
    assert "GOOGLE_CLOUD_PROJECT" in delivery.problem


def test_differences_are_named_by_their_place_and_more_than_expected_is_none() -> None:
    expected = {
        "same": {"a": [1, {"b": 2}]},
        "at": "2026-04-02T09:00:00.000Z",
        "text": "a",
        "list": [{"id": "1"}, {"id": "2"}],
        "short": [1],
        "flag": True,
    }
    stored = {
        "same": {"a": [1, {"b": 2, "c": 3}], "d": 4},
        "at": datetime(2026, 4, 2, 9, tzinfo=UTC),
        "list": [{"id": "1"}, {"id": "3"}],
        "short": [1, 2],
        "flag": 1,
        "more": 1,
    }
    assert differences(expected, stored) == ["text", "list[1].id", "short", "flag"]

"""`openphone webhooks test`: which step failed, and what to do."""

import base64
import json
import time
from collections.abc import Iterator
from email.utils import formatdate

import pytest

from cli.webhooks import probe as probing
from cli.webhooks.probe import Outcome, Probe
from openphone.errors import SignatureError
from openphone.signatures import Policy, read_signature
from tests.cli.console import run
from tests.openphone.fake_server import Asked, FakeServer, Reply, serve
from tests.stack import WEBHOOK, Stack

KEY = base64.b64encode(b"the key of the tests").decode()
OK = Reply(200, b'{"status": "ok"}')


def good(asked: Asked, key: str = KEY) -> Reply:
    """Answer as the receiver does, for events signed with the key or `whsec_` and the key."""
    if asked.method == "GET":
        return OK if asked.path == "/health" else Reply(404)
    headers = {name: value.encode() for name, value in asked.headers.items()}
    try:
        claim = read_signature(headers, now=time.time(), policy=Policy())
        claim.verify(asked.body, [key])
    except SignatureError:
        return Reply(403)
    event_id = json.loads(asked.body)["id"]
    return Reply(200, json.dumps({"status": "accepted", "event_id": event_id}).encode())


def refuse(asked: Asked) -> Reply:
    """Answer as the receiver does while it knows no key that fits."""
    return good(asked) if asked.method == "GET" else Reply(403)


@pytest.fixture
def receiver() -> Iterator[FakeServer]:
    with serve(good) as fake:
        yield fake


def probe(receiver: FakeServer, *keys: str) -> list[Outcome]:
    return list(Probe(receiver.url + WEBHOOK, keys or (KEY,)).run())


def states(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.step, outcome.state) for outcome in outcomes]


@pytest.mark.parametrize("key", [KEY, f"whsec_{KEY}"])
def test_a_receiver_that_works_passes_every_step(receiver: FakeServer, key: str) -> None:
    assert states(probe(receiver, key)) == [("health", "ok"), ("unsigned", "ok"), ("signed", "ok")]
    header = "webhook-signature" if key.startswith("whsec_") else "openphone-signature"
    assert header in receiver.asked[2].headers
    assert json.loads(receiver.asked[2].body)["type"] == "openphone.probe"


@pytest.mark.parametrize("odd", ["not base64!", "whsec_not base64!"])
def test_a_key_that_other_schemes_can_use_comes_first(receiver: FakeServer, odd: str) -> None:
    assert states(probe(receiver, odd, KEY))[-1] == ("signed", "ok")
    assert "openphone-signature" in receiver.asked[2].headers


def test_a_key_of_the_guides_scheme_alone_signs_under_that(receiver: FakeServer) -> None:
    key = "local-hex-key-not-a-secret"
    receiver.answer = lambda asked: good(asked, key)
    assert states(probe(receiver, key))[-1] == ("signed", "ok")
    assert "x-openphone-signature-v1" in receiver.asked[2].headers


def test_a_key_that_is_quite_new_is_tried_until_the_receiver_has_it(
    receiver: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "AGAIN_SECONDS", 0.01)
    receiver.answer = lambda asked: good(asked) if len(receiver.asked) > 4 else refuse(asked)
    told: list[str] = []
    outcomes = list(Probe(receiver.url + WEBHOOK, [KEY], 30, told.append).run())
    assert len(told) == 1
    assert states(outcomes)[-1] == ("signed", "ok")
    assert len(receiver.asked) == 5


LATE = {"Date": formatdate(time.time() - 900, usegmt=True)}


@pytest.mark.parametrize(
    ("step", "reply", "says"),
    [
        ("health", Reply(0), "Check the host name"),
        ("health", Reply(301, headers={"Location": "https://example.com"}), "does not follow"),
        ("health", Reply(403), "Cloud Run asks for authentication"),
        ("health", Reply(404), "not the receiver's"),
        ("health", Reply(503), "read its log"),
        ("health", Reply(200, b"<html>welcome</html>"), "Something other than the receiver"),
        ("unsigned", Reply(200), "accepts deliveries without a signature"),
        ("unsigned", Reply(404), "not the receiver's"),
        ("unsigned", Reply(500), "read its log"),
        ("signed", Reply(403), "does not accept this key"),
        ("signed", Reply(403, headers=LATE), "set this machine's clock"),
        ("signed", Reply(503), "could load no signing key, or Pub/Sub did not confirm"),
        ("signed", Reply(200, b'{"status": "accepted"}'), "Something other than the receiver"),
        ("signed", Reply(0), "Check the host name"),
    ],
)
def test_a_step_that_fails_is_the_last_and_says_what_to_do(
    receiver: FakeServer, step: str, reply: Reply, says: str
) -> None:
    """The steps before it pass."""
    number = ["health", "unsigned", "signed"].index(step)

    def answer(asked: Asked) -> Reply:
        return reply if len(receiver.asked) > number else good(asked)

    receiver.answer = answer
    outcomes = probe(receiver)
    assert len(outcomes) == number + 1
    assert all(outcome.state == "ok" for outcome in outcomes[:-1])
    assert (outcomes[-1].step, outcomes[-1].state) == (step, "failed")
    assert says in outcomes[-1].advice


@pytest.mark.parametrize(
    ("keys", "says", "advice"),
    [
        ((), "There is no key to sign with.", "Set OPENPHONE_WEBHOOK_SIGNING_KEY"),
        (("whsec_!",), "None of the keys can be used to sign.", "must be base64"),
    ],
)
def test_without_a_usable_key_nothing_signed_is_sent(
    receiver: FakeServer, keys: tuple[str, ...], says: str, advice: str
) -> None:
    outcome = list(Probe(receiver.url + WEBHOOK, keys).run())[-1]
    assert (outcome.step, outcome.state, outcome.detail) == ("signed", "failed", says)
    assert advice in outcome.advice
    assert len(receiver.asked) == 2


def settings(stack: Stack) -> dict[str, str]:
    return {
        "GOOGLE_CLOUD_PROJECT": stack.project,
        "SECRET_MANAGER_EMULATOR_HOST": stack.secrets,
        "FIRESTORE_EMULATOR_HOST": stack.firestore,
    }


def test_a_probe_goes_through_the_whole_pipeline_and_leaves_no_activity(stack: Stack) -> None:
    env = settings(stack) | {"WEBHOOK_BASE_URL": stack.receiver}
    result = run("webhooks", "test", "--json", env=env)
    assert (result.status, result.stderr) == (0, "")
    steps = json.loads(result.stdout)
    assert [(one["step"], one["state"]) for one in steps] == [
        ("health", "ok"),
        ("unsigned", "ok"),
        ("signed", "ok"),
        ("stored", "ok"),
    ]
    event_id = steps[3]["detail"].split()[0].removeprefix("webhook_events/")
    record = stack.document(f"webhook_events/{event_id}") or {}
    assert record["event_type"] == "openphone.probe"
    assert record["ignored"]
    assert "activity_id" not in record


def test_a_probe_that_is_accepted_and_not_stored_is_a_failure(
    stack: Stack, receiver: FakeServer
) -> None:
    env = settings(stack) | {"OPENPHONE_WEBHOOK_SIGNING_KEY": f"whsec_{KEY}"}
    result = run("webhooks", "test", "--url", receiver.url, "--wait", "0.1", env=env)
    assert result.status == 1
    lines = [line.split()[:2] for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert lines == [["ok", "health"], ["ok", "unsigned"], ["ok", "signed"], ["failed", "stored"]]
    assert "openphone dead-letters list" in result.stdout
    assert result.stderr == "Error: The step stored failed.\n"
    assert KEY not in result.stdout
    assert "\x1b" not in result.stdout


def test_steps_that_cannot_be_taken_are_skipped_and_say_why(receiver: FakeServer) -> None:
    env = {"OPENPHONE_WEBHOOK_SIGNING_KEY": KEY, "WEBHOOK_BASE_URL": receiver.url}
    result = run("webhooks", "test", env=env)
    assert result.status == 0
    assert "skipped stored    because GOOGLE_CLOUD_PROJECT is not set" in result.stdout

    receiver.answer = lambda _: Reply(404)
    result = run("webhooks", "test", "--json", env=env)
    assert result.status == 1
    assert [(one["step"], one["state"]) for one in json.loads(result.stdout)] == [
        ("health", "failed"),
        ("unsigned", "skipped"),
        ("signed", "skipped"),
        ("stored", "skipped"),
    ]

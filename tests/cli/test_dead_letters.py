"""`openphone dead-letters`: the installed console script against the Pub/Sub emulator.

Each project of the emulator has the topics and subscriptions of the pipeline for itself.
"""

import base64
import contextlib
import json
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from google.api_core.exceptions import DeadlineExceeded
from google.pubsub_v1.types import PullResponse

from cli.config import Config
from cli.errors import GoogleError
from cli.events.dead_letters import DeadLetters, Letter
from cli.google.pubsub import Subscription
from cli.main import main
from emulator.processes import topics
from pipeline.message import attributes
from tests.cli.console import Result, run
from tests.stack import Stack, until

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
DEAD = {
    "CloudPubSubDeadLetterSourceDeliveryCount": "5",
    "CloudPubSubDeadLetterSourceSubscription": "openphone-events-processor",
    "CloudPubSubDeadLetterSourceSubscriptionProject": "demo",
    "CloudPubSubDeadLetterSourceTopicPublishTime": "2026-04-02T09:00:01.000Z",
}


class Failing(BaseHTTPRequestHandler):
    """A processor that cannot store anything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def failing_processor() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class Project:
    """Topics and subscriptions as the local stack has them, in a project of their own."""

    def __init__(self, stack: Stack, push_endpoint: str) -> None:
        self.name = f"demo-{uuid.uuid4().hex[:20]}"
        self._host = stack.pubsub
        with requests.Session() as session:
            topics.create(session, stack.pubsub, self.name, push_endpoint)

    def call(self, path: str, body: object, method: str = "POST") -> object:
        url = f"http://{self._host}/v1/projects/{self.name}/{path}"
        answer = requests.request(method, url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def publish(self, topic: str, body: bytes, given: Mapping[str, str]) -> None:
        message = {"data": base64.b64encode(body).decode(), "attributes": dict(given)}
        self.call(f"topics/{topic}:publish", {"messages": [message]})

    def run(self, *arguments: str, **settings: str) -> Result:
        env = {"GOOGLE_CLOUD_PROJECT": self.name, "PUBSUB_EMULATOR_HOST": self._host}
        return run("dead-letters", *arguments, env=env | settings)

    def letters(self, wait: str = "1") -> list[dict[str, object]]:
        listed = self.run("list", "--json", "--wait", wait)
        assert listed.status == 0, listed.stderr
        found: list[dict[str, object]] = json.loads(listed.stdout)
        return found


def message_event(event_id: str, activity_id: str) -> bytes:
    thing = {"id": activity_id, "from": "+15550103302", "to": "+15550100001"}
    data = {"object": {**thing, "direction": "incoming", "text": "Still there?"}}
    return json.dumps({"id": event_id, "type": "message.received", "data": data}).encode()


def published(body: bytes, event_id: str) -> dict[str, str]:
    event = json.loads(body)
    return attributes(event, event_id=event_id, signature_scheme="hex", received_at=NOW)


class Drill:
    """An event whose processor fails, until that is put right."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.event_id, self.activity_id = f"EV{uuid.uuid4().hex}", f"AC{uuid.uuid4().hex}"
        self.body = message_event(self.event_id, self.activity_id)
        project.publish("openphone-events", self.body, published(self.body, self.event_id))


@pytest.fixture(scope="module")
def drill(stack: Stack) -> Iterator[Drill]:
    """Begin the drill: five attempts take the emulator a dozen seconds, so others run meanwhile."""
    with failing_processor() as endpoint:
        yield Drill(Project(stack, endpoint))


@pytest.mark.usefixtures("drill")
def test_letters_are_listed_as_often_as_asked_replayed_by_id_and_kept_where_they_are_no_events(
    stack: Stack,
) -> None:
    project = Project(stack, "http://127.0.0.1:9/")
    subscription = {"topic": f"projects/{project.name}/topics/openphone-events"}
    project.call("subscriptions/look", subscription, "PUT")
    for name in ("EVa", "EVb"):
        body = message_event(name, "AC1")
        project.publish("openphone-events-dead", body, published(body, name) | DEAD)
    project.publish("openphone-events-dead", b"not ours", {"colour": "blue"})

    for _ in range(2):
        listed = {str(letter["event_id"]): letter for letter in project.letters()}
        assert listed.keys() == {"EVa", "EVb", "None"}
        letter = listed["EVa"]
        assert (letter["event_type"], letter["attempts"]) == ("message.received", 5)
        assert letter["received_at"] == "2026-04-02T09:00:00.000Z"
        assert listed["None"]["attempts"] is None

    lost = project.run("replay", "EVa", "--wait", "1", PUBSUB_TOPIC="missing-topic")
    assert lost.status == 1
    assert "There is no such topic" in lost.stderr
    absent = project.run("replay", "EVa", "EVz", "--wait", "1")
    assert absent.status == 1
    assert "1 of these ids" in absent.stderr
    assert [line.split("\t")[0] for line in absent.stdout.splitlines()] == [
        "Event",
        "EVa",
        "(not an event)",
    ]

    everything = project.run("replay", "--all", "--wait", "1")
    assert everything.status == 0, everything.stderr
    assert [letter["event_id"] for letter in project.letters()] == [None]
    answer = project.call("subscriptions/look:pull", {"maxMessages": 10})
    assert isinstance(answer, dict)
    messages = [one["message"] for one in answer["receivedMessages"]]
    assert sorted(one["attributes"]["event_id"] for one in messages) == ["EVa", "EVb"]
    for message in messages:
        body = message_event(message["attributes"]["event_id"], "AC1")
        assert base64.b64decode(message["data"]) == body
        assert message["attributes"] == published(body, message["attributes"]["event_id"])


def test_an_event_that_the_processor_could_not_store_is_replayed_and_stored_once(
    stack: Stack, drill: Drill
) -> None:
    letters = until(drill.project.letters, 60, "the event did not get into the dead letters")
    assert [(one["event_id"], one["attempts"]) for one in letters] == [(drill.event_id, 5)]
    assert stack.document(f"webhook_events/{drill.event_id}") is None

    # The cause is removed: the subscription leads to the processor of the stack.
    push = {"pushConfig": {"pushEndpoint": f"{stack.processor}/"}}
    drill.project.call("subscriptions/openphone-events-processor:modifyPushConfig", push)
    replayed = drill.project.run("replay", drill.event_id, "--wait", "1", "--json")
    assert replayed.status == 0, replayed.stderr
    assert [one["outcome"] for one in json.loads(replayed.stdout)] == ["replayed"]

    stored = stack.wait_for_event(drill.event_id)
    assert (stored["processed"], stored["activity_id"]) == (True, drill.activity_id)
    assert stored["payload"] == drill.body.decode()
    assert stored["received_at"] == NOW
    assert (stack.document(f"activities/{drill.activity_id}") or {})["body"] == "Still there?"
    assert drill.project.letters() == []
    nothing = drill.project.run("replay", "--all", "--wait", "1")
    assert (nothing.status, nothing.stdout) == (0, "")


@pytest.mark.parametrize("arguments", [("replay",), ("replay", "EV1", "--all"), ("list", "EV1")])
def test_wrong_usage_ends_with_status_2(arguments: Sequence[str]) -> None:
    assert CliRunner().invoke(main, ["dead-letters", *arguments]).exit_code == 2


def test_attributes_with_the_names_of_a_librarys_arguments_are_published_like_others(
    stack: Stack,
) -> None:
    project = Project(stack, "http://127.0.0.1:9/")
    subscription = {"topic": f"projects/{project.name}/topics/openphone-events"}
    project.call("subscriptions/look", subscription, "PUT")
    names = ("topic", "data", "ordering_key", "retry", "timeout", "self", "messages", "request")
    odd = {"event_id": "EVodd", **{name: f"the {name}" for name in names}}
    project.publish("openphone-events-dead", b"{}", odd)
    done = project.run("replay", "--all", "--wait", "1")
    assert (done.status, done.stderr) == (0, "")
    assert project.letters() == []
    answer = project.call("subscriptions/look:pull", {"maxMessages": 10})
    assert isinstance(answer, dict)
    (received,) = answer["receivedMessages"]
    assert received["message"]["attributes"] == odd


class SilentClient:
    """Pub/Sub's client where no pull is answered in time, save perhaps one that does not wait."""

    def __init__(self, *, reachable: bool) -> None:
        self._reachable = reachable

    def close(self) -> None:
        """Nothing is open."""

    def pull(self, request: Mapping[str, object], **_: object) -> PullResponse:
        if not (self._reachable and request.get("return_immediately")):
            raise DeadlineExceeded("a text of the library's")  # type: ignore[no-untyped-call]
        return PullResponse()


def test_a_subscription_that_does_not_answer_is_not_called_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = Config.from_env({"GOOGLE_CLOUD_PROJECT": "demo"})

    def pull(*, reachable: bool) -> list[Letter]:
        monkeypatch.setattr(
            "cli.google.pubsub.SubscriberClient", lambda: SilentClient(reachable=reachable)
        )
        return Subscription(config, "openphone-events-dead", patience=1).pull(10)

    assert pull(reachable=True) == []
    with pytest.raises(GoogleError, match="does not answer"):
        pull(reachable=False)


class CountingClient:
    """Pub/Sub's client, which notes how many ids each request holds."""

    def __init__(self) -> None:
        self.counts: list[tuple[str, int]] = []
        self.ids: list[str] = []

    def close(self) -> None:
        """Nothing is open."""

    def acknowledge(self, request: Mapping[str, Any], **_: object) -> None:
        self._note("acknowledge", request["ack_ids"])

    def modify_ack_deadline(self, request: Mapping[str, Any], **_: object) -> None:
        assert request["ack_deadline_seconds"] == 0
        self._note("release", request["ack_ids"])

    def _note(self, what: str, ids: Sequence[str]) -> None:
        self.counts.append((what, len(ids)))
        self.ids += ids


def test_many_letters_are_put_back_or_taken_out_in_several_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = CountingClient()
    monkeypatch.setattr("cli.google.pubsub.SubscriberClient", lambda: client)
    config = Config.from_env({"GOOGLE_CLOUD_PROJECT": "demo"})
    subscription = Subscription(config, "openphone-events-dead", patience=1)
    letters = [letter(str(number)) for number in range(2001)]
    subscription.release(letters)
    subscription.acknowledge(letters[:1000])
    subscription.release([])
    assert client.counts == [*(("release", n) for n in (1000, 1000, 1)), ("acknowledge", 1000)]
    assert len(set(client.ids)) == 2001


class FakeSource:
    """A subscription that writes down what is done with its messages."""

    def __init__(self, *batches: list[Letter]) -> None:
        self.done: list[tuple[str, str]] = []
        self._batches = list(batches)

    def pull(self, most: int) -> list[Letter]:
        return self._batches.pop(0)[:most] if self._batches else []

    def acknowledge(self, letters: Sequence[Letter]) -> None:
        self.done += [("acknowledged", one.ack_id) for one in letters]

    def release(self, letters: Sequence[Letter]) -> None:
        self.done += [("released", one.ack_id) for one in letters]

    def publish(self, body: bytes, given: Mapping[str, str]) -> None:
        if body == b"too large":
            raise GoogleError("Pub/Sub refuses the message")
        self.done.append(("published", given["event_id"]))


def letter(name: str, body: bytes = b"{}", ack_id: str = "") -> Letter:
    return Letter(ack_id or f"ack-{name}", name, body, {"event_id": name}, NOW)


def test_a_letter_is_taken_out_after_it_was_published_and_not_before() -> None:
    source = FakeSource([letter("1")], [letter("2")])
    DeadLetters(source).replay(source, None)
    assert source.done == [
        ("published", "1"),
        ("acknowledged", "ack-1"),
        ("published", "2"),
        ("acknowledged", "ack-2"),
    ]


def test_a_letter_that_cannot_be_published_stays_with_all_after_it() -> None:
    source = FakeSource([letter("1"), letter("2", b"too large"), letter("3")])
    letters = DeadLetters(source)
    with pytest.raises(GoogleError):
        letters.replay(source, None)
    assert source.done == [
        ("published", "1"),
        ("acknowledged", "ack-1"),
        ("released", "ack-2"),
        ("released", "ack-3"),
    ]
    assert [one.event_id for one in letters.replayed] == ["1"]


def test_a_letter_that_comes_again_while_it_is_held_is_one_and_released_as_it_came_last() -> None:
    source = FakeSource([letter("1")], [letter("1", ack_id="later"), letter("2")])
    found = DeadLetters(source).look(10)
    assert [one.event_id for one in found] == ["1", "2"]
    assert source.done == [("released", "later"), ("released", "ack-2")]


def test_a_look_ends_at_its_limit() -> None:
    source = FakeSource([letter("1"), letter("2"), letter("3")], [letter("4")])
    assert [one.event_id for one in DeadLetters(source).look(2)] == ["1", "2"]
    assert source.done == [("released", "ack-1"), ("released", "ack-2")]

"""The smoke test, on the local stack and on receivers that only look as if they worked."""

import http.server
import threading
from collections.abc import Callable, Iterator

import click
import pytest

from cli.config import Config
from deploy import smoke
from deploy.__main__ import main
from deploy.errors import DeployError
from tests.stack import Stack


def settings(stack: Stack, **more: str) -> Config:
    names = {"GOOGLE_CLOUD_PROJECT": stack.project, "SECRET_MANAGER_EMULATOR_HOST": stack.secrets}
    return Config.from_env(names | more)


@pytest.fixture
def config(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stack.firestore)
    # As in the command, the clients are closed at the end.
    with click.Context(main):
        yield settings(stack)


@pytest.fixture
def receiver() -> Iterator[Callable[[bytes, int], str]]:
    """Return the address of a receiver with this answer to /health and this status to a POST."""
    servers = []

    def start(health: bytes, status: int) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(health)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Stay silent."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_signed_event_gets_through_and_leaves_nothing_but_its_record(
    stack: Stack, config: Config
) -> None:
    before = {name: stack.documents(name) for name in ("contacts", "conversations", "activities")}
    smoke.check(stack.receiver, config)
    records = [
        record
        for record in stack.documents("webhook_events").values()
        if record.get("event_type") == smoke.EVENT_TYPE
    ]
    assert records
    assert all(record["ignored"] and record["processed"] for record in records)
    assert before == {name: stack.documents(name) for name in before}


def test_a_receiver_with_another_health_is_not_ours(
    config: Config, receiver: Callable[[bytes, int], str]
) -> None:
    with pytest.raises(DeployError, match="health"):
        smoke.check(receiver(b'"hello"', 200), config)


def test_a_receiver_that_refuses_a_good_signature_is_not_rolled_out(
    config: Config, receiver: Callable[[bytes, int], str]
) -> None:
    with pytest.raises(DeployError, match="answered with 403"):
        smoke.check(receiver(b'{"status": "ok"}', 403), config)


def test_a_receiver_that_only_says_so_is_not_rolled_out(
    config: Config, receiver: Callable[[bytes, int], str]
) -> None:
    with pytest.raises(DeployError, match="not stored within 1 s"):
        smoke.check(receiver(b'{"status": "ok"}', 200), config, store_seconds=1)


def test_a_receiver_that_does_not_answer_is_not_rolled_out(config: Config) -> None:
    with pytest.raises(DeployError, match="does not answer: ConnectionError"):
        smoke.check("http://127.0.0.1:9", config)


@pytest.mark.usefixtures("config")
def test_without_a_secret_the_smoke_test_says_so(stack: Stack) -> None:
    nowhere = settings(stack, SIGNING_KEYS_SECRET="no-such")
    with pytest.raises(DeployError, match="no-such cannot be read: NotFound"):
        smoke.check(stack.receiver, nowhere)


@pytest.mark.parametrize("keys", [(), ("%%%",)])
def test_without_a_usable_key_the_smoke_test_says_so(keys: tuple[str, ...]) -> None:
    with pytest.raises(DeployError, match="no signing key yet"):
        smoke.signer(keys)

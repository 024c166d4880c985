"""A receiver of a test's own: a real functions-framework process with any settings."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from openphone.signatures import sign
from receiver.app import WEBHOOK_PATH

HOST = "127.0.0.1"
HEX_KEY = "key of a test"
START_SECONDS = 30


def closed_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as server:
        server.bind((HOST, 0))
        port: int = server.getsockname()[1]
        return port


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: Any


@dataclass
class Service:
    """A running receiver."""

    url: str
    log: Path

    def logs(self) -> str:
        return self.log.read_text()

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        """Post a body, signed under `hex` where no headers are given."""
        signed = sign("hex", HEX_KEY, body, at=0) if headers is None else headers
        response = requests.post(self.url + WEBHOOK_PATH, data=body, headers=signed, timeout=30)
        return Answer(response.status_code, dict(response.headers), response.json())

    def send(self, head: Sequence[bytes], body: bytes = b"", method: bytes = b"POST") -> Answer:
        """Send a request byte by byte, as no client library would; the connection stays open."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        lines = [method + b" " + WEBHOOK_PATH.encode() + b" HTTP/1.1", b"Host: test", *head]
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            response = http.client.HTTPResponse(connection, method=method.decode())
            response.begin()
            text = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, _parsed(text))


def _parsed(text: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except ValueError:
        return text


def start(env: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start functions-framework with these settings and no others."""
    framework = [sys.executable, "-m", "functions_framework", "--asgi"]
    target = ["--target", "receive", "--source", "receiver/main.py"]
    where = ["--host", HOST, "--port", str(port)]
    with log.open("wb") as out:
        return subprocess.Popen(
            [*framework, *target, *where],
            env={"PATH": os.environ["PATH"], **env},
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextlib.contextmanager
def running(folder: Path, **env: str) -> Iterator[Service]:
    """Run a receiver until the block ends."""
    port = closed_port()
    service = Service(f"http://{HOST}:{port}", folder / f"receiver-{port}.log")
    process = start({"GOOGLE_CLOUD_PROJECT": "demo-openphone", **env}, port, service.log)
    try:
        _wait(service, process)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(service: Service, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(service.url + "/health", timeout=5).ok:
                return
        time.sleep(0.05)
    raise AssertionError(f"the receiver did not start:\n{service.logs()}")


class Topic:
    """A topic of the Pub/Sub emulator with a subscription to read it by."""

    def __init__(self, host: str, project: str, name: str) -> None:
        self.name = name
        self._base = f"http://{host}/v1/projects/{project}"
        self._put(f"topics/{name}", {})
        self._put(f"subscriptions/{name}", {"topic": f"projects/{project}/topics/{name}"})

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages that nobody has taken yet, and take them."""
        url = f"{self._base}/subscriptions/{self.name}"
        body = {"maxMessages": 100, "returnImmediately": True}
        pulled = requests.post(f"{url}:pull", json=body, timeout=30).json()
        received: list[dict[str, Any]] = pulled.get("receivedMessages", [])
        if received:
            acks = {"ackIds": [message["ackId"] for message in received]}
            requests.post(f"{url}:acknowledge", json=acks, timeout=30).raise_for_status()
        return [message["message"] for message in received]

    def _put(self, path: str, body: dict[str, Any]) -> None:
        requests.put(f"{self._base}/{path}", json=body, timeout=30).raise_for_status()

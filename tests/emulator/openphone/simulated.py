"""A simulated OpenPhone in this process, and a receiver of what it delivers, for tests."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import requests

from emulator.openphone.app import OpenPhone
from emulator.openphone.auth import API_KEY
from emulator.ports import HOST
from tests.stack import until

VERSION = {"Quo-Api-Version": "2026-03-30"}
FAST = 1e6  # the whole retry schedule in a tenth of a second


class Client:
    """Asks a simulator, with the right key and, where needed, the right version."""

    def __init__(self, url: str, key: str = API_KEY) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.headers["Authorization"] = key

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:  # noqa: ANN401 - passed on
        headers = {} if path.startswith("/v1/") else VERSION
        headers = headers | more.pop("headers", {})
        return self._session.request(method, self.url + path, headers=headers, timeout=20, **more)

    def get(self, path: str, **params: Any) -> Any:  # noqa: ANN401 - JSON
        answer = self.ask("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ids(self, path: str, **params: Any) -> list[str]:  # noqa: ANN401 - passed on
        return [item["id"] for item in self.get(path, **params)["data"]]

    def post(self, endpoint: str, expected: int = 201, /, **fields: Any) -> Any:  # noqa: ANN401 - JSON
        answer = self.ask("POST", endpoint, json=fields)
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.content else None

    def register(self, url: str, *events: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        return self.post("/webhooks", url=url, events=list(events), **more)["data"]

    def register_v1(self, family: str, url: str, *events: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        return self.post(f"/v1/webhooks/{family}", url=url, events=list(events), **more)["data"]

    def play(self, event_type: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        return self.post("/simulator/events", type=event_type, **more)["data"]

    def deliveries(self, count: int, status: str) -> list[Any]:
        """Return the deliveries once at least `count` have that status."""

        def found() -> list[Any]:
            every = self.get("/simulator/deliveries")["data"]
            fitting = [one for one in every if one["status"] == status]
            return fitting if len(fitting) >= count else []

        return list(until(found, 20, f"there were not {count} deliveries with status {status}"))

    def close(self) -> None:
        self._session.close()


@contextlib.contextmanager
def simulator(**options: Any) -> Iterator[Client]:  # noqa: ANN401 - passed on
    """Run a simulator on a free port, without a rate limit, with its samples on 2026-04-02."""
    running = OpenPhone(0, **({"rate": 0, "as_written": True} | options))
    client = Client(running.url)
    try:
        yield client
    finally:
        client.close()
        running.stop()


class Received(NamedTuple):
    """One delivery as it came in; `at` is in monotonic seconds."""

    at: float
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)

    @property
    def raw(self) -> dict[str, bytes]:
        return {name: value.encode() for name, value in self.headers.items()}


class Receiver:
    """Takes deliveries; answers 200, or the next of `answers`: a status, or seconds of silence."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[int | float] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = outer.answers.pop(0) if outer.answers else 200
                outer.received.append(Received(time.monotonic(), headers, body))
                if isinstance(answer, float):
                    outer.stopping.wait(answer)
                    return
                self.send_response(answer)
                if answer == 302:
                    self.send_header("location", outer.url)
                self.end_headers()
                self.wfile.write(b"seen")

            def log_message(self, *_: object) -> None:
                pass

        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{HOST}:{self._server.server_address[1]}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def wait(self, count: int) -> list[Received]:
        """Return all that came in, once there are `count`."""
        problem = f"fewer than {count} deliveries came"
        until(lambda: len(self.received) >= count, 20, problem)
        return list(self.received)

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

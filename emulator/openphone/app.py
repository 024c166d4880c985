"""An OpenPhone (Quo) for one machine: both generations of its API, and a sender of webhooks.

`python -m emulator.openphone --port N` runs it alone. It is as strict as the API: what that
refuses is refused here, but for http addresses of webhooks on 127.0.0.1. The business it holds
is that of the sample events, with some messages and calls that no webhook told of.

Its own endpoints, under /simulator, order faults, show requests and deliveries, and make things
happen; see emulator/openphone/admin.py.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from emulator.errors import StackError
from emulator.openphone import admin, routes
from emulator.openphone.auth import API_KEY, BASIC_API_KEY, Gate
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, body
from emulator.openphone.sender import ANSWER_SECONDS, Sender, Settings
from emulator.openphone.server import Server
from emulator.openphone.subscriptions import Webhooks
from emulator.openphone.wire import Answer, Request
from emulator.openphone.workspace import Workspace
from emulator.ports import HOST, LAST_PORT

__all__ = ["API_KEY", "BASIC_API_KEY", "OpenPhone"]

RATE = 10  # https://www.quo.com/docs/mdx/api-reference/rate-limits


class OpenPhone:
    """The running simulator."""

    def __init__(  # noqa: PLR0913 - one parameter an option
        self,
        port: int,
        *,
        time_scale: float = 1.0,
        rate: int = RATE,
        items: int = 0,
        shuffle: int | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        as_written: bool = False,
    ) -> None:
        """Listen on the port of 127.0.0.1, 0 for a free one. Raises StackError when it cannot.

        The parameters are the options of the command; `as_written` leaves the sample business
        on its own day, 2026-04-02, instead of moving it to the last day that is over.
        """
        now = None if as_written else datetime.now(UTC)
        self._workspace = Workspace(now, items)
        self._webhooks = Webhooks()
        self._gate = Gate(rate)
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._sender = Sender(self._webhooks, Settings(time_scale, answer_seconds, shuffle))
        try:
            self._server = Server(port, self._respond)
        except OSError as error:
            self._sender.stop()
            raise StackError(f"The OpenPhone simulator cannot use port {port}.") from error
        self.port: int = self._server.server_address[1]
        self.url = f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """Close the port, and end requests and deliveries."""
        self._stopping.set()
        self._server.stop()
        self._sender.stop()

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith(f"{admin.PREFIX}/"):
            return self._answer(request, self._administer)
        note = self._gate.log(request)
        answer = self._answer(request, self._pass)
        note["status"] = answer.status
        return answer

    def _answer(self, request: Request, respond: Callable[[Request], Answer]) -> Answer:
        try:
            return respond(request)
        except routes.WrongMethodError as error:
            allowed = {"allow": ", ".join(error.allowed)}
            return Answer(error.status, body(error, request.path), allowed)
        except ApiError as error:
            return Answer(error.status, body(error, request.path))

    def _administer(self, request: Request) -> Answer:
        with self._lock:
            return admin.answer(self._context(request), self._gate)

    def _pass(self, request: Request) -> Answer:
        plan = self._gate.plan(request)
        failed = self._gate.fail(request, self._stopping)
        if failed:
            return failed
        endpoint, ids = routes.find(request)
        with self._lock:
            return endpoint(self._context(request, ids, business=plan == "business"))

    def _context(
        self, request: Request, ids: tuple[str, ...] = (), *, business: bool = True
    ) -> Context:
        return Context(self._workspace, self._webhooks, self._sender, request, ids, business)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulator until a signal comes, and give the exit status."""
    options = _parser().parse_args(arguments)
    given = vars(options)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    try:
        simulator = OpenPhone(given.pop("port"), **given)
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"ready {simulator.url}\n")
    sys.stdout.flush()
    stopped.wait()
    simulator.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m emulator.openphone",
        description="A simulator of OpenPhone's API and webhooks, on 127.0.0.1. "
        f"Its API keys are {API_KEY}, and {BASIC_API_KEY} for a plan without summaries.",
    )
    parser.add_argument("--port", type=_port, default=8084, help="0 takes a free one (8084)")
    parser.add_argument(
        "--time-scale",
        type=float,
        default=1.0,
        metavar="S",
        help="how many seconds of the retry schedule pass in one: 3600 is an hour a second (1)",
    )
    parser.add_argument(
        "--rate", type=int, default=RATE, help="requests a second for each key, 0 for any (10)"
    )
    parser.add_argument("--items", type=int, default=0, help="so many more messages and calls (0)")
    parser.add_argument(
        "--shuffle", type=int, metavar="SEED", help="deliver out of order, and some twice"
    )
    parser.add_argument(
        "--answer-seconds",
        type=float,
        default=ANSWER_SECONDS,
        help="how long a delivery waits for its answer (10)",
    )
    parser.add_argument(
        "--as-written", action="store_true", help="leave the samples on their day, 2026-04-02"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LAST_PORT}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

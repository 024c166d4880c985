"""What every request passes before an endpoint sees it: the key, the rate, and ordered faults."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from emulator.openphone.errors import ApiError, Item, body
from emulator.openphone.wire import Answer, Request

# Public constants: they protect nothing. The second is of a plan without summaries.
API_KEY = "local-api-key-not-a-secret"
BASIC_API_KEY = "local-api-key-without-business-plan"
PLANS = {API_KEY: "business", BASIC_API_KEY: "basic"}

WINDOW_SECONDS = 1.0


@dataclass
class Fault:
    """Something to go wrong with the next `times` requests that begin with `path`.

    `hang` seconds pass first; then the answer is `status` with `body`, or the API's own shape,
    or the connection is closed (`drop`), or the request is answered as usual.
    """

    times: int = 1
    path: str = "/"
    method: str = ""
    status: int = 0
    hang: float = 0
    drop: bool = False
    body: Item | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, request: Request) -> bool:
        """Say whether it is meant for a request."""
        return request.path.startswith(self.path) and self.method in ("", request.method)


class DroppedError(Exception):
    """The connection is to be closed without an answer."""


class Gate:
    """Keys, rate, faults, and the log of requests. Its methods may be called at once."""

    def __init__(self, rate: int) -> None:
        """Let `rate` requests a second pass for each key; 0 lets all pass."""
        self.rate = rate
        self._lock = threading.Lock()
        self._passed: dict[str, deque[float]] = {plan: deque() for plan in PLANS.values()}
        self._faults: list[Fault] = []
        self._log: list[Item] = []

    def log(self, request: Request) -> Item:
        """Note a request, without its key, and give the note; the status is added to it."""
        key = request.headers.get("authorization", "")
        note = {
            "at": time.time(),
            "method": request.method,
            "path": request.path,
            "query": [list(pair) for pair in request.query],
            "key": PLANS.get(key, "unknown" if key else "none"),
            "status": None,
        }
        with self._lock:
            self._log.append(note)
        return note

    def requests(self) -> list[Item]:
        """Give the notes, the first first."""
        with self._lock:
            return list(self._log)

    def forget_requests(self) -> None:
        """Begin the log anew."""
        with self._lock:
            self._log.clear()

    def plan(self, request: Request) -> str:
        """Give the plan that the key belongs to.

        Raises ApiError: 401 for a key that is not known, as one with `Bearer` before it; 429
        where the key has had its requests of this second.
        """
        plan = PLANS.get(request.headers.get("authorization", ""))
        if not plan:
            raise ApiError(401)
        with self._lock:
            passed, now = self._passed[plan], time.monotonic()
            while passed and passed[0] <= now - WINDOW_SECONDS:
                passed.popleft()
            if self.rate and len(passed) >= self.rate:
                raise ApiError(429)
            passed.append(now)
        return plan

    def fail(self, request: Request, stopping: threading.Event) -> Answer | None:
        """Give the answer of a fault that is ordered for a request; None where none is.

        Raises DroppedError where the fault is a closed connection.
        """
        with self._lock:
            fault = next((fault for fault in self._faults if fault.fits(request)), None)
            if not fault:
                return None
            fault.times -= 1
            if fault.times < 1:
                self._faults.remove(fault)
        stopping.wait(fault.hang)
        if fault.drop:
            raise DroppedError
        if not fault.status:
            return None
        shape = fault.body or body(ApiError(fault.status), request.path)
        return Answer(fault.status, shape, fault.headers)

    def order(self, fault: Fault) -> None:
        """Order a fault, behind those that are ordered already."""
        with self._lock:
            self._faults.append(fault)

    def faults(self) -> list[Fault]:
        """Give the faults that are still to come."""
        with self._lock:
            return list(self._faults)

    def forget_faults(self) -> None:
        """Take back all faults."""
        with self._lock:
            self._faults.clear()

"""How long a request is retried: urllib3's retries, under a rate limit and a deadline."""

import random
import threading
import time
from typing import Any, Self

from urllib3.exceptions import InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

# The wait after the first failure, at most; it doubles with every further one.
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
TOO_MANY = 429
FAILURES = (500, 502, 503, 504)
# A repeated PATCH sets what the first one has set.
_REPEATABLE = ("GET", "HEAD", "PUT", "PATCH", "DELETE")


class Limiter:
    """Spreads requests evenly, at a given rate; threads may share it."""

    def __init__(self, per_second: float) -> None:
        """Let the first request go at once."""
        self._gap = 1 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may go."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        time.sleep(turn - now)


class Patience(Retry):
    """Retries what may be repeated, until some seconds after the first failure.

    What was refused with 429 or never reached the server was not carried out: any method may be
    retried. After a timeout or a failure of the server a POST may have been, so it is not.
    """

    def __init__(
        self, *, limiter: Limiter, seconds: float, deadline: float = 0, **settings: object
    ) -> None:
        """Take the limiter, which every retry waits for, too; the first failure sets `deadline`."""
        ours: dict[str, Any] = {
            "total": None,
            "other": 0,
            "allowed_methods": _REPEATABLE,
            "status_forcelist": FAILURES,
            "raise_on_status": False,
        }
        super().__init__(**ours | settings)
        self._limiter, self._seconds, self.deadline = limiter, seconds, deadline

    def new(self, **changes: Any) -> Self:  # noqa: ANN401 - urllib3's signature
        """Return the state after one more failure."""
        deadline = self.deadline or time.monotonic() + self._seconds
        own = {"limiter": self._limiter, "seconds": self._seconds, "deadline": deadline}
        return super().new(**own | changes)

    def is_retry(
        self,
        method: str,
        status_code: int,
        has_retry_after: bool = False,  # noqa: FBT001, FBT002 - urllib3's signature
    ) -> bool:
        """Return whether an answer with this status is worth another attempt."""
        return status_code == TOO_MANY or super().is_retry(method, status_code, has_retry_after)

    def increment(self, *args: Any, **failure: Any) -> Self:  # noqa: ANN401 - urllib3's signature
        """Count a failure. Raises as urllib3 does when no time is left for another attempt."""
        following = super().increment(*args, **failure)
        response = failure.get("response")
        asked = following.get_retry_after(response) if response else None
        if following.deadline - time.monotonic() < (asked or 0):
            return following.new(total=0).increment(*args, **failure)
        return following

    def get_backoff_time(self) -> float:
        """Return the seconds before the next attempt, up to half of them taken off at random."""
        longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (len(self.history) - 1))
        return longest * random.uniform(0.5, 1)  # noqa: S311 - nothing to guess

    def parse_retry_after(self, retry_after: str) -> float:
        """Return the seconds of Retry-After; 0, which leaves the wait to us, if unreadable."""
        try:
            return super().parse_retry_after(retry_after)
        except InvalidHeader:
            return 0

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait as long as the server asked, else by the backoff; then for the limiter."""
        super().sleep(response)
        self._limiter.wait()

"""API keys, and how many requests each may make a second."""

import time
from collections import deque

from starlette.requests import HTTPConnection

from emulator.openphone.errors import ApiError

# Public constants: they protect nothing. The second belongs to a plan without summaries.
API_KEY = "local-api-key-not-a-secret"
BASIC_API_KEY = "local-api-key-without-business-plan"
PLANS = {API_KEY: "business", BASIC_API_KEY: "basic"}

WINDOW_SECONDS = 1.0


def plan(connection: HTTPConnection) -> str | None:
    """Return the plan that the key of a request belongs to; None where the key is unknown.

    The key stands alone in the header: `Bearer` before it makes it unknown.
    """
    return PLANS.get(connection.headers.get("authorization", ""))


class RateLimit:
    """Lets `rate` requests a second pass for each plan; 0 lets all pass."""

    def __init__(self, rate: int) -> None:
        """Begin with no request seen."""
        self.rate = rate
        self._passed: dict[str, deque[float]] = {name: deque() for name in PLANS.values()}

    def check(self, name: str) -> None:
        """Count a request. Raises ApiError, 429, where the plan has used up this second."""
        passed, moment = self._passed[name], time.monotonic()
        while passed and passed[0] <= moment - WINDOW_SECONDS:
            passed.popleft()
        if self.rate and len(passed) >= self.rate:
            raise ApiError(429)
        passed.append(moment)

"""What stands between OpenPhone and the receiver, and fails for a while when a test says so."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import requests

from tests.openphone.fake_server import Asked, FakeServer, Reply, serve
from tests.stack import until

SECONDS = 20
# The header that is the same at every attempt of a delivery, by generation: the legacy one repeats
# the time and the signature of the first.
NAMED_BY = {"v4": "openphone-signature", "2026-03-30": "webhook-id"}
_OF_THE_CONNECTION = ("host", "connection", "content-length", "accept-encoding")


class Passed(NamedTuple):
    """A delivery, and the status that it was answered with: 0 for no answer at all."""

    asked: Asked
    status: int

    @property
    def signature(self) -> str:
        """The signature of a legacy delivery, with its time; empty for the other generation."""
        return self.asked.headers.get(NAMED_BY["v4"], "")


class Gateway:
    """Hands requests on to the receiver, or fails.

    It fails in three ways in turn: it answers 503; it answers nothing; it hands the request on
    and loses the answer.
    """

    def __init__(self, receiver: str) -> None:
        """Take the receiver's address."""
        self._receiver, self._down = receiver, False
        self._ways: Iterator[Callable[[Asked], Reply]] = itertools.cycle(
            (self._refuse, self._hang_up, self._lose_the_answer)
        )
        self.url = ""
        self.passed: list[Passed] = []

    @contextlib.contextmanager
    def open(self) -> Iterator["Gateway"]:
        """Listen at `url`."""
        server: FakeServer
        with serve(self._answer) as server:
            self.url = server.url
            yield self

    def fail_until(self, failures: Mapping[str, int]) -> None:
        """Fail until so many deliveries of each generation have failed."""
        start, self._down = len(self.passed), True

        def failed(shape: str) -> set[str]:
            attempts = [one for one in self.passed[start:] if one.status != requests.codes.ok]
            return {one.asked.headers.get(NAMED_BY[shape], "") for one in attempts} - {""}

        def enough() -> bool:
            return all(len(failed(shape)) >= count for shape, count in failures.items())

        try:
            until(enough, SECONDS, "too few deliveries came")
        finally:
            self._down = False

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Let nothing through meanwhile."""
        ways, self._ways = self._ways, itertools.cycle((self._refuse,))
        self._down = True
        try:
            yield
        finally:
            self._down, self._ways = False, ways

    def retried(self) -> list[Passed]:
        """Return the legacy deliveries that were accepted after the same one had failed."""
        failed: set[str] = set()
        found = []
        for one in self.passed:
            if one.status != requests.codes.ok:
                failed.add(one.signature)
            elif one.signature in failed - {""}:
                found.append(one)
        return found

    def hand_on(self, asked: Asked) -> Reply:
        """Return the receiver a request, and its answer back."""
        headers = {
            name: value for name, value in asked.headers.items() if name not in _OF_THE_CONNECTION
        }
        url = self._receiver + asked.path
        answer = requests.request(asked.method, url, data=asked.body, headers=headers, timeout=30)
        return Reply(answer.status_code, answer.content)

    def _answer(self, asked: Asked) -> Reply:
        reply = next(self._ways)(asked) if self._down else self.hand_on(asked)
        self.passed.append(Passed(asked, reply.status))
        return reply

    def _refuse(self, _: Asked) -> Reply:
        return Reply(503)

    def _hang_up(self, _: Asked) -> Reply:
        return Reply(0)

    def _lose_the_answer(self, asked: Asked) -> Reply:
        self.hand_on(asked)
        return Reply(0)

"""Fetches what belongs to a call, if it exists and the plan includes it."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from cli.backfill.report import Report
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import ApiError, Request, item
from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched import parts
from openphone.fetched.item import RECORDING, SUMMARY, TRANSCRIPT, VOICEMAIL, Fetched, text

_NOT_THERE = (402, 403, 404)
_NOT_IN_PLAN = (402, 403)
_WRONG_KEY = 401
# A plan includes these for all calls or for none.
_OF_PLAN = (SUMMARY, TRANSCRIPT)
# This many failures of the server in a row are not the call's fault.
_MOST_IN_A_ROW = 3

Answer = TypeVar("Answer")


class Parts:
    """Asks for the parts of calls; what is not available is counted, and is no failure."""

    def __init__(self, api: Api, report: Report, closed: set[str]) -> None:
        """Take the kinds that the plan is known not to include; more are added to the set."""
        self._api, self._report, self._closed = api, report, closed
        self._in_a_row = 0
        # Also by a run that this one resumes.
        self._answered = {kind for kind in _OF_PLAN if report.has_some(kind)}

    def of_v1(self, call: Fetched, listed: Json) -> Iterator[Fetched]:
        """Yield the events of all parts of a call that v1 has listed. Raises ApiError."""
        yield from self._recordings(call, v1.list_recordings(call.id))
        for kind, request, make in _OF_V1:
            if kind == VOICEMAIL and text(listed, "direction") == "outgoing":
                continue
            if answer := self._ask(kind, call, self._item, request(call.id)):
                yield from self._made(kind, call, make, answer)

    def of_2026(self, call: Fetched, listed: Json) -> Iterator[Fetched]:
        """Yield the events of all parts of a call that the current API has listed.

        Its summary and voicemail came with it. Raises ApiError.
        """
        yield from self._recordings(call, v2026.list_recordings(call.id))
        pieces = self._ask(TRANSCRIPT, call, self._list, v2026.list_transcripts(call.id))
        if pieces:
            yield from self._made(TRANSCRIPT, call, parts.transcript, pieces)
        for kind, make in ((SUMMARY, parts.summary), (VOICEMAIL, parts.voicemail)):
            section = listed.get(kind)
            if isinstance(section, Mapping):
                yield from self._made(kind, call, make, section)

    def _recordings(self, call: Fetched, request: Request) -> Iterator[Fetched]:
        for one in self._ask(RECORDING, call, self._list, request) or ():
            yield from self._made(RECORDING, call, parts.recording, one)

    def _item(self, request: Request) -> Json:
        return item(self._api.send(request))

    def _list(self, request: Request) -> list[Json]:
        return list(self._api.pages(request))

    def _made(
        self,
        kind: str,
        call: Fetched,
        make: Callable[[Fetched, Answer], Fetched | None],
        answer: Answer,
    ) -> Iterator[Fetched]:
        """Yield an event; what is not complete yet is not available."""
        try:
            made = make(call, answer)
        except EventError as error:
            self._report.of(kind).seen += 1
            self._report.fail(kind, call.id, str(error))
            return
        if made:
            yield made
        else:
            self._report.of(kind).not_available += 1

    def _ask(
        self, kind: str, call: Fetched, send: Callable[[Request], Answer], request: Request
    ) -> Answer | None:
        """Return the answer, None if there is none."""
        if kind in self._closed:
            self._report.of(kind).not_available += 1
            return None
        try:
            answer = send(request)
        except ApiError as error:
            self._refused(kind, call, error)
            return None
        self._in_a_row = 0
        self._answered.add(kind)
        return answer

    def _refused(self, kind: str, call: Fetched, error: ApiError) -> None:
        if error.status in _NOT_THERE:
            self._in_a_row = 0
            self._report.of(kind).not_available += 1
            # What one call has is in the plan: then this refusal concerns the one call.
            of_plan = kind in _OF_PLAN and kind not in self._answered
            if error.status in _NOT_IN_PLAN and of_plan:
                self._closed.add(kind)
            return
        self._in_a_row += 1
        if error.status == _WRONG_KEY or self._in_a_row >= _MOST_IN_A_ROW:
            raise error
        self._report.of(kind).seen += 1
        self._report.fail(kind, call.id, str(error))


_OF_V1 = (
    (SUMMARY, v1.get_summary, parts.summary),
    (TRANSCRIPT, v1.get_transcript, lambda call, piece: parts.transcript(call, [piece])),
    (VOICEMAIL, v1.get_voicemail, parts.voicemail),
)

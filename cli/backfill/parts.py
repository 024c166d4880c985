"""Fetches what belongs to a call, if it exists and the plan includes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
        self._answered = {kind for kind in report.kinds if _had(report, kind)}

    def of_v1(self, call: Fetched, listed: Json) -> Iterator[Fetched]:
        """Yield the events of all parts of a call that v1 has listed. Raises ApiError."""
        yield from self._recordings(call, v1.list_recordings(call.id))
        if summary := self._one(SUMMARY, call, v1.get_summary(call.id)):
            yield from self._made(SUMMARY, call, lambda: parts.summary(call, summary))
        if transcript := self._one(TRANSCRIPT, call, v1.get_transcript(call.id)):
            yield from self._made(TRANSCRIPT, call, lambda: parts.transcript(call, [transcript]))
        if text(listed, "direction") == "outgoing":
            return
        if voicemail := self._one(VOICEMAIL, call, v1.get_voicemail(call.id)):
            yield from self._made(VOICEMAIL, call, lambda: parts.voicemail(call, voicemail))

    def of_2026(self, call: Fetched, listed: Json) -> Iterator[Fetched]:
        """Yield the events of all parts of a call that the current API has listed.

        Its summary and voicemail came with it. Raises ApiError.
        """
        yield from self._recordings(call, v2026.list_recordings(call.id))
        pieces = self._list(TRANSCRIPT, call, v2026.list_transcripts(call.id))
        if pieces:
            yield from self._made(TRANSCRIPT, call, lambda: parts.transcript(call, pieces))
        for kind, make in _SECTIONS.items():
            section = listed.get(kind)
            if isinstance(section, Mapping):
                yield from self._made(kind, call, lambda: make(call, section))  # noqa: B023 - used at once

    def _recordings(self, call: Fetched, request: Request) -> Iterator[Fetched]:
        for one in self._list(RECORDING, call, request):
            yield from self._made(RECORDING, call, lambda: parts.recording(call, one))  # noqa: B023 - used at once

    def _made(
        self, kind: str, call: Fetched, make: Callable[[], Fetched | None]
    ) -> Iterator[Fetched]:
        """Yield an event; what is not complete yet is not available."""
        try:
            made = make()
        except EventError as error:
            self._report.of(kind).seen += 1
            self._report.fail(kind, call.id, str(error))
            return
        if made:
            yield made
        else:
            self._report.of(kind).not_available += 1

    def _one(self, kind: str, call: Fetched, request: Request) -> Json | None:
        return self._ask(kind, call, lambda: item(self._api.send(request)))

    def _list(self, kind: str, call: Fetched, request: Request) -> list[Json]:
        return self._ask(kind, call, lambda: list(self._api.pages(request))) or []

    def _ask(self, kind: str, call: Fetched, send: Callable[[], Answer]) -> Answer | None:
        if kind in self._closed:
            self._report.of(kind).not_available += 1
            return None
        try:
            answer = send()
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


def _had(report: Report, kind: str) -> bool:
    """Return whether the API has given something of a kind."""
    counts = report.of(kind)
    return bool(counts.known or counts.added or counts.published)


_SECTIONS: Mapping[str, Callable[[Fetched, Json], Fetched | None]] = {
    SUMMARY: parts.summary,
    VOICEMAIL: parts.voicemail,
}


def no_parts(_call: Fetched, _listed: Json) -> Iterable[Fetched]:
    """Return the parts of what has none."""
    return ()

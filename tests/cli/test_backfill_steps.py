"""The steps of a backfill, each with the others replaced."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.backfill.checkpoint import State
from cli.backfill.listings import Listing, conversations, listings
from cli.backfill.parts import Parts
from cli.backfill.report import Report
from cli.backfill.run import Run
from cli.backfill.window import Window
from openphone.api.protocol import ApiError, Request
from openphone.events.envelope import Json
from openphone.fetched import v1
from openphone.fetched.item import CALL, MESSAGE, Fetched
from tests.cli.fake_api import FakeApi
from tests.cli.fetched_items import ANN, RECORDING, SUMMARY, call, counts, message

WINDOW = Window(datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC))


# The parts of calls


def parts_of(api: FakeApi, names: Iterable[str]) -> tuple[Report, list[Fetched]]:
    report = Report()
    parts = Parts(api, report, set())
    return report, [one for name in names for one in parts.of_v1(call(name), {})]


def test_what_is_not_there_or_not_in_the_plan_is_no_failure() -> None:
    api = FakeApi(
        {
            "/v1/call-summaries/AC1": 403,
            "/v1/call-transcripts/AC1": 404,
            "/v1/call-recordings/AC1": [{**RECORDING, "status": "in-progress"}],
        }
    )
    report, found = parts_of(api, ["AC1", "AC2"])
    assert found == []
    assert counts(report) == {
        "recording": {"not_available": 2},
        "summary": {"not_available": 2},
        "transcript": {"not_available": 2},
        "voicemail": {"not_available": 2},
    }
    assert "/v1/call-summaries/AC2" not in api.asked
    assert "/v1/call-transcripts/AC2" in api.asked


@pytest.mark.parametrize("status", [402, 403])
def test_a_refusal_after_an_answer_is_of_one_call_and_the_next_is_asked_for(status: int) -> None:
    api = FakeApi(
        {
            "/v1/call-summaries/AC1": SUMMARY,
            "/v1/call-summaries/AC2": status,
            "/v1/call-summaries/AC3": SUMMARY,
        }
    )
    report, found = parts_of(api, ["AC1", "AC2", "AC3"])
    assert [one.item_type for one in found] == ["summary", "summary"]
    assert counts(report)["summary"] == {"not_available": 1}


def test_an_answer_of_the_run_that_was_interrupted_counts_too() -> None:
    api = FakeApi({"/v1/call-summaries/AC2": 403, "/v1/call-summaries/AC3": SUMMARY})
    report, closed = Report(), set[str]()
    report.of("summary").known = 1
    parts = Parts(api, report, closed)
    found = [one for name in ("AC2", "AC3") for one in parts.of_v1(call(name), {})]
    assert [one.item_type for one in found] == ["summary"]
    assert closed == set()


def test_outgoing_calls_are_not_asked_for_voicemails() -> None:
    api = FakeApi({})
    assert list(Parts(api, Report(), set()).of_v1(call(), {"direction": "outgoing"})) == []
    assert not any("voicemail" in path for path in api.asked)


def test_a_part_that_the_api_fails_to_give_is_named_and_the_others_go_on() -> None:
    api = FakeApi({"/v1/call-recordings/AC1": 500, "/v1/call-summaries/AC1": SUMMARY})
    report, found = parts_of(api, ["AC1"])
    assert [one.item_type for one in found] == ["summary"]
    assert report.failures == [
        {
            "kind": "recording",
            "id": "AC1",
            "reason": "OpenPhone's API has a failure of its own (500). "
            "Run the command again later.",
        }
    ]


def test_an_odd_part_is_named_and_the_others_go_on() -> None:
    odd = {"status": "completed", "dialogue": ["Hi"]}
    api = FakeApi({"/v1/call-transcripts/AC1": odd, "/v1/call-summaries/AC1": SUMMARY})
    report, found = parts_of(api, ["AC1"])
    assert [one.item_type for one in found] == ["summary"]
    assert counts(report)["transcript"] == {"seen": 1, "failed": 1}


@pytest.mark.parametrize("status", [500, 0, 401])
def test_an_api_that_fails_again_and_again_stops_it(status: int) -> None:
    api = FakeApi({f"/v1/call-{name}/AC1": status for name in ("recordings", "summaries")})
    api.answers["/v1/call-transcripts/AC1"] = status
    with pytest.raises(ApiError):
        parts_of(api, ["AC1"])
    assert len(api.asked) == (1 if status == 401 else 3)


# The lists


def test_conversations_with_the_same_line_and_parties_are_asked_for_once() -> None:
    api = FakeApi(
        {
            "/v1/conversations": [
                {"id": "CN1", "phoneNumberId": "PN1", "participants": [ANN]},
                {"id": "CN2", "phoneNumberId": "PN1", "participants": [ANN]},
                {"id": "CN3", "phoneNumberId": "PN2", "participants": [ANN]},
                {"id": "CN4", "phoneNumberId": "PN1", "participants": []},
                {"id": "CN5", "participants": [ANN]},
            ]
        }
    )
    found = [(one["key"], one.get("id")) for one in conversations(api, WINDOW)]
    assert found == [("CN1", None), ("CN3", "CN3")]


def test_a_group_of_v1_has_messages_and_no_calls() -> None:
    group = {"id": "CN1", "phoneNumberId": "PN1", "participants": [ANN, "+15550107002"]}
    api = FakeApi({"/v1/phone-numbers": [], "/v1/conversations": [group]})
    parts = Parts(api, Report(), set())
    found = listings("v1", api, WINDOW, parts, contacts=True)
    assert [one.key for one in found] == ["CN1 messages", "contacts"]


class Taken:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def take(self, group: Sequence[Fetched]) -> None:
        self.ids += [one.id for one in group]


def run(
    api: FakeApi, *found: Listing, state: State | None = None
) -> tuple[Taken, State, list[State]]:
    sink, saved = Taken(), list[State]()
    begun = state or State("", "")
    Run(api, sink, begun, saved.append, lambda _: None).go(found)  # type: ignore[arg-type]
    return sink, begun, saved


def listing(path: str, **more: Any) -> Listing:  # noqa: ANN401 - handed on
    return Listing(path, MESSAGE, Request("GET", path), v1.message, **more)


def test_only_what_was_made_in_the_window_is_taken_and_older_pages_are_not_asked_for() -> None:
    api = FakeApi(
        {
            "/m": {
                "data": [
                    message("AC1", createdAt="2026-05-05T00:00:00.000Z"),
                    message("AC2", createdAt="2026-05-04T23:59:59.999Z"),
                ],
                "nextCursor": "2",
            },
            "/m 2": {
                "data": [
                    message("AC3", createdAt="2026-05-04T00:00:00.000Z"),
                    message("AC4", createdAt="2026-05-03T23:59:59.999Z"),
                ],
                "nextCursor": "3",
            },
        }
    )
    sink, state, _ = run(api, listing("/m", window=WINDOW, ordered=True))
    assert sink.ids == ["AC2", "AC3"]
    assert api.asked == ["/m", "/m 2"]
    assert state.done == {"/m"}


def test_it_goes_on_at_the_page_where_it_stopped() -> None:
    api = FakeApi({"/m 2": [message("AC2")], "/n": [message("AC3")]})
    state = State("", "", done={"/l"}, listing="/m", following={"after": "2"})
    sink, _, _ = run(api, listing("/l"), listing("/m"), listing("/n"), state=state)
    assert sink.ids == ["AC2", "AC3"]
    assert api.asked == ["/m 2", "/n"]


def test_a_page_token_that_has_expired_begins_the_list_again() -> None:
    api = FakeApi({"/m 2": 400, "/m": [message("AC1")]})
    state = State("", "", listing="/m", following={"after": "2"})
    sink, _, _ = run(api, listing("/m"), state=state)
    assert sink.ids == ["AC1"]


def test_a_page_of_this_run_that_is_refused_stops_it_also_after_the_list_began_again() -> None:
    api = FakeApi({"/m": {"data": [message("AC1")], "nextCursor": "2"}, "/m 2": 400})
    with pytest.raises(ApiError):
        run(api, listing("/m"))
    assert api.asked == ["/m", "/m 2"]
    api.asked.clear()
    state = State("", "", listing="/m", following={"after": "2"})
    with pytest.raises(ApiError):
        run(api, listing("/m"), state=state)
    assert api.asked == ["/m 2", "/m", "/m 2"]


def test_a_list_that_is_refused_from_its_beginning_too_stops_it() -> None:
    api = FakeApi({"/m": 400})
    with pytest.raises(ApiError):
        run(api, listing("/m"), state=State("", "", listing="/m", following={"after": "2"}))
    assert api.asked == ["/m 2", "/m"]


def test_a_list_that_is_refused_one_way_is_asked_for_the_other_way() -> None:
    first = {"data": [message("AC1")], "nextCursor": "2"}
    api = FakeApi({"/m": 400, "/m2": first, "/m2 2": [message("AC2")]})
    state = State("", "")
    sink, _, _ = run(api, listing("/m", otherwise=Request("GET", "/m2")), state=state)
    assert sink.ids == ["AC1", "AC2"]
    assert api.asked == ["/m", "/m2", "/m2 2"]


def test_a_list_that_is_refused_both_ways_stops_it() -> None:
    api = FakeApi({"/m": 400, "/m2": 400})
    with pytest.raises(ApiError):
        run(api, listing("/m", otherwise=Request("GET", "/m2")))
    assert api.asked == ["/m", "/m2"]


def test_calls_that_are_settled_are_passed_over() -> None:
    api = FakeApi({"/c": [{"id": "AC1"}, {"id": "AC2"}]})
    calls = Listing("/c", CALL, Request("GET", "/c"), lambda told: v1.call(told, {}))
    state = State("", "", listing="/c", items={"AC1"})
    sink, _, saved = run(api, calls, state=state)
    assert sink.ids == ["AC2"]
    assert len(saved) == 3


def test_a_call_is_settled_when_it_and_all_that_belongs_to_it_is() -> None:
    def parts(one: Fetched, _: Json) -> Iterable[Fetched]:
        if one.id == "AC2":
            raise ApiError("no answer")
        return ()

    api = FakeApi({"/c": [{"id": "AC1"}, {"id": "AC2"}]})
    read = Listing("/c", CALL, Request("GET", "/c"), lambda told: v1.call(told, {}), parts)
    state = State("", "")
    with pytest.raises(ApiError):
        run(api, read, state=state)
    assert (state.listing, state.items, state.done) == ("/c", {"AC1"}, set())


def test_a_conversation_that_the_api_refuses_is_named_and_the_others_go_on() -> None:
    api = FakeApi({"/m": 403, "/n": [message("AC1")]})
    sink, state, _ = run(api, listing("/m", conversation="CN1"), listing("/n", conversation="CN2"))
    assert sink.ids == ["AC1"]
    assert counts(state.report) == {"conversation": {"seen": 1, "failed": 1}}
    assert state.report.failures[0]["id"] == "CN1"


@pytest.mark.parametrize("status", [401, 503, 0])
def test_an_api_that_does_not_answer_stops_it_for_the_next_run(status: int) -> None:
    api = FakeApi({"/m": [message("AC1")], "/n": status})
    state = State("", "")
    with pytest.raises(ApiError):
        run(api, listing("/m"), listing("/n", conversation="CN2"), state=state)
    assert state.done == {"/m"}


def test_refused_conversations_one_after_the_other_stop_it() -> None:
    api = FakeApi({f"/{number}": 403 for number in range(5)})
    with pytest.raises(ApiError):
        run(api, *(listing(f"/{number}", conversation=f"CN{number}") for number in range(5)))
    assert len(api.asked) == 3


def test_a_conversation_whose_two_lists_are_refused_counts_and_is_named_once() -> None:
    paths = ("/1m", "/1c", "/2m", "/2c")
    api = FakeApi({**dict.fromkeys(paths, 403), "/3m": [message("AC1")]})
    sink, state, _ = run(api, *(listing(one, conversation=one[1]) for one in (*paths, "/3m")))
    assert sink.ids == ["AC1"]
    assert counts(state.report) == {"conversation": {"seen": 2, "failed": 2}}
    assert [one["id"] for one in state.report.failures] == ["1", "2"]


@pytest.mark.parametrize(
    ("odd", "name"), [({"text": "x"}, "without an id"), ({"id": 7}, "without an id")]
)
def test_an_item_that_is_none_is_named_and_the_others_go_on(odd: Json, name: str) -> None:
    sink, state, _ = run(FakeApi({"/m": [odd, message("AC1")]}), listing("/m"))
    assert sink.ids == ["AC1"]
    assert state.report.failures == [{"kind": "message", "id": name, "reason": "id: missing"}]

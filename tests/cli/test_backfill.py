"""`openphone backfill` as it is installed, against the simulator and the whole stack."""

import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulator.openphone.auth import BASIC_API_KEY
from tests.cli import console
from tests.cli.backfills import LINE, SINCE, Backfill, Business, counts
from tests.stack import Stack, until

ALL = {
    "messages": {"seen": 2},
    "calls": {"seen": 2},
    "recordings": {"seen": 1},
    "summaries": {"seen": 1},
    "transcripts": {"seen": 1},
    "voicemails": {"seen": 1},
    "contacts": {"seen": 1},
}


@pytest.fixture
def business(simulator: console.Simulator) -> Business:
    return Business(simulator)


@pytest.fixture
def backfill(stack: Stack, simulator: console.Simulator, tmp_path: Path) -> Backfill:
    return Backfill(stack, simulator, tmp_path)


def each(**how: int) -> dict[str, dict[str, int]]:
    """All of the business, each kind with all of it counted in one more way."""
    return {kind: {**seen, **dict.fromkeys(how, seen["seen"])} for kind, seen in ALL.items()}


def without_refusals(found: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {
        kind: {name: number for name, number in one.items() if name != "not_available"}
        for kind, one in found.items()
    }


def test_it_fills_an_empty_store_and_a_second_run_changes_nothing(
    backfill: Backfill, business: Business, simulator: console.Simulator
) -> None:
    simulator.admin("PATCH", "/settings", {"rate": 10})
    assert without_refusals(backfill.counts()) == each(added=1)
    stored = backfill.stored(business)
    assert_complete(stored, business)
    assert stored[f"activities/{business.call}"]["status"] == "answered"
    assert stored[f"activities/{business.missed}"]["status"] == "unanswered"
    assert without_refusals(backfill.counts()) == each(known=1)
    assert backfill.documents(business) == stored
    assert {one["status"] for one in simulator.requests()} == {200}
    assert backfill.states() == []


def assert_complete(stored: dict[str, Any], business: Business) -> None:
    call = stored[f"activities/{business.call}"]
    assert call["direction"] == "incoming"
    assert call["participants"] == [business.ann, "+15550100001"]
    assert call["conversation_id"] == business.ann
    assert call["duration_seconds"] == 30
    assert call["occurred_at"] == datetime(2026, 5, 4, 9, 2, tzinfo=UTC)
    assert call["phone_number_id"] == LINE
    assert call["ai_summary"]["text"] == "The roof leaks."
    assert call["ai_transcript"]["dialogue"][0]["text"] == "It leaks."
    assert [one["duration_seconds"] for one in call["recordings"]] == [30]
    missed = stored[f"activities/{business.missed}"]
    assert missed["voicemail"]["transcript"] == "Call me."
    assert stored[f"activities/{business.received}"]["status"] == "received"
    assert stored[f"activities/{business.sent}"]["body"] == f"Text {business.sent}"
    assert stored[f"contacts/{business.ann}"]["display_name"] == "Ann Example"
    assert stored[f"conversations/{business.ann}"]["last_activity"]["id"] == business.call


def test_over_live_traffic_it_adds_what_was_missed_and_changes_nothing_else(
    backfill: Backfill, business: Business, stack: Stack
) -> None:
    sent = {
        "id": f"EV{business.call}",
        "object": "event",
        "apiVersion": "v4",
        "createdAt": "2026-05-04T09:02:50.000Z",
        "type": "call.completed",
        "data": {
            "object": {
                "id": business.call,
                "object": "call",
                "direction": "incoming",
                "status": "completed",
                "duration": 30,
                "participants": [business.ann, "+15550100001"],
                "createdAt": "2026-05-04T09:02:00.000Z",
                "answeredAt": "2026-05-04T09:02:05.000Z",
                "completedAt": "2026-05-04T09:02:35.000Z",
                "updatedAt": "2026-05-04T09:02:50.000Z",
            }
        },
    }
    stack.post(json.dumps(sent).encode(), "openphone")
    stack.wait_for_event(f"EV{business.call}")
    before = stack.document(f"activities/{business.call}") or {}
    found = without_refusals(backfill.counts("--api", "v1"))
    assert found == {**each(added=1), "calls": {"seen": 2, "known": 1, "added": 1}}
    stored = backfill.stored(business)
    assert_complete(stored, business)
    after = stored[f"activities/{business.call}"]
    known = before.keys() - {"_merge"}
    assert {name: after[name] for name in known} == {name: before[name] for name in known}


def test_a_dry_run_says_what_would_be_and_publishes_nothing(
    backfill: Backfill, business: Business
) -> None:
    done = backfill.run("--dry-run", "--no-contacts")
    assert done.status == 0, done
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == [
        *("Kind", "Seen", "Already known", "Would be added", "Failed", "Not available")
    ]
    assert [line[:4] for line in lines[1:3]] == [
        ["Messages", "2", "0", "2"],
        ["Calls", "2", "0", "2"],
    ]
    assert "contacts" not in done.stdout.lower()
    assert backfill.documents(business) == {}
    assert backfill.states() == []


@pytest.mark.usefixtures("business")
def test_a_plan_without_summaries_is_no_failure_and_is_asked_once(
    backfill: Backfill, simulator: console.Simulator
) -> None:
    found = backfill.counts("--api", "v1", "--no-contacts", OPENPHONE_API_KEY=BASIC_API_KEY)
    assert found["summaries"] == found["transcripts"] == {"not_available": 2}
    assert found["recordings"] == {"seen": 1, "added": 1}
    assert len(simulator.requests("GET", "/v1/call-summaries")) == 1
    assert len(simulator.requests("GET", "/v1/call-transcripts")) == 1


def test_a_failure_stops_it_and_the_same_command_goes_on_where_it_stopped(
    backfill: Backfill, business: Business, simulator: console.Simulator
) -> None:
    simulator.fault(status=503, path="/v1/contacts", times=100)
    failed = backfill.run("--json", OPENPHONE_API_PATIENCE="0.1")
    assert failed.status == 1
    assert failed.stdout == ""
    assert "Run the same command again: it resumes where it stopped." in failed.stderr
    (state,) = backfill.states()
    assert not any(number in state.read_text() for number in (business.ann, business.ben))
    simulator.admin("DELETE", "/faults")
    simulator.admin("DELETE", "/requests")
    # What fails for now is outlasted.
    simulator.fault(status=429, path="/v1/contacts")
    simulator.fault(status=503, path="/v1/contacts")
    done = backfill.run("--json")
    assert done.status == 0, done
    assert "Resuming the backfill of" in done.stderr
    assert without_refusals(counts(done)) == each(added=1)
    asked = [(one["path"], one["status"]) for one in simulator.requests()]
    contacts = [("/v1/contacts", status) for status in (429, 503, 200)]
    assert asked == [("/v1/phone-numbers", 200), *contacts]
    assert backfill.states() == []


def test_killed_in_the_middle_it_goes_on_and_doubles_nothing(
    backfill: Backfill, business: Business, simulator: console.Simulator
) -> None:
    interrupt(backfill, business, simulator, signal.SIGKILL)
    simulator.admin("DELETE", "/faults")
    simulator.admin("DELETE", "/requests")
    done = backfill.run("--json")
    assert done.status == 0, done
    assert without_refusals(counts(done)) == each(added=1)
    assert [one["path"] for one in simulator.requests()] == [
        "/v1/phone-numbers",
        "/calls",
        f"/calls/{business.call}/recordings",
        f"/calls/{business.call}/transcripts",
        "/v1/contacts",
    ]
    assert_complete(backfill.stored(business), business)


def test_ctrl_c_says_how_to_go_on(
    backfill: Backfill, business: Business, simulator: console.Simulator
) -> None:
    status, output = interrupt(backfill, business, simulator, signal.SIGINT)
    assert status == 1
    assert "Interrupted. Run the same command again: it resumes where it stopped." in output
    assert "Traceback" not in output
    (state,) = backfill.states()
    assert json.loads(state.read_text())["items"] == [business.missed]


def interrupt(
    backfill: Backfill, business: Business, simulator: console.Simulator, number: signal.Signals
) -> tuple[int, str]:
    """Send a signal when it has come to the second call; they come newest first."""
    path = f"/calls/{business.call}/recordings"
    simulator.fault(hang=30, path=path)
    command = (str(console.SCRIPT), "backfill", "--since", SINCE, "--json")
    with console.Process(backfill.folder, *command, env=backfill.env) as process:
        until(lambda: simulator.requests("GET", path), 20, "it did not come to the second call")
        process.popen.send_signal(number)
        return process.popen.wait(timeout=20), process.output()


def test_a_wrong_key_is_told_without_showing_it(
    backfill: Backfill, simulator: console.Simulator
) -> None:
    done = backfill.run(OPENPHONE_API_KEY="a-key-of-somebody-else")
    assert done.status == 1
    assert "OpenPhone does not know this API key (401)" in done.stderr
    assert "somebody-else" not in done.stderr
    assert "resumes where it stopped" not in done.stderr
    assert len(simulator.requests()) == 1


def test_an_item_that_cannot_be_read_is_named_and_the_others_go_on(
    backfill: Backfill, business: Business, simulator: console.Simulator
) -> None:
    odd = {**business.data["messages"][1], "text": {"not": "a text"}}
    simulator.admin("POST", "/workspace", {"messages": [odd]})
    done = backfill.run("--no-contacts")
    assert done.status == 1
    assert f"Failed: message {business.sent}: data.resource.text: " in done.stderr
    assert "not a text" not in done.stderr
    assert "Messages\t2\t0\t1\t1\t0" in done.stdout
    assert backfill.states() == []


def test_wrong_usage_ends_with_status_2() -> None:
    done = console.run("backfill", "--since", "yesterday")
    assert done.status == 2
    assert "neither a date or time" in done.stderr

"""What is stored is shown as people need it, and judged for the exit status."""

import io
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from emulator.demo import arrivals, report
from emulator.demo.samples import BROKEN_EVENT
from emulator.ports import Ports
from emulator.processes.services import PROJECT, environment

MOMENT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
PEOPLE = {
    "+15550101001": {
        "phone_number": "+15550101001",
        "display_name": "Noor [bold]",
        "deleted": False,
    },
    "+15550101002": {"phone_number": "+15550101002", "deleted": True, "emails": ["a@example.com"]},
}
TALKS: dict[str, dict[str, Any]] = {
    "group-1": {
        "contact_ids": ["+15550101001", "+15550101002"],
        "last_activity_at": MOMENT,
        "last_activity": {
            "activity_type": "message",
            "direction": "outgoing",
            "preview": "on [red]our[/] way",
        },
    },
    "+15550101001": {"contact_ids": ["+15550101001"]},
}
ACTIVITIES: dict[str, dict[str, Any]] = {
    "AC1": {"activity_type": "message", "conversation_id": "group-1"},
    "AC2": {
        "activity_type": "call",
        "conversation_id": "+15550101001",
        "occurred_at": MOMENT,
        "status": "completed",
        "duration_seconds": 61,
        "recordings": [{"url": "x"}],
        "ai_transcript": {"dialogue": []},
        "ai_summary": {"text": "Wants a price."},
    },
    "AC3": {"activity_type": "call", "voicemail": {"url": "x"}},
}


def text(table: Table) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(table)
    return out.getvalue()


def test_contacts_show_names_as_they_are_and_who_is_deleted() -> None:
    shown = text(report.contacts(PEOPLE))
    assert "Noor [bold]" in shown
    deleted = next(line for line in shown.splitlines() if "+15550101002" in line)
    assert "a@example.com" in deleted
    assert "deleted" in deleted


def test_conversations_show_who_how_much_and_what_last() -> None:
    shown = text(report.conversations(TALKS, ACTIVITIES, PEOPLE)).splitlines()
    group = next(line for line in shown if "+15550101002" in line)
    for part in ("Noor [bold], +15550101002", " 1 ", "2026-04-02 09:30:00", "→ on [red]our[/] way"):
        assert part in group


def test_calls_show_what_is_kept_of_them() -> None:
    shown = text(report.calls(ACTIVITIES, TALKS, PEOPLE)).splitlines()
    call = next(line for line in shown if "completed" in line)
    for part in ("Noor [bold]", "61", "recording, transcript", "Wants a price."):
        assert part in call
    assert any("voicemail" in line for line in shown)


def test_failures_show_the_reason() -> None:
    events: dict[str, dict[str, Any]] = {
        "EV1": {"processed": True},
        "EV2": {"processed": False, "error_message": "no text"},
    }
    shown = text(report.failures(events))
    assert "no text" in shown
    assert "EV1" not in shown
    assert report.summary(events) == "2 events: 1 processed, 0 only archived, 1 failed"


def test_all_is_well_only_if_the_broken_event_alone_has_failed() -> None:
    broken = {"processed": False, "error_message": "text"}
    assert arrivals.problems({"EV1": {"processed": True}, BROKEN_EVENT: broken}) == []
    assert len(arrivals.problems({BROKEN_EVENT: {"processed": True}})) == 1
    assert len(arrivals.problems({BROKEN_EVENT: {"processed": False}})) == 1
    assert arrivals.problems({"EV1": broken}) == ["EV1 was not processed: text"]


def test_services_get_the_callers_settings_but_no_way_out_of_the_local_stack() -> None:
    caller = {
        "LOG_LEVEL": "DEBUG",
        "OPENPHONE_NUMBERS": "+15550109999",
        "OPENPHONE_WEBHOOK_SIGNING_KEY": "secret",
        "PUBSUB_TOPIC": "production",
        "GOOGLE_CLOUD_PROJECT": "production",
        "PORT": "80",
    }
    env = environment(caller, Ports())
    assert env["LOG_LEVEL"] == "DEBUG"
    assert env["OPENPHONE_NUMBERS"] == "+15550109999"
    assert env["GOOGLE_CLOUD_PROJECT"] == PROJECT
    assert env["SECRET_MANAGER_EMULATOR_HOST"] == "127.0.0.1:8086"
    assert not {"OPENPHONE_WEBHOOK_SIGNING_KEY", "PUBSUB_TOPIC", "PORT"} & set(env)
    assert environment({}, Ports())["OPENPHONE_NUMBERS"] == "+15550100001,+15550100002"

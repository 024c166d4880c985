"""From legacy webhooks to API 2026-03-30 with traffic all the while: docs/migration.md as a drill.

The console script as it is installed, a simulated OpenPhone whose days pass in seconds and which
delivers out of order and some things twice, a receiver that fails now and then, and the stack.
"""

import contextlib
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import requests

from cli.main import main
from cli.webhooks.webhook import unknown_events
from tests.cli import console
from tests.cli.gateway import Gateway
from tests.cli.kept import Kept
from tests.cli.migrations import SECONDS, Migration
from tests.cli.traffic import Traffic
from tests.cli.traffic_documents import (
    CURRENT,
    LEGACY,
    fetched,
    heard_of,
)
from tests.service import Service
from tests.stack import Stack, until

# A legacy retry of three days later comes after 26 seconds.
SIMULATOR = ("--time-scale", "10000", "--shuffle", "7", "--rate", "0")
LEGACY_EVENTS = (
    "message.received,message.delivered,call.ringing,call.completed,"
    "call.recording.completed,call.summary.completed,call.transcript.completed"
)
CURRENT_EVENTS = (
    f"{LEGACY_EVENTS},call.answered,call.missed,call.voicemail.completed,contact.updated"
)
# What only the current generation tells.
NEW_KINDS = {"call.answered", "call.missed", "call.voicemail.completed", "contact.updated"}
# The half minute between two looks for new keys is compressed like the retries.
RECEIVER = """
from receiver import key_cache
key_cache.EARLY_SECONDS = 0.3
from receiver.main import receive
"""


@pytest.fixture(scope="module")
def place(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[console.Simulator, Gateway, Kept]]:
    """A simulator, and a receiver with a secret of its own in front of the stack's topic."""
    folder = tmp_path_factory.mktemp("migration")
    source: Path = folder / "main.py"
    source.write_text(RECEIVER)
    kept = Kept(stack)
    settings = {**kept.env, "PUBSUB_EMULATOR_HOST": stack.pubsub}
    with (
        Service(folder, "receiver", settings, source) as receiver,
        console.simulator(folder, *SIMULATOR) as simulator,
        Gateway(receiver.wait_ready().url).open() as gateway,
    ):
        yield simulator, gateway, kept
    kept.secret.close()


@pytest.fixture
def migration(stack: Stack, place: tuple[console.Simulator, Gateway, Kept]) -> Migration:
    return Migration(stack, *place)


def test_moving_to_the_current_api_under_traffic_loses_nothing_and_doubles_nothing(
    migration: Migration,
) -> None:
    traffic, gateway = migration.traffic, migration.gateway
    migration.create("v1", LEGACY_EVENTS)
    with traffic.flowing():
        gateway.fail_until({LEGACY: 4})
        traffic.more(3, LEGACY)
        migration.create("2026", CURRENT_EVENTS)
        listed = migration.run("webhooks", "list")
        assert [(one["api"], one["state"], one["key_stored"]) for one in listed] == [
            *[("v1", "enabled", True)] * 4,
            ("2026", "enabled", True),
        ]
        steps = migration.run("webhooks", "test")
        assert [one["state"] for one in steps] == ["ok"] * 4
        gateway.fail_until({LEGACY: 4, CURRENT: 4})
        traffic.more(8, LEGACY, CURRENT)
        assert_legacy_is_not_needed_any_more(migration)
        migration.delete("v1")
        late = gateway.retried()[:4]
        assert {gateway.hand_on(one.asked).status for one in late} == {requests.codes.ok}
        gateway.fail_until({CURRENT: 4})
        traffic.more(6, CURRENT)
    migration.settle()
    records = migration.records()
    migration.assert_recorded(records)
    heard = heard_of(traffic, records)
    assert migration.happened() <= heard.keys()
    migration.assert_stored(heard)
    migration.assert_no_dead_letters(records)
    assert_both_told_of_much(traffic, records)
    # Nothing but what legacy webhooks cannot tell was told by nobody.
    assert {one.kind for one in traffic.told()} <= NEW_KINDS


def assert_legacy_is_not_needed_any_more(migration: Migration) -> None:
    """Wait until all that legacy alone told of has arrived: three days, for an operator."""
    alone = {one.events[LEGACY] for one in migration.traffic.told(LEGACY)}
    assert len(migration.gateway.retried()) >= 3
    until(
        lambda: (
            not [
                one
                for one in migration.deliveries()
                if one["eventId"] in alone and one["status"] != "success"
            ]
        ),
        SECONDS,
        "legacy deliveries did not arrive",
    )
    # Each of the first outage.
    assert len({one.signature for one in migration.gateway.retried()}) >= 4


def assert_both_told_of_much(traffic: Traffic, records: dict[str, dict[str, Any]]) -> None:
    """Two events, one activity."""
    both = [
        one for one in traffic.told(LEGACY, CURRENT) if records.keys() >= {*one.events.values()}
    ]
    assert len(both) >= 8
    for one in both:
        assert len(set(one.events.values())) == 2
        assert {records[name]["activity_id"] for name in one.events.values()} == {one.item_id}


def test_what_falls_into_a_gap_between_the_two_is_missing_until_a_backfill_brings_it(
    migration: Migration, tmp_path: Path
) -> None:
    traffic = migration.traffic
    migration.create("v1", LEGACY_EVENTS)
    a_round(traffic)
    migration.settle()
    with migration.gateway.outage():
        gap = migration.happened()
        a_round(traffic)  # still being retried when the webhooks are deleted
        migration.delete("v1")
    a_round(traffic)
    gap = migration.happened() - gap
    migration.create("2026", CURRENT_EVENTS)
    a_round(traffic)
    migration.settle()
    heard = heard_of(traffic, migration.records())
    assert len(gap) == 10
    assert migration.happened() - heard.keys() == gap
    eventually(lambda: migration.assert_stored(heard))

    backfill = ("backfill", "--since", "2026-05-01")
    first = migration.run(*backfill, XDG_STATE_HOME=str(tmp_path))
    assert added(first)["messages"] == 6
    eventually(lambda: migration.assert_stored(fetched(traffic, heard)))
    stored = migration.documents()
    assert stored["activities"].keys() == migration.happened()
    again = migration.run(*backfill, XDG_STATE_HOME=str(tmp_path))
    assert set(added(again).values()) == {0}
    assert migration.documents() == stored


def test_every_command_of_the_page_can_be_given_as_it_is_written() -> None:
    page = (Path(__file__).parents[2] / "docs" / "migration.md").read_text()
    lines = re.findall(r"^openphone (.+)$", page, re.MULTILINE)
    assert {" ".join(line.split()[:2]) for line in lines} >= {
        *("webhooks create", "webhooks list", "webhooks test", "webhooks delete"),
        *("events list", "dead-letters list", "backfill --since"),
    }
    for line in lines:
        words, context = shlex.split(line), click.Context(main)
        command: click.Command = main
        while isinstance(command, click.Group):
            found = command.get_command(context, words.pop(0))
            assert found, line
            command = found
        given = command.make_context("", words).params
        if line.startswith("webhooks create --api 2026 "):
            assert not unknown_events("2026", given["events"].split(","))


def a_round(traffic: Traffic) -> None:
    for happen in traffic.round():
        happen()


def added(report: dict[str, Any]) -> dict[str, int]:
    return {kind: counts["added"] + counts["failed"] for kind, counts in report["kinds"].items()}


def eventually(check: Callable[[], None]) -> None:
    """Repeat a check until it holds; let it say what is wrong where it does not come to hold."""

    def holds() -> bool:
        try:
            check()
        except AssertionError:
            return False
        return True

    with contextlib.suppress(AssertionError):
        until(holds, SECONDS, "")
    check()

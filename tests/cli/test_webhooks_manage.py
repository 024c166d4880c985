"""`openphone webhooks list`, `delete` and `rotate`, against the simulator."""

import json
import os
import pty
import re
import subprocess

import pytest
from click.testing import CliRunner

from cli.main import main
from openphone.signatures import parse_keys
from tests.cli.console import SCRIPT, Result, Simulator, environment, run
from tests.cli.kept import Kept

URL = "https://receiver.example.com/api/webhooks/openphone"
OTHER = "https://elsewhere.example.com/hook"


def add_v1(simulator: Simulator, url: str = URL) -> str:
    body = {"url": url, "events": ["message.received"], "label": "Old"}
    return str(simulator.api("POST", "/v1/webhooks/messages", body)["data"]["id"])


def add_2026(simulator: Simulator, url: str = URL) -> str:
    body = {"url": url, "events": ["call.missed"], "label": "New"}
    return str(simulator.api("POST", "/webhooks", body)["data"]["id"])


def webhooks(simulator: Simulator, *args: str, env: dict[str, str] | None = None) -> Result:
    """Run the command; no key may be in its output, nor colours."""
    result = run("webhooks", *args, env=simulator.env | (env or {}))
    shown = result.stdout + result.stderr
    keys = [one["key"] for one in simulator.webhooks() if "key" in one]
    assert not [key for key in (*keys, simulator.env["OPENPHONE_API_KEY"]) if key in shown]
    assert "\x1b" not in shown
    return result


def test_the_list_shows_both_generations_a_line_each(simulator: Simulator) -> None:
    old, new = add_v1(simulator), add_2026(simulator)
    result = webhooks(simulator, "list")
    assert result.status == 0
    assert [line.split("\t") for line in result.stdout.splitlines()] == [
        ["API", "ID", "Label", "Events", "URL", "State", "Signing key"],
        ["v1", old, "Old", "message.received", URL, "enabled", "own key, not checked"],
        [
            *("2026", new, "New", "call.missed", URL, "enabled"),
            "own whsec_ key, which the API does not show again",
        ],
    ]
    assert "GOOGLE_CLOUD_PROJECT is not set" in result.stderr


def test_a_generation_that_is_refused_does_not_hide_the_other(simulator: Simulator) -> None:
    new = add_2026(simulator)
    simulator.fault(path="/v1/webhooks", status=403)
    result = webhooks(simulator, "list", "--json")
    assert result.status == 1
    assert json.loads(result.stdout) == [
        {
            "api": "2026",
            "id": new,
            "label": "New",
            "events": ["call.missed"],
            "url": URL,
            "state": "enabled",
            "key_stored": None,
        }
    ]
    assert re.search(r"not complete.* API v1: .*\(403\)", result.stderr)


def test_a_wrong_key_is_said_for_both_and_not_shown(simulator: Simulator) -> None:
    wrong = "this-is-not-the-key"
    result = webhooks(simulator, "list", env={"OPENPHONE_API_KEY": wrong})
    assert result.status == 1
    assert result.stderr.count("does not know this API key (401)") == 2
    assert "There are no webhooks" not in result.stderr + result.stdout
    assert wrong not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_a_list_of_none_says_so_where_all_of_it_was_seen(simulator: Simulator) -> None:
    result = webhooks(simulator, "list")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "There are no webhooks.\n"


def test_a_storm_of_429_ends_with_what_to_do(simulator: Simulator) -> None:
    simulator.fault(path="/v1/webhooks", status=429, times=1000)
    patience = {"OPENPHONE_API_PATIENCE": "0.5"}
    result = run("webhooks", "list", "--api", "v1", env=simulator.env | patience)
    simulator.admin("DELETE", "/faults")
    assert result.status == 1
    assert "too many requests (429). Wait a minute" in result.stderr
    assert 1 < len(simulator.requests("GET", "/v1/webhooks")) < 10


def test_an_api_that_hangs_is_given_up(simulator: Simulator) -> None:
    simulator.fault(path="/v1/webhooks", hang=2, times=2)
    env = {"OPENPHONE_API_TIMEOUT": "0.2", "OPENPHONE_API_PATIENCE": "0.2"}
    result = run("webhooks", "list", "--api", "v1", env=simulator.env | env)
    simulator.admin("DELETE", "/faults")
    assert result.status == 1
    assert "did not answer in time" in result.stderr


def test_nothing_is_deleted_unless_somebody_says_yes(simulator: Simulator) -> None:
    old, new = add_v1(simulator), add_2026(simulator, OTHER)
    refused = webhooks(simulator, "delete", "--all")
    assert refused.status == 2
    assert "add --yes" in refused.stderr
    assert old in refused.stdout
    assert new in refused.stdout
    assert not simulator.requests("DELETE")


def test_ids_are_deleted_and_the_keys_stay(simulator: Simulator) -> None:
    old, new, rest = add_v1(simulator), add_2026(simulator), add_2026(simulator)
    unknown = webhooks(simulator, "delete", old, "WHnone", "--yes")
    assert unknown.status == 1
    assert "no webhooks WHnone" in unknown.stderr
    assert not simulator.requests("DELETE")

    done = webhooks(simulator, "delete", old, new, "--yes")
    assert done.status == 0
    assert "Deleted 2 webhooks." in done.stdout
    assert "keys stay in Secret Manager" in done.stderr
    assert [one["id"] for one in simulator.webhooks()] == [rest]


def test_all_webhooks_of_a_url_are_deleted_whatever_its_spelling(simulator: Simulator) -> None:
    old, new, rest = add_v1(simulator), add_2026(simulator), add_2026(simulator, OTHER)
    spelt = "HTTPS://Receiver.Example.com:443/api/webhooks/openphone"
    done = webhooks(simulator, "delete", "--url", spelt, "--yes", "--json")
    assert (done.status, json.loads(done.stdout)) == (0, [old, new])
    assert [one["id"] for one in simulator.webhooks()] == [rest]


def test_the_receivers_bare_address_means_its_webhooks_as_it_does_for_create(
    simulator: Simulator,
) -> None:
    old, rest = add_v1(simulator), add_2026(simulator, OTHER)
    bare = "https://receiver.example.com/"
    arguments = ["webhooks", "delete", "--url", bare, "--yes", "--json"]
    done = CliRunner().invoke(main, arguments, env=simulator.env)
    assert (done.exit_code, json.loads(done.stdout)) == (0, [old])
    assert [one["id"] for one in simulator.webhooks()] == [rest]


def test_a_delete_that_was_done_already_is_done(simulator: Simulator) -> None:
    new = add_2026(simulator)
    simulator.fault(path=f"/webhooks/{new}", method="DELETE", status=404)
    assert webhooks(simulator, "delete", new, "--yes").status == 0


def test_a_person_is_asked_and_sees_what_would_be_deleted(simulator: Simulator) -> None:
    """On a terminal, which NO_COLOR keeps free of colours."""
    new = add_2026(simulator)
    ours, theirs = pty.openpty()
    env = environment(simulator.env | {"NO_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "200"})
    with subprocess.Popen(
        [str(SCRIPT), "webhooks", "delete", new],
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"[y/N]" not in shown:
            shown += os.read(ours, 4096)
        os.write(ours, b"n\n")
        assert process.wait(30) == 1
    os.close(ours)
    assert URL.encode() in shown
    assert f"Delete 1 webhook ({new})?".encode() in shown
    assert not re.search(rb"\x1b\[[0-9;]*3[0-9]", shown)
    assert not simulator.requests("DELETE")


def test_a_rotated_key_is_stored_beside_the_old_ones(simulator: Simulator, kept: Kept) -> None:
    kept.secret.add(b"b2xkLWtleQ==\n")
    new = add_2026(simulator)
    result = webhooks(simulator, "rotate", new, env=kept.env)
    assert result.status == 0
    assert "version 2" in result.stdout
    assert "whsec_" not in result.stdout + result.stderr
    old, key = parse_keys(kept.text())
    assert old == "b2xkLWtleQ=="
    assert key.startswith("whsec_")


@pytest.mark.parametrize("generation", ["v1", "absent"])
def test_what_cannot_rotate_says_why(simulator: Simulator, generation: str) -> None:
    webhook_id = add_v1(simulator) if generation == "v1" else "1"
    result = webhooks(simulator, "rotate", webhook_id, "--print-keys")
    assert result.status == 1
    says = "cannot change a key" if generation == "v1" else "nothing under this id"
    assert says in result.stderr

"""`openphone webhooks create`: all or none, never doubled, and the keys only where they belong."""

import json
from typing import Any

from openphone.signatures import parse_keys
from tests.cli.console import Result, Simulator, run
from tests.cli.kept import Kept
from tests.stack import until

URL = "https://receiver.example.com/api/webhooks/openphone"
SIX = [
    "message.received",
    "message.delivered",
    "call.completed",
    "call.recording.completed",
    "call.summary.completed",
    "call.transcript.completed",
]


def create(simulator: Simulator, *args: str, env: dict[str, str] | None = None) -> Result:
    """Run the command; no signing key of the simulator's may be in its output."""
    result = run("webhooks", "create", *args, env=simulator.env | (env or {}))
    if "--print-keys" not in args:
        assert_no_keys(simulator, result)
    return result


def assert_no_keys(simulator: Simulator, result: Result) -> None:
    shown = result.stdout + result.stderr
    keys = [one["key"] for one in simulator.webhooks() if "key" in one]
    assert not [key for key in keys if key in shown]
    assert "whsec_" not in shown.replace("own whsec_ key", "")
    assert simulator.env["OPENPHONE_API_KEY"] not in shown
    assert "\x1b" not in shown


def test_one_webhook_of_2026_gets_all_six_events_and_its_key_is_stored(
    simulator: Simulator, kept: Kept
) -> None:
    kept.secret.add(b"# by hand\nb2xkLWtleQ==\n")
    base = {"WEBHOOK_BASE_URL": "https://receiver.example.com/"}
    first = create(simulator, env=kept.env | base)
    assert (first.status, simulator.webhooks()[0]["events"]) == (0, SIX)
    assert "version 2" in first.stderr

    second = create(
        simulator, "--url", URL.replace("receiver.ex", "RECEIVER.ex"), "--json", env=kept.env
    )
    assert second.status == 0
    assert [one["action"] for one in json.loads(second.stdout)] == ["kept"]
    assert len(simulator.webhooks()) == 1

    text = kept.text()
    assert text.startswith("# by hand\nb2xkLWtleQ==\n# 1")
    old, new = parse_keys(text)
    assert old == "b2xkLWtleQ=="
    assert new.startswith("whsec_")

    listed = run("webhooks", "list", "--json", env=simulator.env | kept.env)
    assert_no_keys(simulator, listed)
    assert [(one["url"], one["key_stored"]) for one in json.loads(listed.stdout)] == [(URL, True)]


def test_v1_needs_four_webhooks_and_their_keys_make_one_version(
    simulator: Simulator, kept: Kept
) -> None:
    result = create(simulator, "--api", "v1", "--url", URL, env=kept.env)
    assert result.status == 0
    made = simulator.webhooks()
    assert [one["events"] for one in made] == [SIX[:2], SIX[2:4], [SIX[4]], [SIX[5]]]
    assert {one["url"] for one in made} == {URL}
    assert list(parse_keys(kept.text())) == [one["key"] for one in made]
    assert "version 1" in result.stderr

    listed = run("webhooks", "list", env=simulator.env | kept.env)
    assert_no_keys(simulator, listed)
    assert listed.stdout.count("own key, in Secret Manager") == 4


def test_what_v1_lacks_is_added_and_the_keys_of_its_old_webhooks_are_stored(
    simulator: Simulator, kept: Kept
) -> None:
    simulator.api("POST", "/v1/webhooks/messages", {"url": URL, "events": ["message.received"]})
    result = create(simulator, "--url", URL, env=kept.env)
    assert result.status == 0
    assert "--api 2026 adds the current one" in result.stderr
    made = simulator.webhooks()
    assert [one["events"] for one in made] == [
        ["message.received"],
        ["message.delivered"],
        SIX[2:4],
        [SIX[4]],
        [SIX[5]],
    ]
    assert set(parse_keys(kept.text())) == {one["key"] for one in made}


def test_what_a_webhook_of_2026_lacks_is_added_to_it(simulator: Simulator, kept: Kept) -> None:
    body = {"url": URL, "events": ["call.missed"], "label": "Mine"}
    mine = simulator.api("POST", "/webhooks", body)["data"]["id"]
    result = create(simulator, "--url", URL, "--events", "call.missed, call.ringing", env=kept.env)
    assert result.status == 0
    (one,) = simulator.webhooks()
    assert (one["id"], one["events"]) == (mine, ["call.missed", "call.ringing"])
    assert "Added events to" in result.stdout


def test_a_half_made_set_is_taken_back_and_the_next_run_makes_it_whole(
    simulator: Simulator,
) -> None:
    simulator.fault(path="/v1/webhooks/call-summaries", method="POST", status=400)
    broken = create(simulator, "--api", "v1", "--url", URL, "--print-keys")
    assert broken.status == 1
    assert broken.stdout == ""
    assert "Nothing is left of this run's changes" in broken.stderr
    assert simulator.webhooks() == []

    whole = create(simulator, "--api", "v1", "--url", URL, "--print-keys")
    assert whole.status == 0
    assert list(parse_keys(whole.stdout)) == [one["key"] for one in simulator.webhooks()]
    assert len(simulator.webhooks()) == 4


def test_nothing_is_made_where_the_keys_could_not_be_stored(
    simulator: Simulator, kept: Kept
) -> None:
    absent = create(simulator, "--url", URL, env=kept.env | {"SIGNING_KEYS_SECRET": "absent"})
    assert absent.status == 1
    assert "There is no such secret" in absent.stderr
    assert not simulator.requests("POST", "/webhooks")

    kept.secret.add(b"#" * 65_500)
    full = create(simulator, "--url", URL, env=kept.env)
    assert full.status == 1
    assert "64 KiB" in full.stderr
    assert simulator.requests("POST", "/webhooks")
    assert simulator.webhooks() == []


def test_a_create_that_is_not_answered_is_not_sent_again(simulator: Simulator) -> None:
    simulator.fault(path="/webhooks", method="POST", hang=3)
    result = create(simulator, "--url", URL, "--print-keys", env={"OPENPHONE_API_TIMEOUT": "0.5"})
    assert result.status == 1
    assert "did not answer in time" in result.stderr
    assert "may have made a webhook all the same" in result.stderr
    assert len(simulator.requests("POST", "/webhooks")) == 1
    until(simulator.webhooks, 10, "the webhook was not made all the same")


def test_a_create_that_is_refused_with_429_is_sent_again(simulator: Simulator) -> None:
    simulator.fault(path="/webhooks", method="POST", status=429, headers={"Retry-After": "1"})
    result = create(simulator, "--url", URL, "--print-keys")
    assert result.status == 0
    first, second = simulator.requests("POST", "/webhooks")
    assert (first["status"], second["status"]) == (429, 201)
    assert second["at"] - first["at"] >= 1


def test_wrong_usage_is_said_before_anything_is_done(simulator: Simulator) -> None:
    result = create(simulator, "--url", URL, "--api", "v1", "--events", "call.missed")
    assert result.status == 2
    assert "API v1 knows no call.missed" in result.stderr
    assert not simulator.requests("POST")


def test_a_webhook_that_is_switched_off_is_no_webhook(simulator: Simulator) -> None:
    body: dict[str, Any] = {"url": URL, "events": SIX, "status": "disabled"}
    simulator.api("POST", "/webhooks", body)
    result = create(simulator, "--url", URL, "--print-keys")
    assert result.status == 1
    assert "switched off" in result.stderr
    assert len(simulator.webhooks()) == 1

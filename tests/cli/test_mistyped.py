"""Addresses that are none, and lists of nothing, without a service."""

import json

import pytest
from click.testing import CliRunner

from cli.main import main
from cli.webhooks.probe import Probe

# requests lets these through; urllib3 refuses them with errors that are not those of requests.
ODD = pytest.mark.parametrize("host", ["a..b", f"{'x' * 64}.example.com"])


@ODD
def test_a_probe_of_an_address_that_is_none_is_not_answered(host: str) -> None:
    (health,) = Probe(f"http://{host}/hook", ["a2V5"]).run()
    assert (health.step, health.state) == ("health", "failed")
    assert "was not answered" in health.detail


@ODD
def test_samples_to_an_address_that_is_none_end_with_what_to_do(host: str) -> None:
    env = {"OPENPHONE_WEBHOOK_SIGNING_KEY": "a2V5", "GOOGLE_CLOUD_PROJECT": ""}
    arguments = ["send", "ai", "--url", f"http://{host}/hook", "--no-check"]
    done = CliRunner().invoke(main, arguments, env=env)
    assert done.exit_code == 1
    assert "nothing answers there: check the URL" in done.output


def test_a_replay_of_nothing_is_an_empty_list_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def newest(self, **_: object) -> list[object]:
            return []

    monkeypatch.setattr("cli.clients.firestore", lambda _: Nothing())
    done = CliRunner().invoke(main, ["events", "replay", "--failed", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert "nothing to replay" in done.stderr

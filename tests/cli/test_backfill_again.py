"""What `openphone backfill` says of an interrupted run, without a service."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.checkpoint import State
from cli.main import main
from openphone.api import ApiError

ENV = {"OPENPHONE_API_KEY": "key-of-the-tests", "GOOGLE_CLOUD_PROJECT": "demo"}
Backfill = Callable[..., Result]


@pytest.fixture
def backfill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Backfill:
    """Give the command, all of whose fetching is replaced: it fails where `broken` is given."""

    def run(*options: str, broken: bool = False) -> Result:
        def fetch(_: object, state: State, checkpoint: object, **__: object) -> None:
            if broken:
                checkpoint.save(state)  # type: ignore[attr-defined]
                raise ApiError("no answer")

        monkeypatch.setattr("cli.backfill._run", fetch)
        arguments = ["backfill", "--since", "2026-05-01", "--state", str(tmp_path / "s"), *options]
        return CliRunner().invoke(main, arguments, env=ENV)

    return run


def test_a_resumed_run_says_up_to_when_it_went(backfill: Backfill, tmp_path: Path) -> None:
    assert backfill(broken=True).exit_code == 1
    until = json.loads((tmp_path / "s").read_text())["until"]
    done = backfill("--json")
    assert done.exit_code == 0
    assert (
        f"This went up to {until}, where the interrupted run was to end: run the command again "
        "for what came since." in done.stderr
    )
    assert json.loads(done.stdout)["until"] == until
    assert "This went up to" not in backfill().stderr


def test_a_resumed_run_to_an_end_that_was_asked_for_does_not(backfill: Backfill) -> None:
    assert backfill("--until", "2026-05-02", broken=True).exit_code == 1
    done = backfill("--until", "2026-05-02")
    assert "Going on with" in done.stderr
    assert "This went up to" not in done.stderr


@pytest.mark.parametrize(
    ("options", "says"), [((), "command again: it"), (("--restart",), "again, without --restart:")]
)
def test_an_interrupted_run_says_how_to_go_on(
    backfill: Backfill, options: tuple[str, ...], says: str
) -> None:
    assert says in backfill(*options, broken=True).stderr

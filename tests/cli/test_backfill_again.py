"""What `openphone backfill` says of an interrupted run, without a service."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.backfill.checkpoint import State
from cli.main import main
from openphone.api.protocol import ApiError

ENV = {"OPENPHONE_API_KEY": "key-of-the-tests", "GOOGLE_CLOUD_PROJECT": "demo"}
Backfill = Callable[..., Result]


@pytest.fixture
def backfill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Backfill:
    """Return the command, all of whose fetching is replaced: it fails where `broken` is given.

    With `at_once`, it is interrupted before anything is saved.
    """

    def run(*options: str, broken: bool = False, at_once: bool = False) -> Result:
        def fetch(_: object, state: State, checkpoint: object, **__: object) -> None:
            if at_once:
                raise KeyboardInterrupt
            if broken:
                checkpoint.save(state)  # type: ignore[attr-defined]
                raise ApiError("no answer")

        monkeypatch.setattr("cli.commands.backfill._run", fetch)
        arguments = ["backfill", "--since", "2026-05-01", "--state", str(tmp_path / "s"), *options]
        return CliRunner().invoke(main, arguments, env=ENV)

    return run


def test_a_resumed_run_says_up_to_when_it_went(backfill: Backfill, tmp_path: Path) -> None:
    assert backfill(broken=True).exit_code == 1
    until = json.loads((tmp_path / "s").read_text())["until"]
    done = backfill("--json")
    assert done.exit_code == 0
    assert (
        f"This covered the time up to {until}, the end of the interrupted run: run the command "
        "again for what came since." in done.stderr
    )
    assert json.loads(done.stdout)["until"] == until
    assert "This covered the time" not in backfill().stderr


def test_a_resumed_run_to_an_end_that_was_asked_for_does_not(backfill: Backfill) -> None:
    assert backfill("--until", "2026-05-02", broken=True).exit_code == 1
    done = backfill("--until", "2026-05-02")
    assert "Resuming" in done.stderr
    assert "This covered the time" not in done.stderr


@pytest.mark.parametrize("until", ["2199-01-01", "0m"])
def test_a_resumed_run_to_an_end_that_was_not_there_yet_says_up_to_when_it_went(
    backfill: Backfill, tmp_path: Path, until: str
) -> None:
    assert backfill("--until", until, broken=True).exit_code == 1
    end = json.loads((tmp_path / "s").read_text())["until"]
    done = backfill("--until", until)
    assert done.exit_code == 0
    assert f"This covered the time up to {end}, the end of the interrupted run" in done.stderr


def test_a_new_run_to_an_end_that_is_to_come_says_nothing_of_an_interruption(
    backfill: Backfill,
) -> None:
    assert "This covered the time" not in backfill("--until", "2199-01-01").stderr


def test_a_restart_that_is_interrupted_at_once_leaves_nothing_old_to_go_on_with(
    backfill: Backfill, tmp_path: Path
) -> None:
    assert backfill(broken=True).exit_code == 1
    done = backfill("--restart", at_once=True)
    assert done.exit_code == 1
    assert done.stderr.endswith("Error: Interrupted.\n")
    assert not (tmp_path / "s").exists()
    assert "Resuming" not in backfill().stderr


def test_a_restart_that_is_wrong_usage_keeps_what_was_begun(
    backfill: Backfill, tmp_path: Path
) -> None:
    (tmp_path / "s").write_text("kept")
    assert backfill("--until", "2026-04-01", "--restart").exit_code == 2
    assert (tmp_path / "s").read_text() == "kept"


@pytest.mark.parametrize(
    ("options", "says"), [((), "command again: it"), (("--restart",), "again, without --restart:")]
)
def test_an_interrupted_run_says_how_to_go_on(
    backfill: Backfill, options: tuple[str, ...], says: str
) -> None:
    assert says in backfill(*options, broken=True).stderr


def test_the_help_names_the_calls_that_v1_does_not_give() -> None:
    text = " ".join(CliRunner().invoke(main, ["backfill", "--help"]).output.split())
    assert "no calls of groups or of anonymous callers, and nothing from short codes" in text

"""Where a backfill stands, and how far it says it is."""

import json
import re
from pathlib import Path

import pytest

from cli.backfill.checkpoint import Checkpoint, State, default_path
from cli.backfill.report import Report, rows
from cli.errors import CommandError
from cli.terminal.progress import progress

COMMAND = {"since": "3d", "api": "2026"}


def checkpoint(folder: Path, **command: str) -> Checkpoint:
    return Checkpoint(folder / "new" / "state.json", COMMAND | command)


def test_what_was_saved_is_loaded_again(tmp_path: Path) -> None:
    state = State("2026-05-01", "2026-05-02", {"a"}, "b", {"after": "t"}, {"AC1"}, {"summary"})
    state.report.of("message").seen = 2
    state.report.fail("call", "AC2", "odd")
    checkpoint(tmp_path).save(state)
    assert checkpoint(tmp_path).load() == state
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["state.json"]


def test_nothing_was_interrupted_where_there_is_no_file(tmp_path: Path) -> None:
    assert checkpoint(tmp_path).load() is None
    checkpoint(tmp_path).remove()


def test_the_file_is_gone_when_it_is_removed(tmp_path: Path) -> None:
    checkpoint(tmp_path).save(State("", ""))
    assert checkpoint(tmp_path).exists
    checkpoint(tmp_path).remove()
    assert not checkpoint(tmp_path).exists
    assert checkpoint(tmp_path).load() is None


def test_the_state_of_another_command_is_not_taken(tmp_path: Path) -> None:
    checkpoint(tmp_path).save(State("", ""))
    with pytest.raises(CommandError, match="other options"):
        checkpoint(tmp_path, api="v1").load()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", json.dumps({"format": 2})])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(CommandError, match="cannot be read"):
        Checkpoint(path, COMMAND).load()


def test_a_state_that_lacks_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"format": 1, "command": COMMAND}))
    with pytest.raises(CommandError, match="cannot be read"):
        Checkpoint(path, COMMAND).load()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        Checkpoint(tmp_path / "file" / "state.json", COMMAND).save(State("", ""))


def test_each_command_has_a_file_of_its_own(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path)}
    one, other = default_path(COMMAND, env), default_path(COMMAND | {"api": "v1"}, env)
    assert one.parent == other.parent == tmp_path / "openphone"
    assert one != other
    usual = default_path(COMMAND, {"XDG_STATE_HOME": "not/absolute"})
    assert usual.parent == Path.home() / ".local/state/openphone"


def test_the_table_says_published_where_nobody_knows_what_is_new() -> None:
    report = Report()
    report.of("message").seen = report.of("message").added = 1
    assert rows(report, dry_run=True)[0][3] == "Would be added"
    assert "Published" not in rows(report, dry_run=False)[0]
    report.of("call").published = 1
    titles, lines = rows(report, dry_run=False)
    assert titles[4] == "Published"
    assert [line[4] for line in lines] == ["0", "1"]


def test_failures_are_named_up_to_a_number_and_all_counted() -> None:
    report = Report()
    for number in range(60):
        report.fail("call", str(number), "odd")
    assert (report.total.failed, len(report.failures)) == (60, 50)


def test_in_a_pipe_a_line_now_and_then_says_how_far_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moments = iter([0.0, 1.0, 60.0, 61.0, 120.0])
    with progress(lambda: next(moments)) as show:
        for share, words in ((0.0, "0 seen"), (0.25, "9 seen"), (0.3, "10 seen"), (0.9, "99 seen")):
            show(share, words)
    lines = [re.sub(r"\s+", " ", line) for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "25%, 9 seen, about 3 min left",
        "90%, 99 seen, less than 1 min left",
    ]

"""What is printed where the output lacks characters, or cannot be written at all."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main
from tests.cli.console import SCRIPT, environment, run
from tests.openphone.fake_server import FakeServer, Reply, serve

FULL = "/dev/full"


def webhook(number: int, label: str) -> dict[str, Any]:
    return {
        "id": f"WH{number}",
        "label": label,
        "events": ["call.missed"],
        "url": "https://receiver.example.com/",
        "status": "enabled",
        "key": "a2V5",
    }


def told(*labels: str) -> Reply:
    items = [webhook(number, label) for number, label in enumerate(labels)]
    return Reply(200, json.dumps({"data": items}).encode())


@pytest.fixture
def api() -> Iterator[FakeServer]:
    """Return an API whose webhooks have labels that not every output can show."""
    with serve(lambda _: told("lone \ud800", "Büro \U0001f4de")) as server:
        yield server


def settings(api: FakeServer, **more: str) -> dict[str, str]:
    return {"OPENPHONE_API_URL": api.url, "OPENPHONE_API_KEY": "key-of-the-tests", **more}


LIST = ("webhooks", "list", "--api", "v1")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", ["lone \N{REPLACEMENT CHARACTER}", "Büro \U0001f4de"]),
        ("ascii", ["lone ?", "B?ro ?"]),
    ],
)
def test_characters_that_the_output_lacks_are_replaced(
    api: FakeServer, encoding: str, shown: list[str]
) -> None:
    done = run(*LIST, env=settings(api, PYTHONIOENCODING=encoding))
    assert done.status == 0, done.stderr
    assert [line.split("\t")[2] for line in done.stdout.splitlines()[1:]] == shown


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_json_says_everything_whatever_the_output_lacks(api: FakeServer, encoding: str) -> None:
    done = run(*LIST, "--json", env=settings(api, PYTHONIOENCODING=encoding))
    assert done.status == 0, done.stderr
    labels = [one["label"] for one in json.loads(done.stdout)]
    assert labels == ["lone \ud800", "Büro \U0001f4de"]


def test_json_stays_readable_where_the_output_has_the_characters(api: FakeServer) -> None:
    api.answer = lambda _: told("Büro")
    done = run(*LIST, "--json", env=settings(api, PYTHONIOENCODING="utf-8"))
    assert '"label": "Büro"' in done.stdout


def to_full(*command: str, env: dict[str, str]) -> tuple[int, str]:
    """Return exit status and standard error of a command whose standard output is full."""
    with Path(FULL).open("wb") as full:
        done = subprocess.run(
            [str(SCRIPT), *command],
            env=environment(env),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path(FULL).exists(), reason=f"there is no {FULL} here")
@pytest.mark.parametrize("count", [1, 2000])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_output_that_cannot_be_written_is_told_in_one_line(
    api: FakeServer, count: int, options: tuple[str, ...]
) -> None:
    """Also where it is more than Python holds back until the end."""
    api.answer = lambda _: told(*["Same"] * count)
    status, stderr = to_full(*LIST, *options, env=settings(api))
    assert status == 1
    assert stderr.splitlines()[-1:] == [
        "Error: Standard output cannot be written: No space left on device."
    ]
    assert "Traceback" not in stderr


@pytest.mark.skipif(not Path(FULL).exists(), reason=f"there is no {FULL} here")
def test_help_that_cannot_be_written_is_told_too() -> None:
    assert to_full("--help", env={}) == (
        1,
        "Error: Standard output cannot be written: No space left on device.\n",
    )


def shell(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", f'"$0" {command}', str(SCRIPT)],
        env=environment(env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_closed_output_is_told_before_anything_is_done(api: FakeServer) -> None:
    done = shell("webhooks list --api v1 >&-", settings(api))
    assert done.returncode == 1
    assert done.stderr == "Error: Standard output is closed: nothing was done.\n"
    assert api.asked == []


@pytest.mark.parametrize("count", [1, 5000])
def test_a_reader_who_has_seen_enough_is_no_error(api: FakeServer, count: int) -> None:
    api.answer = lambda _: told(*["Same"] * count)
    done = shell("webhooks list --api v1 | head -n 1", settings(api))
    assert (done.returncode, done.stdout.split("\t")[0]) == (0, "API")
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("since", ["0001-01-01", "9999w", "1969-12-31T23:59:59Z"])
def test_a_time_before_anything_was_is_wrong_usage(since: str) -> None:
    done = CliRunner().invoke(main, ["backfill", "--since", since, "--dry-run"])
    assert done.exit_code == 2
    assert "before 1970, when there was nothing to fetch: choose a later time" in done.stderr

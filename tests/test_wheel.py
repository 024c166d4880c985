"""What is installed from a wheel runs, and the local stack is not in it."""

import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
# Runs every console script, every group and every command below it, in one process.
SCRIPTS = """
import sys
from importlib.metadata import distribution
import click

def show_help(command, *words):
    try:
        command.main([*words, "--help"], "run")
    except SystemExit as end:
        assert not end.code, words
    group = command
    for word in words:
        group = group.get_command(click.Context(group), word)
    if isinstance(group, click.Group):
        for name in group.list_commands(click.Context(group)):
            show_help(command, *words, name)

for script in distribution("openphone-webhooks").entry_points:
    print("script", script.name)
    show_help(script.load())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    return Path(built)


def test_every_installed_command_shows_its_help(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    # Without site, the .pth file that leads to the checkout is not read.
    paths = f"{tmp_path}:{sysconfig.get_path('purelib')}"
    done = subprocess.run(
        [sys.executable, "-S", "-c", SCRIPTS],
        cwd=tmp_path,
        env={"PYTHONPATH": paths, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    scripts = [line for line in done.stdout.splitlines() if line.startswith("script ")]
    assert scripts == ["script openphone"]
    assert "Usage: run backfill" in done.stdout


def test_the_local_stack_is_not_in_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packages = {name.partition("/")[0] for name in archive.namelist()}
    assert "cli" in packages
    assert not packages & {"emulator", "tests", "benchmarks", "deploy"}

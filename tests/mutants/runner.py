"""Runs the tests on a broken copy of the project."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant, MutantError

ROOT = Path(__file__).parents[2]
SECONDS = 600
# What the tests and the local stack need; nothing of a developer's own is copied.
_COPIED = (
    *("documents", "emulator", "inbox", "openphone", "pipeline"),
    *("processor", "receiver", "terraform", "tests"),
    "pyproject.toml",
)
_LEFT_OUT = ("__pycache__", "node_modules", ".terraform*")
# An error is not a failure: the test could not even begin.
_FAILED = re.compile(r"^FAILED \S*?([^/\s]+?)(?: - .*)?$", re.MULTILINE)
_TESTS_FAILED = 1


@dataclass(frozen=True)
class Result:
    """The result of a mutant; `killer` is the test that failed, `problem` why it did not run."""

    name: str
    killed: bool
    seconds: float
    killer: str = ""
    problem: str = ""


def check_unbroken(tests: Sequence[str]) -> None:
    """Raise MutantError unless the tests pass on an unbroken copy, and test that copy."""
    with _copy() as root:
        where = "import processor; print(processor.__file__)"
        found = _run(root, "-c", where).stdout.strip()
        if not Path(found).is_relative_to(root):
            raise MutantError(f"the tests would not test the copy but {found}")
        done = _pytest(root, tests)
        if done.returncode:
            raise MutantError(f"the tests fail on unbroken code:\n{done.stdout}")


def run(mutant: Mutant) -> Result:
    """Break a copy, run the mutant's tests on it, and return whether one of them failed."""
    began = time.monotonic()
    with _copy() as root:
        try:
            mutant.apply(root)
            done = _pytest(root, mutant.tests)
        except (MutantError, OSError, subprocess.TimeoutExpired) as error:
            return Result(mutant.name, killed=False, seconds=0, problem=str(error))
    seconds = time.monotonic() - began
    killers = _FAILED.findall(done.stdout)
    if done.returncode == _TESTS_FAILED and killers:
        return Result(mutant.name, killed=True, seconds=seconds, killer=killers[0])
    # Any other status than that of failed tests: they could not even begin.
    problem = "" if done.returncode == 0 else f"pytest ended with {done.returncode}"
    return Result(mutant.name, killed=False, seconds=seconds, problem=problem)


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        root = Path(folder).resolve()
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns(*_LEFT_OUT))
            else:
                shutil.copy(source, root / name)
        yield root


def _pytest(root: Path, tests: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    options = ("-x", "-q", "--tb=no", "-p", "no:cacheprovider")
    return _run(root, "-m", "pytest", *options, *tests)


def _run(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    own = {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_PROFILE": "mutants"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )

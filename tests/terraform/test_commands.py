"""Terraform's own checks, and checkov over the plan.

Run where Terraform and the provider can be had, skipped elsewhere with the reason. In CI a missing
part is a failure.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from tests.terraform.files import FOLDER

pytestmark = pytest.mark.timeout(900)  # the real provider is a large download

# What `terraform init` says when the provider cannot be had, in contrast to a mistake of ours.
_NO_PROVIDER = ("Failed to query available provider packages", "Failed to install provider")
# The real provider plans for a real project only; the example's is none.
_NO_PROJECT = (
    "could not find default credentials",
    "No credentials loaded",
    "with data.google_project.this,",
)


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _terraform(folder: Path, *arguments: str) -> str:
    done = _run(["terraform", *arguments], folder)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the files, initialised; the lock file is not the project's."""
    if not shutil.which("terraform"):
        _missing("Terraform is missing: https://developer.hashicorp.com/terraform/install")
    copy = tmp_path_factory.mktemp("terraform") / "terraform"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    done = _run(["terraform", "init", "-no-color", "-backend=false"], copy)
    if any(text in done.stdout for text in _NO_PROVIDER):
        _missing("Terraform cannot get the google provider (no network?)")
    assert done.returncode == 0, done.stdout
    return copy


def test_the_files_are_formatted(folder: Path) -> None:
    _terraform(folder, "fmt", "-check", "-diff", "-recursive", "-no-color")


def test_the_files_are_valid(folder: Path) -> None:
    _terraform(folder, "validate", "-no-color")


def test_plans_are_secure_and_bad_variables_are_refused(folder: Path) -> None:
    assert ", 0 failed." in _terraform(folder, "test", "-no-color")


def test_checkov_finds_nothing_but_the_explained_exceptions(folder: Path) -> None:
    checkov = shutil.which(os.environ.get("CHECKOV", "checkov"))
    if not checkov:
        _missing("checkov is missing: install it from PyPI, outside of .venv (it pins a lot)")
    plan = ["plan", "-no-color", "-var-file=example.tfvars", "-out=plan.bin"]
    planned = _run(["terraform", *plan], folder)
    if any(text in planned.stdout for text in _NO_PROJECT):
        _missing("the example cannot be planned: there is no such Google Cloud project")
    assert planned.returncode == 0, planned.stdout
    (folder / "plan.json").write_text(_terraform(folder, "show", "-json", "plan.bin"))
    # The provider's own files would be searched for explanations too.
    sources = folder.parent / "sources"
    shutil.copytree(FOLDER, sources, ignore=shutil.ignore_patterns(".terraform*"))
    scan = ["--framework=terraform_plan", "--skip-download", "--compact", "--file=plan.json"]
    enrich = f"--repo-root-for-plan-enrichment={sources}"
    done = _run([checkov, *scan, enrich], folder)
    assert done.returncode == 0, done.stdout
    assert "Failed checks: 0, " in done.stdout, done.stdout
    assert done.stdout.count("Suppress comment: ") == done.stdout.count("SKIPPED for resource")

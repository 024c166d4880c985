"""Dockerfile, cloudbuild.yaml and the ignore files name what is there."""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.rollout import PROCESSOR, RECEIVER
from emulator.processes.services import TARGETS
from tests.terraform.files import FOLDER, TEXT, block

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
BUILD = (ROOT / "cloudbuild.yaml").read_text()


def _ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path out: the last line that matches decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = [path, *map(str, Path(path).parents), *Path(path).parts]
            if any(fnmatch.fnmatch(part, pattern) for part in parts if part != "."):
                out = not line.startswith("!")
    return out


@pytest.mark.parametrize("service", ["receiver", "processor"])
def test_the_image_of_a_service_starts_its_target(service: str) -> None:
    assert f"FROM common AS {service}\nENV TARGET={TARGETS[service]}\n" in DOCKERFILE
    code = (ROOT / service / "main.py").read_text()
    assert re.search(rf"^async def {TARGETS[service]}\(request: Request\)", code, re.MULTILINE)


@pytest.mark.parametrize("service", ["receiver", "processor"])
def test_what_the_dockerfile_copies_is_there_and_not_ignored(service: str) -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) \S+$", DOCKERFILE, re.MULTILINE)
    assert copied
    for name in copied:
        path = name.replace("${SERVICE}", service)
        assert (ROOT / path).exists(), path
        assert not _ignored(path), path
    assert not _ignored(f"{service}/main.py")


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".venv/bin/python",
        "tests/stack.py",
        "terraform/terraform.tfvars",
        "README.md",
    ],
)
def test_nothing_else_gets_near_an_image(path: str) -> None:
    assert _ignored(path)


def test_the_image_is_pinned_unprivileged_and_installs_by_hash_alone() -> None:
    bases = re.findall(r"^FROM (python\S+) AS", DOCKERFILE, re.MULTILINE)
    assert set(bases) == {"python:3.13.9-slim-trixie"}
    assert "--require-hashes" in DOCKERFILE
    assert "--only-binary=:all:" in DOCKERFILE
    assert re.search(r"^USER [1-9]\d+$", DOCKERFILE, re.MULTILINE)
    assert '"exec python -m functions_framework ' in DOCKERFILE
    assert "apt-get" not in DOCKERFILE


@pytest.mark.parametrize("service", ["receiver", "processor"])
def test_a_service_imports_nothing_but_itself_and_openphone(service: str) -> None:
    """Proven in a folder that has no more than the image has."""
    found = set()
    for path in [*(ROOT / service).glob("*.py"), *(ROOT / "openphone").glob("*.py")]:
        found |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE))
    assert found & {"openphone", "receiver", "processor", "emulator", "deploy", "tests"} <= {
        "openphone",
        service,
    }


# Hides every installed package that is not locked, then imports the service as its image does.
_IMPORT = """
import importlib.metadata, importlib.machinery, os, re, sys

service, locked = sys.argv[1], set(sys.argv[2].split())
hidden = {
    str(file.locate())
    for package in importlib.metadata.distributions()
    if re.sub("[-_.]+", "-", package.name).lower() not in locked
    for file in package.files or ()
}

class OnlyLocked:
    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and spec.origin in hidden:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, OnlyLocked)
os.environ["GOOGLE_CLOUD_PROJECT"] = "p"
__import__(service + ".main")
import functions_framework.aio, gunicorn, uvicorn_worker
if service == "receiver":
    import receiver.keys  # not imported before it is needed
"""


@pytest.mark.parametrize("service", ["receiver", "processor"])
def test_the_lock_file_of_a_service_has_all_that_it_imports(service: str, tmp_path: Path) -> None:
    lock = (ROOT / f"requirements-{service}.txt").read_text()
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)(?:\[.*?\])?==", lock, re.MULTILINE)}
    for name in ("openphone", service):
        (tmp_path / name).symlink_to(ROOT / name)
    assert _import(service, locked, tmp_path) == 0
    assert _import(service, locked - {"functions-framework"}, tmp_path) != 0


def _import(service: str, locked: set[str], folder: Path) -> int:
    command = [sys.executable, "-c", _IMPORT, service, " ".join(locked)]
    return subprocess.run(command, cwd=folder, timeout=60, check=False).returncode


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_cloudbuild_builds_both_services_and_runs_make_test() -> None:
    for service in ("receiver", "processor"):
        assert (
            f'--build-arg, SERVICE={service}, --tag, "${{_IMAGES}}/{service}:$COMMIT_SHA"' in BUILD
        )
    target = re.search(r"^ +make (\w+)$", BUILD, re.MULTILINE)
    assert target
    assert f"\n{target[1]}:" in (ROOT / "Makefile").read_text()


def test_cloudbuild_calls_the_rollout_with_its_options() -> None:
    command = BUILD.partition("python -m deploy")[2].partition("env:")[0]
    given = set(re.findall(r"(--[a-z-]+)", command))
    known = {option for parameter in main.params for option in parameter.opts}
    assert given == known


def test_cloudbuild_uses_no_substitution_that_is_not_given() -> None:
    used = set(re.findall(r"\$\{?(_[A-Z]+)", BUILD))
    assert used == set(re.findall(r"^  (_[A-Z]+):", BUILD, re.MULTILINE))
    command = block('output "next_command"')
    given = set(re.findall(r"[=,](_?[A-Z_]+)=", command.partition("--substitutions")[2]))
    assert given == {"COMMIT_SHA", "_REGION", "_DATABASE"}


def test_each_step_waits_for_steps_before_it() -> None:
    before: list[str] = []
    for step in re.split(r"^  - ", BUILD, flags=re.MULTILINE)[1:]:
        for waits in re.findall(r"waitFor: \[([^\]]+)\]", step):
            assert set(waits.split(", ")) <= set(before)
        before += re.findall(r"^id: (\S+)", step)
    assert before == ["sdk", "test", "build-receiver", "build-processor", "push", "rollout"]


def test_scripts_get_every_variable_that_they_use() -> None:
    for step in re.split(r"^  - ", BUILD, flags=re.MULTILINE)[1:]:
        script, _, rest = step.partition("script: |\n")[2].partition("\n    env: ")
        local = {"PATH", "IMAGES", "service"} if "IMAGES=" in rest else {"PATH"}
        used = set(re.findall(r"\$\{?(\w+)", script)) - local
        assert used <= set(re.findall(r"\b([A-Z_]+)=", rest)), step


def test_names_are_those_of_terraform() -> None:
    for service in (PROCESSOR, RECEIVER):
        header = f'resource "google_cloud_run_v2_service" "{service.removeprefix("openphone-")}"'
        assert re.search(rf'^  name\s+= "{service}"$', block(header), re.MULTILINE)
    assert 'repository_id = "openphone"' in TEXT
    assert "_IMAGES: ${_REGION}-docker.pkg.dev/${PROJECT_ID}/openphone\n" in BUILD
    assert 'account_id   = "openphone-build"' in TEXT
    assert "/serviceAccounts/openphone-build@${PROJECT_ID}." in BUILD
    assert 'jsonPayload.event_type!=\\"deployment.test\\"' in TEXT
    assert "CLOUD_LOGGING_ONLY" in BUILD
    assert (FOLDER / "example.tfvars").exists()


def test_sources_are_uploaded_without_what_is_private() -> None:
    ignored = (ROOT / ".gcloudignore").read_text().splitlines()
    for pattern in (".git", ".venv/", ".env*", "*.tfvars", "*.tfstate*", "**/.terraform/"):
        assert pattern in ignored

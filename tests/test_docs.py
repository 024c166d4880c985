"""What the documentation says is compared with what there is."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cli.config import Config as CliConfig
from cli.main import main as openphone
from emulator.__main__ import _parser
from emulator.ports import Ports
from processor.config import Config as ProcessorConfig
from receiver.config import Config as ReceiverConfig
from tests.histories.strategies import FOCUSES
from tests.mutants import ALL, merge, store
from tests.settings import read_by
from tests.stack import Stack

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def _settings(service: str) -> set[str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([\w, ]+) \|", README, re.MULTILINE)
    return {name for name, used_by in rows if service in used_by.split(", ") or used_by == "all"}


def test_the_settings_of_the_receiver_are_those_of_the_readme() -> None:
    # The client itself reads its emulator's host.
    assert _settings("receiver") == read_by(ReceiverConfig.from_env) | {"PUBSUB_EMULATOR_HOST"}


def test_the_settings_of_the_processor_are_those_of_the_readme() -> None:
    assert _settings("processor") == read_by(ProcessorConfig.from_env) | {"FIRESTORE_EMULATOR_HOST"}


def test_the_settings_of_the_command_line_are_those_of_the_readme() -> None:
    asked = read_by(CliConfig.from_env) | {"PUBSUB_EMULATOR_HOST"}
    assert _settings("CLI") == asked


def test_every_command_is_in_the_readme_and_no_other() -> None:
    context = click.Context(openphone)
    commands = set()
    for name in openphone.list_commands(context):
        command = openphone.get_command(context, name)
        below = command.list_commands(context) if isinstance(command, click.Group) else [""]
        commands |= {f"openphone {name} {sub}".strip() for sub in below}
    section = README.partition("\n## Operate it\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\|(?:[^|\n]*\|)? ?`(openphone [^`]+)`", section, re.MULTILINE))
    sends = {f"openphone send {kind}" for kind in ("all", "media", "ai", "full")}
    assert named == (commands - {"openphone send"}) | sends


def test_the_options_of_the_local_stack_are_those_of_the_readme() -> None:
    options = set(re.findall(r"--[a-z-]+", _parser().format_help())) - {"--help"}
    section = (
        README.partition("takes options:")[2]
        .partition("\n## ")[0]
        .partition("\nThe local Firestore")[0]
    )
    assert set(re.findall(r"`(--[a-z-]+)", section)) == options


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")))
def test_every_link_and_path_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert target.startswith("https://") or (page.parent / target).exists(), target
    for path in re.findall(
        r"`((?:docs|tests|openphone|receiver|processor|emulator)/[\w./]*)`", text
    ):
        assert (ROOT / path).exists(), path


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_lock_files_pin_by_hash_and_name_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in item and "--hash=sha256:" in item for item in requirements)


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_lock_files_pin_packages_with_the_extras_that_others_ask_for(lock: Path) -> None:
    # Where only the bare name is pinned, the pip that comes with Python 3.11 takes the newest
    # release for the extra, and refuses it for want of a hash.
    pinned = {
        canonicalize_name(found[1]): set((found[2] or "").split(","))
        for found in re.finditer(r"^([\w.-]+)(?:\[([\w,-]+)\])?==", lock.read_text(), re.MULTILINE)
    }
    asked = [Requirement(text) for name in pinned for text in _requirements(name)]
    with_extras = [one for one in asked if one.extras and canonicalize_name(one.name) in pinned]
    assert with_extras
    for one in with_extras:
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            assert one.extras <= pinned[canonicalize_name(one.name)], one


def _requirements(package: str) -> list[str]:
    """Give what an installed package requires; nothing for one of other systems alone."""
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []


def test_the_proofs_are_as_many_as_the_page_of_the_data_model_says() -> None:
    page = (ROOT / "docs/data-model.md").read_text()
    # The documents in every order, and with processors interleaved: each for every focus.
    properties = 1 + 2 * len(FOCUSES)
    assert f"of {properties} properties" in page
    assert f" {properties} \N{MULTIPLICATION SIGN} 2,000 passed" in page
    assert f"**Mutants**: {len(merge.MUTANTS)} ways to break the merge" in page
    assert f"{len(store.MUTANTS)} ways to break the store" in page
    assert f"{len(ALL)} of {len(ALL)} were\n  killed" in page


def _bash(command: str, stack: Stack) -> str:
    """Run a command of the README against the tests' stack, wherever the reader's bash is."""
    local = command.replace("-m emulator --env", f"-m emulator --ports-from {stack.ports[0]} --env")
    for port, usual in zip(stack.ports, Ports(), strict=True):
        local = local.replace(f"http://127.0.0.1:{usual}/", f"http://127.0.0.1:{port}/")
    local = local.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", local],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
        cwd=ROOT,
    )
    return done.stdout


def _blocks(title: str) -> list[str]:
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_posted_by_hand_as_the_readme_says_is_stored(stack: Stack, number: int) -> None:
    answer = _bash(_blocks("Post an event by hand")[number], stack)
    found = re.fullmatch(r'\{"status":"accepted","event_id":"([^"]+)"\}', answer)
    assert found
    record = stack.wait_for_event(found[1])
    assert record["processed"] is True
    assert stack.document(f"activities/{record['activity_id']}")
    if number == 0:
        read = json.loads(_bash(_blocks("Post an event by hand")[3], stack))
        assert read["fields"]["participants"]["arrayValue"]["values"] == [
            {"stringValue": "+15550101099"}
        ]


def test_the_command_line_works_as_the_readme_says(stack: Stack) -> None:
    commands, happening = _blocks("Operate it")
    _bash(commands, stack)
    told = json.loads(_bash(happening, stack))["data"]
    for event_id in told["events"].values():
        stack.wait_for_event(event_id)
    assert stack.document(f"activities/{told['resourceId']}")

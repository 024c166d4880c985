"""What the documentation says is compared with the code, and what it tells people to run is run."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.config import Config as CliConfig
from cli.main import main as openphone
from emulator.__main__ import _parser
from emulator.ports import Ports
from processor.config import Config as ProcessorConfig
from receiver.config import Config as ReceiverConfig
from tests.histories.strategies import FOCUSES
from tests.mutants import ALL, merge, store
from tests.pages import DOCS, README, ROOT, section
from tests.settings import read_by
from tests.stack import Stack


def _settings(service: str) -> set[str]:
    page = (DOCS / "settings.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([\w, ]+) \|", page, re.MULTILINE)
    return {name for name, used_by in rows if service in used_by.split(", ") or used_by == "all"}


def test_the_settings_of_the_receiver_are_those_of_the_page() -> None:
    # The client itself reads its emulator's host.
    assert _settings("receiver") == read_by(ReceiverConfig.from_env) | {"PUBSUB_EMULATOR_HOST"}


def test_the_settings_of_the_processor_are_those_of_the_page() -> None:
    assert _settings("processor") == read_by(ProcessorConfig.from_env)


def test_the_settings_of_the_command_line_are_those_of_the_page() -> None:
    asked = read_by(CliConfig.from_env) | {"PUBSUB_EMULATOR_HOST"}
    assert _settings("CLI") == asked


def test_every_command_is_in_the_readme_and_no_other() -> None:
    context = click.Context(openphone)
    commands = set()
    for name in openphone.list_commands(context):
        command = openphone.get_command(context, name)
        below = command.list_commands(context) if isinstance(command, click.Group) else [""]
        commands |= {f"openphone {name} {sub}".strip() for sub in below}
    text = section(README, "Operate it")
    named = set(re.findall(r"^\|(?:[^|\n]*\|)? ?`(openphone [^`]+)`", text, re.MULTILINE))
    sends = {f"openphone send {kind}" for kind in ("all", "media", "ai", "full")}
    assert named == (commands - {"openphone send"}) | sends


def test_the_options_of_the_local_stack_are_those_of_the_page() -> None:
    options = set(re.findall(r"--[a-z-]+", _parser().format_help())) - {"--help"}
    text = section((DOCS / "local-stack.md").read_text(), "Options")
    assert set(re.findall(r"`(--[a-z-]+)", text)) == options


def test_the_proofs_are_as_many_as_the_page_of_the_data_model_says() -> None:
    page = (DOCS / "data-model.md").read_text()
    # The documents in every order, and with processors interleaved: each for every focus.
    properties = 1 + 2 * len(FOCUSES)
    assert f"of {properties} properties" in page
    assert f" {properties} \N{MULTIPLICATION SIGN} 2,000 passed" in page
    assert f"**Mutants**: {len(merge.MUTANTS)} ways to break the merge" in page
    assert f"{len(store.MUTANTS)} ways to break the store" in page
    assert f"{len(ALL)} of {len(ALL)} were\n  killed" in page


def _bash(command: str, stack: Stack) -> str:
    """Run a command of a page against the tests' stack, and return what it prints."""
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


def _blocks(page: Path, title: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", section(page.read_text(), title), re.DOTALL)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_posted_by_hand_as_the_page_says_is_stored(stack: Stack, number: int) -> None:
    blocks = _blocks(DOCS / "local-stack.md", "Post an event by hand")
    answer = _bash(blocks[number], stack)
    found = re.fullmatch(r'\{"status":"accepted","event_id":"([^"]+)"\}', answer)
    assert found
    record = stack.wait_for_event(found[1], timeout=60)  # the emulator's first commit is slow
    assert record["processed"] is True
    assert stack.document(f"activities/{record['activity_id']}")
    if number == 0:
        read = json.loads(_bash(blocks[3], stack))
        assert read["fields"]["participants"]["arrayValue"]["values"] == [
            {"stringValue": "+15550101099"}
        ]


def test_the_command_line_works_as_the_readme_says(stack: Stack) -> None:
    commands, happening = _blocks(ROOT / "README.md", "Operate it")
    _bash(commands, stack)
    told = json.loads(_bash(happening, stack))["data"]
    for event_id in told["events"].values():
        stack.wait_for_event(event_id)
    assert stack.document(f"activities/{told['resourceId']}")

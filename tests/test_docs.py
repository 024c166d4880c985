"""What the documentation says is compared with what there is."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from emulator.__main__ import _parser
from openphone.settings import ConfigError
from processor.config import Config as ProcessorConfig
from receiver.config import Config as ReceiverConfig
from tests.stack import Stack

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


class _Recorder(Mapping[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _read_by(config: type[ReceiverConfig | ProcessorConfig]) -> set[str]:
    recorder = _Recorder()
    with pytest.raises(ConfigError):  # the project is required
        config.from_env(recorder)
    return recorder.asked


def _settings(service: str) -> set[str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\w+) \|", README, re.MULTILINE)
    return {name for name, used_by in rows if used_by in (service, "both")}


def test_the_settings_of_the_receiver_are_those_of_the_readme() -> None:
    # The client itself reads its emulator's host.
    assert _settings("receiver") == _read_by(ReceiverConfig) | {"PUBSUB_EMULATOR_HOST"}


def test_the_settings_of_the_processor_are_those_of_the_readme() -> None:
    assert _settings("processor") == _read_by(ProcessorConfig) | {"FIRESTORE_EMULATOR_HOST"}


def test_the_options_of_the_local_stack_are_those_of_the_readme() -> None:
    options = set(re.findall(r"--[a-z-]+", _parser().format_help())) - {"--help"}
    section = README.partition("takes options:")[2].partition("\nThe ports of")[0]
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


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_posted_by_hand_as_the_readme_says_is_stored(stack: Stack, number: int) -> None:
    section = README.partition("## Post an event by hand")[2]
    command = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[number]
    local = command.replace("http://127.0.0.1:8081", stack.receiver)
    done = subprocess.run(
        ["bash", "-euc", local],  # noqa: S607 - whichever bash the reader has
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    found = re.fullmatch(r'\{"status":"accepted","event_id":"([^"]+)"\}', done.stdout)
    assert found
    record = stack.wait_for_event(found[1])
    assert record["processed"] is True
    assert stack.document(f"activities/{record['activity_id']}")

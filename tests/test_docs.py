"""What the documentation says is compared with the code, and what it tells people to run is run."""

import base64
import json
import re
import subprocess
import sys
import time
import tomllib
from importlib import metadata
from pathlib import Path

import click
import pytest
import requests
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
from tests.stack import WEBHOOK, Stack

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
DECISIONS_INDEX = DOCS / "decisions" / "README.md"
MOST_README_WORDS = 900
# A path in a page begins with one of these: everything at the top but what only machines make.
FOLDERS = (
    *("benchmarks", "cli", "delivery", "deploy", "docs", "documents", "emulator", "inbox"),
    *("openphone", "pipeline", "processor", "receiver", "terraform", "tests"),
)
# What a page tells its reader to make.
MADE = {"inbox/config.js", "terraform/terraform.tfstate", "terraform/terraform.tfvars"}


def _section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)#]+)", page.read_text())


def _settings(service: str) -> set[str]:
    page = (DOCS / "settings.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([\w, ]+) \|", page, re.MULTILINE)
    return {name for name, used_by in rows if service in used_by.split(", ") or used_by == "all"}


def test_the_settings_of_the_receiver_are_those_of_the_page() -> None:
    # The client itself reads its emulator's host.
    assert _settings("receiver") == read_by(ReceiverConfig.from_env) | {"PUBSUB_EMULATOR_HOST"}


def test_the_settings_of_the_processor_are_those_of_the_page() -> None:
    assert _settings("processor") == read_by(ProcessorConfig.from_env) | {"FIRESTORE_EMULATOR_HOST"}


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
    section = _section(README, "Operate it")
    named = set(re.findall(r"^\|(?:[^|\n]*\|)? ?`(openphone [^`]+)`", section, re.MULTILINE))
    sends = {f"openphone send {kind}" for kind in ("all", "media", "ai", "full")}
    assert named == (commands - {"openphone send"}) | sends


def test_the_options_of_the_local_stack_are_those_of_the_page() -> None:
    options = set(re.findall(r"--[a-z-]+", _parser().format_help())) - {"--help"}
    section = _section((DOCS / "local-stack.md").read_text(), "Options")
    assert set(re.findall(r"`(--[a-z-]+)", section)) == options


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_path_of_a_page_leads_somewhere(page: Path) -> None:
    for target in _links(page):
        assert target.startswith("https://") or (page.parent / target).exists(), target
    for path in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", page.read_text()):
        assert path in MADE or (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_heading_finds_one(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text()):
        text = (page.parent / target if target else page).read_text()
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


def test_every_page_is_linked_from_the_index() -> None:
    linked = {(DOCS / target).resolve() for target in _links(DOCS / "index.md")}
    linked |= {(DOCS / "decisions" / target).resolve() for target in _links(DECISIONS_INDEX)}
    assert linked >= set(DOCS.rglob("*.md")) - {DOCS / "index.md"}


def test_decisions_are_numbered_without_gaps_and_say_their_status() -> None:
    assert DECISIONS
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = DECISIONS_INDEX.read_text()
    for number, page in enumerate(DECISIONS, 1):
        title, _, status, *_ = page.read_text().splitlines()
        found = re.fullmatch(
            r"Status: (accepted|superseded by \[.+\]\(.+\)), \d{4}-\d\d-\d\d", status
        )
        assert found, page.name
        name = title.removeprefix(f"# {number}. ")
        assert f"\n| {number} | [{name}]({page.name}) | {found[1]} |\n" in index


def test_the_readme_is_short() -> None:
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    assert len(prose.split()) <= MOST_README_WORDS


def test_the_changelog_has_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text()
    dated = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert dated[0] == version


def test_every_folder_at_the_top_is_in_the_readme() -> None:
    block = re.findall(r"```\n(.*?)```", _section(README, "Where things are"), re.DOTALL)[0]
    assert set(re.findall(r"^(\w+)/ ", block, re.MULTILINE)) == set(FOLDERS)
    assert all((ROOT / name).is_dir() for name in FOLDERS)


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
    """Return what an installed package requires; nothing for one of other systems alone."""
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []


def test_the_proofs_are_as_many_as_the_page_of_the_data_model_says() -> None:
    page = (DOCS / "data-model.md").read_text()
    # The documents in every order, and with processors interleaved: each for every focus.
    properties = 1 + 2 * len(FOCUSES)
    assert f"of {properties} properties" in page
    assert f" {properties} \N{MULTIPLICATION SIGN} 2,000 passed" in page
    assert f"**Mutants**: {len(merge.MUTANTS)} ways to break the merge" in page
    assert f"{len(store.MUTANTS)} ways to break the store" in page
    assert f"{len(ALL)} of {len(ALL)} were\n  killed" in page


def _answers(title: str) -> dict[str, int]:
    """Return the cases of a service's table with their status."""
    rows = re.findall(
        r"^\| (.+) \| (\d{3}) \|$",
        _section((DOCS / "http.md").read_text(), title),
        re.MULTILINE,
    )
    return {case: int(status) for case, status in rows}


def test_the_receiver_answers_as_the_page_says(stack: Stack) -> None:
    url, body = stack.receiver + WEBHOOK, b'{"id": "EVanswers", "type": "docs.test"}'
    late = str(int(time.time()) - 3600)
    unsigned = requests.post(url, data=body, timeout=30)
    stale = stack.post(body, scheme="standard", webhook_timestamp=late)
    assert stale.status_code == unsigned.status_code
    answers = {
        "verified, and Pub/Sub has confirmed the message": stack.post(body),
        "authentic, but not a JSON object": stack.post(b"[]"),
        "signature missing, malformed, wrong, stale or from the future": unsigned,
        "another path": requests.post(f"{stack.receiver}/", timeout=30),
        "another method": requests.get(url, timeout=30),
        "body larger than `MAX_BODY_BYTES`": stack.post(b" " * (5 * 1024 * 1024 + 1)),
    }
    told = _answers("The receiver")
    # The tests of outages see this one.
    assert told.pop("Pub/Sub did not confirm, or no signing key could be loaded") == 503
    assert {case: answer.status_code for case, answer in answers.items()} == told
    for answer in answers.values():
        assert answer.json().keys() == ({"status", "event_id"} if answer.ok else {"error"})
    assert answers["another method"].headers["Allow"]
    health = requests.get(f"{stack.receiver}/health", timeout=30)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})


def _push(stack: Stack, body: bytes, event_id: str) -> requests.Response:
    data = base64.b64encode(body).decode()
    message = {"message": {"data": data, "attributes": {"event_id": event_id}}}
    return requests.post(stack.processor, json=message, timeout=30)


def test_the_processor_answers_as_the_page_says(stack: Stack) -> None:
    # The first commit wakes the emulator up, which can take longer than the processor waits.
    stack.wait_for_event(stack.post(b'{"type": "docs.test"}').json()["event_id"], timeout=60)
    ignored = _push(stack, b'{"id": "EVignored", "type": "docs.test"}', "EVignored")
    again = _push(stack, b'{"id": "EVignored", "type": "docs.test"}', "EVignored")
    assert again.status_code == ignored.status_code
    answers = {
        "stored, a duplicate, or of a type that is only archived": ignored,
        "can never be understood: recorded with the reason": _push(stack, b"[]", "EVnever"),
        "not a Pub/Sub push": requests.post(stack.processor, json={}, timeout=30),
        "another path": requests.post(f"{stack.processor}/other", timeout=30),
        "another method": requests.get(stack.processor, timeout=30),
    }
    told = _answers("The processor")
    # The tests of push tokens and of outages see these.
    assert [
        told.pop("push token missing or not valid, where `PUSH_AUDIENCE` is set"),
        told.pop("push token of another audience or account"),
        told.pop("Firestore unavailable, or contention that outlasts the retries"),
    ] == [401, 403, 503]
    assert {case: answer.status_code for case, answer in answers.items()} == told
    assert stack.wait_for_event("EVnever")["processed"] is False
    health = requests.get(f"{stack.processor}/health", timeout=30)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})


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
    return re.findall(r"```sh\n(.*?)```", _section(page.read_text(), title), re.DOTALL)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_posted_by_hand_as_the_page_says_is_stored(stack: Stack, number: int) -> None:
    blocks = _blocks(DOCS / "local-stack.md", "Post an event by hand")
    answer = _bash(blocks[number], stack)
    found = re.fullmatch(r'\{"status":"accepted","event_id":"([^"]+)"\}', answer)
    assert found
    record = stack.wait_for_event(found[1])
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

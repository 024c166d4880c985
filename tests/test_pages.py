"""The pages hold together: links, paths, the index, the decisions, the README's length."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.pages import DOCS, README, ROOT, section

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


def _links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)#]+)", page.read_text())


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
    block = re.findall(r"```\n(.*?)```", section(README, "Where things are"), re.DOTALL)[0]
    assert set(re.findall(r"^(\w+)/ ", block, re.MULTILINE)) == set(FOLDERS)
    assert all((ROOT / name).is_dir() for name in FOLDERS)


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile

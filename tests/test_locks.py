"""The lock files pin everything that is installed, by hash."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.pages import ROOT


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

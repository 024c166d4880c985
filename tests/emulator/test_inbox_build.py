"""The page's own code, its logic under Node, and its one bundled file, made again."""

import json
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import NoReturn

import pytest

PAGE = Path(__file__).parent.parent.parent / "inbox"


def test_no_script_style_or_handler_stands_in_the_page_and_nothing_parses_html() -> None:
    html = (PAGE / "index.html").read_text()
    assert re.findall(r"<script[^>]*>", html) == ['<script type="module" src="/src/main.js">']
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\("
    )
    for source in (PAGE / "src").glob("*.js"):
        assert not re.search(forbidden, source.read_text()), source.name


def missing(reason: str) -> NoReturn:
    """Fail in CI and skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def tool(name: str) -> str:
    """Return a program of Node, if it is there."""
    return shutil.which(name) or missing(f"{name} is missing: it comes with https://nodejs.org")


def run(*command: str, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_pages_own_logic_passes_its_tests() -> None:
    # Every letter of Unicode 3.2 that changes: both sides have long known these.
    old = unicodedata.ucd_3_2_0
    letters = [chr(n) for n in range(0x110000) if old.category(chr(n)).startswith("L")]
    cherokee = range(0x13A0, 0x13F5)
    folded = {a: a.casefold() for a in letters if a != a.upper() or a != a.lower()}
    given = {a: b for a, b in folded.items() if ord(a) not in cherokee}
    assert len(given) > 1000
    out = run(tool("node"), "--test", "tests/", cwd=PAGE, CASEFOLDED=json.dumps(given))
    assert re.search(r"^# pass [1-9]\d", out, re.MULTILINE)
    assert "# skipped 0" in out


def test_the_bundled_sdk_is_what_the_build_makes_of_the_locked_packages(tmp_path: Path) -> None:
    node = tool("node")
    if not (PAGE / "node_modules" / "firebase").is_dir():
        missing("the packages of the page are missing: run `npm ci` in inbox/")
    made = tmp_path / "firebase.js"
    run(node, "build.mjs", str(made), cwd=PAGE)
    committed = (PAGE / "vendor" / "firebase.js").read_bytes()
    assert made.read_bytes() == committed
    assert b"Apache License" in committed


def test_the_lock_has_exact_versions_with_hashes_and_names_no_registry() -> None:
    text = (PAGE / "package-lock.json").read_text()
    assert "://" not in text, "npm writes where to send money: take the entries `funding` out"
    lock = json.loads(text)
    wanted = json.loads((PAGE / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_the_bundled_sdk_leads_nowhere_but_to_google_and_never_pings_it() -> None:
    bundle = (PAGE / "vendor" / "firebase.js").read_text()
    code = bundle.partition("/*! Bundled license information")[0]
    hosts = set(re.findall(r"\bhttps?://([a-z][\w.-]*\.[a-z]+)", code))
    assert hosts <= {"apis.google.com", "www.google.com", "securetoken.google.com", "github.com"}
    assert "cleardot" not in code

"""`python -m tests.browser.install`: provides a Chromium for the page tests, if this machine can.

Does nothing where there is one. As root on Debian it comes from the system's packages, else from
Playwright's installer. Never fails: without a Chromium those tests are skipped, and it says so.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium

APT = ("apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=60")
PLAYWRIGHT = (sys.executable, "-m", "playwright")
SECONDS = 300  # for each program


def main() -> None:
    """Provide a Chromium, or say in one line that there is none."""
    if not is_there() and not os.environ.get(chromium.VARIABLE):
        say("Installing a Chromium for the tests of the inbox page …")
        if not from_debian():
            from_playwright()
    if not is_there():
        say(f"The tests of the inbox page will be skipped. {chromium.MISSING}")


def is_there() -> bool:
    """Return whether the tests find a Chromium."""
    try:
        chromium.find(os.environ, playwrights_own())
    except chromium.NoChromiumError:
        return False
    return True


def playwrights_own() -> Path:
    """Return where Playwright keeps its Chromium, when it has one."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def from_debian() -> bool:
    """Install the system's package, and return whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    run([*APT, "update"])
    return run([*APT, "--no-install-recommends", "install", "chromium"]) and is_there()


def from_playwright() -> bool:
    """Have Playwright download its own, and return whether that worked."""
    if not run([*PLAYWRIGHT, "install", "--no-shell", "chromium"]):
        return False
    if run([str(playwrights_own()), "--version"]):
        return True
    # It needs libraries that this system lacks: the tests must not find it.
    run([*PLAYWRIGHT, "uninstall"])
    return False


def run(command: Sequence[str]) -> bool:
    """Run a program silently, and return whether it succeeded in time."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command,
            env=os.environ | quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode == 0
    return False


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

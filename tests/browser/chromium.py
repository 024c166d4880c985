"""A Chromium that shows the inbox: found on this machine, where `install` may have put it."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
# The variable names one; else these are looked for.
VARIABLE = "CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found: install one (Debian: apt install chromium), name one in the variable"
    " CHROMIUM, or run `.venv/bin/python -m playwright install chromium`."
)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, whatever the page asks for: a test sees that it asked.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class NoChromiumError(Exception):
    """There is no Chromium; the text says what to install."""


def find(env: Mapping[str, str], own: Path) -> str:
    """Return the path of a Chromium; `own` is where Playwright keeps its own, when it has one.

    Raises NoChromiumError where there is none.
    """
    names = (env[VARIABLE],) if env.get(VARIABLE) else COMMANDS
    for name in names:
        if found := shutil.which(name, path=env.get("PATH", "")):
            return found
    if own.is_file() and not env.get(VARIABLE):
        return str(own)
    raise NoChromiumError(MISSING)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[BrowserContext]:
    """Run a Chromium with a profile in the folder. Raises NoChromiumError where there is none.

    Playwright keeps an asyncio loop in this thread meanwhile, so nobody else can run one in it.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=find(os.environ, Path(playwright.chromium.executable_path)),
            headless=True,
            args=_FLAGS,
            viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
            locale="en-US",
            timezone_id="UTC",
        )
        try:
            yield chromium
        finally:
            chromium.close()


@contextlib.contextmanager
def wanted(folder: Path) -> Iterator[BrowserContext]:
    """Run a Chromium; where there is none, the test fails in CI and is skipped elsewhere."""
    try:
        with running(folder) as chromium:
            yield chromium
    except NoChromiumError as error:
        give_up(error, os.environ)


def give_up(error: NoChromiumError, env: Mapping[str, str]) -> NoReturn:
    """End a test that needs a Chromium: a skip in CI would hide that it was not there."""
    if env.get("CI"):
        pytest.fail(str(error))
    pytest.skip(str(error))

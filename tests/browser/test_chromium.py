"""Which Chromium the tests of the page use, and what they say where there is none."""

from pathlib import Path

import pytest

from tests.browser import chromium


def program(folder: Path, name: str) -> str:
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def test_the_variable_decides(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    named = program(tmp_path, "mine")
    env = {"CHROMIUM": named, "PATH": str(tmp_path)}
    assert chromium.find(env, tmp_path / "own") == named


def test_a_variable_that_names_nothing_is_an_error(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    env = {"CHROMIUM": str(tmp_path / "gone"), "PATH": str(tmp_path)}
    with pytest.raises(chromium.NoChromiumError):
        chromium.find(env, tmp_path / "own")


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_else_it_is_found_among_the_commands(tmp_path: Path, name: str) -> None:
    found = program(tmp_path, name)
    own = Path(program(tmp_path, "own"))
    assert chromium.find({"PATH": str(tmp_path)}, own) == found


def test_else_it_is_the_one_that_playwright_has_downloaded(tmp_path: Path) -> None:
    own = program(tmp_path, "own")
    assert chromium.find({"PATH": str(tmp_path)}, Path(own)) == own


def test_without_any_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(chromium.NoChromiumError, match="apt install chromium"):
        chromium.find({"PATH": str(tmp_path)}, tmp_path / "own")


def test_without_any_tests_fail_in_ci() -> None:
    error = chromium.NoChromiumError(chromium.MISSING)
    with pytest.raises(pytest.fail.Exception, match="apt install"):
        chromium.give_up(error, {"CI": "true"})


def test_without_any_tests_are_skipped_elsewhere() -> None:
    error = chromium.NoChromiumError(chromium.MISSING)
    with pytest.raises(pytest.skip.Exception, match="apt install"):
        chromium.give_up(error, {})

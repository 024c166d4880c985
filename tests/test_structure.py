"""The layout stays readable for a newcomer: short files, small folders, packages that explain."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    *("openphone", "pipeline", "documents", "receiver", "processor"),
    *("cli", "delivery", "emulator", "deploy"),
)
MOST_LINES = 200
MOST_MODULES = 12
FOLDERS = sorted({path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")})


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_holds_a_dozen_short_modules_at_most(folder: Path) -> None:
    found = modules(folder)
    assert len(found) <= MOST_MODULES
    long = [path.name for path in found if len(path.read_text().splitlines()) > MOST_LINES]
    assert not long


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_says_what_is_in_it(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    assert docstring
    assert len(docstring.splitlines()) > 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_stands_beside_a_package_of_its_name(folder: Path) -> None:
    packages = {path.name for path in folder.iterdir() if (path / "__init__.py").exists()}
    assert not packages & {path.stem for path in modules(folder)}

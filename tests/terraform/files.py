"""The Terraform files as text: what can be known of them without Terraform."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "terraform"
TEXT = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.tf")))


def block(header: str, text: str = TEXT) -> str:
    """Return the body of the top-level block with this header, such as `variable "region"`."""
    found = re.search(rf"^{re.escape(header)} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    assert found, header
    return found[1]


def names(kind: str, text: str = TEXT) -> list[str]:
    """Return the names of all top-level blocks of a kind, in order: variable, output, resource."""
    return re.findall(rf'^{kind} (".*") \{{', text, re.MULTILINE)


def keys(name: str) -> dict[str, str]:
    """Return the members of a local map, with the text of their values."""
    body = re.search(rf"^  {name} = \{{\n(.*?)^  \}}", TEXT, re.MULTILINE | re.DOTALL)
    assert body, name
    return dict(re.findall(r'^    "?([\w-]+)"?\s+= (.*)$', body[1], re.MULTILINE))


def defaults() -> dict[str, str]:
    """Return the default of every variable that has one, as text."""
    found = {}
    for quoted in names("variable"):
        default = re.search(r"^  default     = (.*)$", block(f"variable {quoted}"), re.MULTILINE)
        if default:
            found[quoted.strip('"')] = default[1].strip('"')
    return found

"""The pages of the documentation."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text()


def section(page: str, title: str) -> str:
    """Return what stands below a heading of the second level."""
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]

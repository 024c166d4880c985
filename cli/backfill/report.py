"""What a backfill has done, for each kind of item. Pure."""

from dataclasses import asdict, astuple, dataclass, field
from typing import Any

from openphone.fetched import item

# In the order of the report.
PLURALS = {
    "conversation": "conversations",
    item.MESSAGE: "messages",
    item.CALL: "calls",
    item.RECORDING: "recordings",
    item.SUMMARY: "summaries",
    item.TRANSCRIPT: "transcripts",
    item.VOICEMAIL: "voicemails",
    item.CONTACT: "contacts",
}
# Further failures are counted, not named.
_MOST_NAMED = 50


@dataclass
class Counts:
    """One kind, as the report's columns: what was seen is known, added, published, or failed.

    `published` counts items that may have been known, because Firestore could not be read.
    `not_available` are requests that the API answered with "not in this plan" or "there is none".
    """

    seen: int = 0
    known: int = 0
    added: int = 0
    published: int = 0
    failed: int = 0
    not_available: int = 0


@dataclass
class Report:
    """All kinds, by their plurals, and the failures by name."""

    kinds: dict[str, Counts] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Counts:
        """Return the counts of a kind."""
        return self.kinds.setdefault(PLURALS[kind], Counts())

    def has_some(self, kind: str) -> bool:
        """Return whether the API gave something of a kind."""
        counts = self.kinds.get(PLURALS[kind], Counts())
        return bool(counts.known or counts.added or counts.published)

    def fail(self, kind: str, item_id: str, reason: str) -> None:
        """Count a failure, and name it unless there are too many."""
        self.of(kind).failed += 1
        if len(self.failures) < _MOST_NAMED:
            self.failures.append({"kind": kind, "id": item_id, "reason": reason})

    @property
    def total(self) -> Counts:
        """The counts of all kinds together."""
        return Counts(*map(sum, zip(*map(astuple, self.kinds.values()), strict=True)))

    def sorted(self) -> dict[str, Counts]:
        """Return the counts in the order of the report."""
        return {name: self.kinds[name] for name in PLURALS.values() if name in self.kinds}

    def plain(self) -> dict[str, Any]:
        """Return it for JSON."""
        kinds = {name: asdict(counts) for name, counts in self.sorted().items()}
        return {"kinds": kinds, "failures": self.failures}


def rows(report: Report, *, dry_run: bool) -> tuple[list[str], list[list[str]]]:
    """Return the titles and the lines of the table for people."""
    added = "Would be added" if dry_run else "Added"
    published = "Would be published" if dry_run else "Published"
    titles = ["Kind", "Seen", "Already known", added, published, "Failed", "Not available"]
    lines = [
        [name.capitalize(), *map(str, astuple(counts))] for name, counts in report.sorted().items()
    ]
    if not report.total.published:
        for line in (titles, *lines):
            del line[4]
    return titles, lines

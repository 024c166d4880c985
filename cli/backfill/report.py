"""What a backfill has done, for each kind of item. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
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
    """One kind: each item that was seen is already known, added, published, or failed.

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
    """All kinds, and the failures by name."""

    kinds: dict[str, Counts] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Counts:
        """Return the counts of a kind."""
        return self.kinds.setdefault(kind, Counts())

    def fail(self, kind: str, item_id: str, reason: str) -> None:
        """Count a failure, and name it unless there are too many."""
        self.of(kind).failed += 1
        if len(self.failures) < _MOST_NAMED:
            self.failures.append({"kind": kind, "id": item_id, "reason": reason})

    @property
    def failed(self) -> int:
        """The number of failures of all kinds."""
        return sum(counts.failed for counts in self.kinds.values())

    @property
    def seen(self) -> int:
        """The number of items of all kinds."""
        return sum(counts.seen for counts in self.kinds.values())

    @property
    def unchecked(self) -> bool:
        """Whether anything was published that may have been known."""
        return any(counts.published for counts in self.kinds.values())

    def plain(self) -> dict[str, Any]:
        """Return it for JSON: what `read` takes, and programs see."""
        return {
            "kinds": {
                PLURALS[kind]: asdict(self.kinds[kind]) for kind in PLURALS if kind in self.kinds
            },
            "failures": self.failures,
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Report":
        """Return what `plain` was made from."""
        singular = {plural: kind for kind, plural in PLURALS.items()}
        kinds = {singular[name]: Counts(**counts) for name, counts in plain["kinds"].items()}
        return cls(kinds, list(plain["failures"]))


def rows(report: Report, *, dry_run: bool) -> tuple[list[str], list[list[str]]]:
    """Return the titles and the lines of the table for people."""
    added = "Would be added" if dry_run else "Added"
    published = "Would be published" if dry_run else "Published"
    titles = ["Kind", "Seen", "Already known", added, published, "Failed", "Not available"]
    lines = [
        [
            PLURALS[kind].capitalize(),
            *map(str, (counts.seen, counts.known, counts.added, counts.published)),
            *map(str, (counts.failed, counts.not_available)),
        ]
        for kind, counts in ((kind, report.of(kind)) for kind in PLURALS if kind in report.kinds)
    ]
    if not report.unchecked:
        for line in (titles, *lines):
            del line[4]
    return titles, lines

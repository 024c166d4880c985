"""What a backfill has done, kind by kind. Pure."""

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
# More than these are counted, not named.
_MOST_NAMED = 50


@dataclass
class Counts:
    """One kind: each thing that was seen is known already, added, published, or failed.

    `published` counts those of which nobody could tell whether they were known, because
    Firestore could not be read. `not_available` are requests that the API answered with
    "not in this plan" or "there is none".
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
        """Give the counts of a kind."""
        return self.kinds.setdefault(kind, Counts())

    def fail(self, kind: str, item_id: str, reason: str) -> None:
        """Count a failure, and name it where there are not too many yet."""
        self.of(kind).failed += 1
        if len(self.failures) < _MOST_NAMED:
            self.failures.append({"kind": kind, "id": item_id, "reason": reason})

    @property
    def failed(self) -> int:
        """The number of failures of all kinds."""
        return sum(counts.failed for counts in self.kinds.values())

    @property
    def seen(self) -> int:
        """The number of things of all kinds."""
        return sum(counts.seen for counts in self.kinds.values())

    @property
    def untold(self) -> bool:
        """Whether something was published without anybody knowing if it was new."""
        return any(counts.published for counts in self.kinds.values())

    def plain(self) -> dict[str, Any]:
        """Give it as JSON: what `read` takes, and programs see."""
        return {
            "kinds": {
                PLURALS[kind]: asdict(self.kinds[kind]) for kind in PLURALS if kind in self.kinds
            },
            "failures": self.failures,
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Report":
        """Take what `plain` gave."""
        singular = {plural: kind for kind, plural in PLURALS.items()}
        kinds = {singular[name]: Counts(**counts) for name, counts in plain["kinds"].items()}
        return cls(kinds, list(plain["failures"]))


def rows(report: Report, *, dry_run: bool) -> tuple[list[str], list[dict[str, str]]]:
    """Give the titles and the lines of the table for people."""
    added = "Would be added" if dry_run else "Added"
    published = "Would be published" if dry_run else "Published"
    titles = ["Kind", "Seen", "Already known", added, "Failed", "Not available"]
    if report.untold:
        titles.insert(4, published)
    lines = [
        dict(
            zip(
                ["Kind", "Seen", "Already known", added, published, "Failed", "Not available"],
                [
                    PLURALS[kind].capitalize(),
                    *map(str, (counts.seen, counts.known, counts.added, counts.published)),
                    *map(str, (counts.failed, counts.not_available)),
                ],
                strict=True,
            )
        )
        for kind, counts in ((kind, report.of(kind)) for kind in PLURALS if kind in report.kinds)
    ]
    return titles, lines

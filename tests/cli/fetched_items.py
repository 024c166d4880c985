"""Items as the API gives them, as short as a test wants them."""

from typing import Any

from cli.backfill.report import PLURALS, Report
from openphone.fetched import v1
from openphone.fetched.item import Fetched

ANN, OURS = "+15550107001", "+15550100001"
RECORDING = {"id": "CR1", "url": "https://storage.example.com/1.mp3?sig=2"}
SUMMARY = {"status": "completed", "summary": ["Said."]}


def message(name: str, **fields: object) -> dict[str, Any]:
    """A message of v1 from Ann to us."""
    made = "2026-05-04T09:00:00.000Z"
    return {"id": name, "from": ANN, "to": [OURS], "createdAt": made, **fields}


def call(name: str = "AC9") -> Fetched:
    """The event of a call of which nothing is known but its end."""
    return v1.call({"id": name, "completedAt": "2026-05-04T09:00:00.000Z"}, {})


def counts(report: Report) -> dict[str, dict[str, int]]:
    """The counts that are not 0, by kind."""
    return {
        kind: {name: number for name, number in vars(found).items() if number}
        for kind, plural in PLURALS.items()
        if (found := report.kinds.get(plural))
    }

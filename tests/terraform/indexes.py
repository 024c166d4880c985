"""What index a query needs, by the rule in docs/queries.md, and what terraform/indexes.tf makes."""

import re
from dataclasses import dataclass

from tests.queries import NAME, RANGES, Shape
from tests.terraform.files import FOLDER

FILE = FOLDER / "indexes.tf"
DOCUMENT_ID = "document id"
SINGLE_FIELD = "single field"
_TEXT = FILE.read_text()
_DIRECTIONS = {"asc": "ASCENDING", "desc": "DESCENDING"}


@dataclass(frozen=True)
class Single:
    """Indexes of fields by themselves: Firestore's own, which an exemption takes away."""

    collection: str
    fields: frozenset[str]


@dataclass(frozen=True)
class Composite:
    """An index of the fields for equality, in any order, then of the others in theirs."""

    collection: str
    equal: frozenset[str]
    order: tuple[str, ...]


def needed(shape: Shape) -> Single | Composite | None:
    """Return what a query needs; nothing where the ids of documents serve.

    Raises ValueError for a query that the rule does not know.
    """
    collection, order = shape.collection.rpartition("/")[2], shape.order
    ordered = {field for field, _ in order}
    ranged = {field for field, operator in shape.where if operator in RANGES}
    fields = shape.equal | ordered | ranged
    if fields <= {NAME} and not order and "**" not in shape.collection:
        return None
    alone = ranged - {field for field, _ in order[:1]}
    if NAME in fields or alone or shape.equal & ordered or "**" in shape.collection:
        raise ValueError(f"the rule does not know such a query: {shape}")
    if not order or len(fields) == 1:
        return Single(collection, fields)
    directed = tuple(f"{field} {_DIRECTIONS[direction]}" for field, direction in order)
    return Composite(collection, shape.equal, directed)


def serves(fields: tuple[str, ...], need: Composite) -> bool:
    """Whether an index of these fields, each with its direction, is the one that is needed."""
    first, rest = fields[: len(need.equal)], fields[len(need.equal) :]
    return {field.split(" ")[0] for field in first} == need.equal and rest == need.order


def composite() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return every composite index by its name: its collection and its fields with directions."""
    found = re.findall(
        r'^    ([\w-]+) += \{ collection = "(\w+)", fields = \[(.*?)\] \}', _TEXT, re.MULTILINE
    )
    return {name: (collection, _quoted(fields)) for name, collection, fields in found}


def exempt() -> set[tuple[str, str]]:
    """Return the collection and the field of everything that has no index of its own."""
    body = _between("  exempt = {\n", "\n  }")
    lists = re.findall(r"^    (\w+)\s+= \[(.*?)\]", body, re.MULTILINE | re.DOTALL)
    expiring = _quoted(_between("  expiring = toset([", "])"))
    named = {(collection, field) for collection, text in lists for field in _quoted(text)}
    return named | {(collection, "expire_at") for collection in expiring}


def _between(begin: str, end: str) -> str:
    body = _TEXT.partition(begin)[2].partition(end)[0]
    assert body, begin
    return body


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', text))

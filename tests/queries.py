"""The list of docs/queries.md, and what Firestore is really asked, in one form.

A `Shape` is what decides about the index: collection, conditions without their values, order.
`of_structured` and `of_document` give it for a query or a document as the REST API and Listen name
them, so that real traffic can be looked up: `of_structured(target) in {q.shape for q in listed()}`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "queries.md"
COLUMNS = ("query", "asked by", "collection", "where", "order", "how much", "index")
NAME = "__name__"
# https://firebase.google.com/docs/firestore/reference/rest/v1/StructuredQuery#operator
OPERATORS = {
    "EQUAL": "==",
    "IN": "in",
    "ARRAY_CONTAINS": "array-contains",
    "ARRAY_CONTAINS_ANY": "array-contains-any",
    "LESS_THAN": "<",
    "LESS_THAN_OR_EQUAL": "<=",
    "GREATER_THAN": ">",
    "GREATER_THAN_OR_EQUAL": ">=",
}
RANGES = frozenset({"<", "<=", ">", ">="})
_DIRECTIONS = {"ASCENDING": "asc", "DESCENDING": "desc"}

Order = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shape:
    """A query without values; `order` as Firestore takes it, without the `__name__` it implies."""

    collection: str
    where: frozenset[tuple[str, str]]
    order: Order

    @property
    def equal(self) -> frozenset[str]:
        """The fields that are compared for equality."""
        return frozenset(field for field, operator in self.where if operator not in RANGES)


@dataclass(frozen=True)
class Query:
    """A row of the list."""

    name: str
    asked_by: frozenset[str]
    shape: Shape
    how_much: str
    index: str


def shape(collection: str, where: Sequence[tuple[str, str]], order: Order) -> Shape:
    """Return the shape of a query with these conditions and this order, explicit or implied."""
    ranged = sorted({field for field, operator in where if operator in RANGES})
    full = order or tuple((field, "asc") for field in ranged)
    if full and full[-1] == (NAME, full[-2][1] if len(full) > 1 else "asc"):
        full = full[:-1]
    return Shape(collection, frozenset(where), full)


def listed() -> tuple[Query, ...]:
    """Return the rows of the list, in its order. Raises ValueError where a row has another form."""
    table = PAGE.read_text().partition("\n## The list\n")[2].partition("\n## ")[0]
    head, _, *rows = [_cells(line) for line in table.splitlines() if line.startswith("|")]
    if head != COLUMNS:
        raise ValueError(f"the columns are {head}")
    return tuple(_query(*cells) for cells in rows)


def of_document(name: str) -> Shape:
    """Return the shape of reading one document, by its name or path."""
    return Shape(_pattern(_path(name).rpartition("/")[0]), frozenset({(NAME, "==")}), ())


def of_structured(query: Mapping[str, Any], parent: str = "") -> Shape:
    """Return the shape of a StructuredQuery in JSON; `parent` is the name or path above it.

    Raises ValueError for what no query of this project has: another filter, several sources.
    """
    (source,) = query["from"]
    below = "**" if source.get("allDescendants") else _path(parent)
    path = f"{below}/{source['collectionId']}".lstrip("/")
    order = tuple(
        (item["field"]["fieldPath"], _DIRECTIONS[item.get("direction", "ASCENDING")])
        for item in query.get("orderBy", ())
    )
    return shape(_pattern(path), _filters(query.get("where", {})), order)


def _filters(where: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not where:
        return []
    if composite := where.get("compositeFilter"):
        if composite["op"] != "AND":
            raise ValueError(f"a filter of another kind: {composite['op']}")
        return [one for each in composite["filters"] for one in _filters(each)]
    if not (simple := where.get("fieldFilter")) or simple["op"] not in OPERATORS:
        raise ValueError(f"a filter of another kind: {where}")
    return [(simple["field"]["fieldPath"], OPERATORS[simple["op"]])]


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def _query(*cells: str) -> Query:
    name, asked_by, collection, where, order, how_much, index = cells
    conditions = [_pair(text) for text in _items(where)]
    directions = tuple(_pair(text) for text in _items(order))
    return Query(
        name,
        frozenset(asked_by.split(", ")),
        shape(collection.strip("`"), conditions, directions),
        how_much,
        index,
    )


def _items(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _pair(text: str) -> tuple[str, str]:
    first, second = text.split(" ")
    return first, second


def _path(name: str) -> str:
    """Return the path of a name such as `projects/p/databases/d/documents/activities/AC1`."""
    return name.partition("/documents")[2].lstrip("/") if "/documents" in name else name


def _pattern(path: str) -> str:
    """Replace the ids in the path of a collection; `**` stays for any parents."""
    parts = path.split("/")
    if parts[0] == "**":
        return path
    return "/".join("*" if place % 2 else part for place, part in enumerate(parts))

"""What the code asks Firestore, as shapes: from Python's query objects, from JavaScript's text."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from google.cloud import firestore

from cli.google.firestore import events_query
from processor.store.database import edge_queries
from tests.queries import Shape, of_structured, shape

ROOT = Path(__file__).parent.parent
PROJECT = "demo-openphone"
# In both languages of the documentation. The variable `field` stands for each of `_FIELDS`.
_COLLECTION = re.compile(r'\bcollection\((?:\w+, )?"(\w+)"\)')
_DOCUMENT = re.compile(r'\b(?:doc\(\w+, |document\()("\w+"(?:, \w+|, "\w+")*)\)')
_WHERE = re.compile(r'\b(?:where|FieldFilter)\(([\w"()]+), "([^"]+)"')
_ORDER = re.compile(r'\b(?:orderBy|order_by)\(([\w"]+)(?:, (?:direction=)?"(\w+)")?')
_FIELDS = ("name_key", "phone_number")


def of_processor() -> set[Shape]:
    """Give what the processor asks about a conversation; its other reads are by id."""
    return {of_message(structured) for structured in edge_queries("+15550101099")}


def of_cli() -> set[Shape]:
    """Give what the list of events asks, with each choice of its options."""
    client = firestore.Client(project=PROJECT)
    since = (None, datetime(2026, 4, 2, tzinfo=UTC))
    forms = product((False, True), ("", "message.received"), since)
    return {
        of_python(events_query(client, failed=failed, event_type=kind, since=at))
        for failed, kind, at in forms
    }


def of_python(query: Any) -> Shape:  # noqa: ANN401 - the client is untyped
    """Give the shape of a query as Google's client would send it."""
    return of_message(query._to_protobuf())  # noqa: SLF001 - what is sent


def of_message(wire: Any) -> Shape:  # noqa: ANN401 - the client is untyped
    """Give the shape of a query as it is sent."""
    only_what_is_set = {"always_print_fields_with_no_presence": False}
    text = type(wire).to_json(wire, use_integers_for_enums=False, **only_what_is_set)
    return of_structured(json.loads(text))


def of_text(code: str) -> set[Shape]:
    """Give the shapes in a text of JavaScript or Python, by what stands in each function of it.

    A function asks one collection; a document is named by its path.
    """
    return {found for part in _functions(code) for found in _of_function(part)}


def of_inbox() -> set[Shape]:
    """Give what the inbox page asks."""
    return of_text((ROOT / "inbox" / "src" / "queries.js").read_text())


def of_frontend() -> set[Shape]:
    """Give what the code in docs/frontend.md asks."""
    page = (ROOT / "docs" / "frontend.md").read_text()
    blocks = re.findall(r"^```(?:js|python)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return {found for block in blocks for found in of_text(block)}


def _functions(code: str) -> list[str]:
    return re.split(r"^(?:export |def |function |async function )", code, flags=re.MULTILINE)


def _of_function(code: str) -> Iterator[Shape]:
    for path in _DOCUMENT.findall(code):
        yield shape("/*/".join(re.findall(r'"(\w+)"', path)), [("__name__", "==")], ())
    names = set(_COLLECTION.findall(code))
    assert len(names) <= 1, f"a function that asks several collections: {names}"
    for name, value in product(names, _values(code)):
        where = [(_named(field, value), operator) for field, operator in _WHERE.findall(code)]
        order = [
            (_named(field, value), "desc" if way.lower().startswith("desc") else "asc")
            for field, way in _ORDER.findall(code)
        ]
        yield shape(name, where, tuple(order))


def _values(code: str) -> Iterable[str]:
    return _FIELDS if re.search(r"\(field[,)]", code) else ("",)


def _named(field: str, value: str) -> str:
    if field == "field":
        return value
    return "__name__" if field == "documentId()" else field.strip('"')

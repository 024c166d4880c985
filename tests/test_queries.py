"""Each query that is asked stands in docs/queries.md, and no other."""

import re
from pathlib import Path
from typing import Any

import pytest

from documents.paths import ACTIVITIES, CONTACTS, CONVERSATIONS, ENTRIES, EVENTS
from tests import asked
from tests.queries import Shape, listed, of_document, of_structured, shape
from tests.rules.table import DOCUMENTS, OPERATORS, STAFF

LISTED = listed()
CONVERSATION = (("conversation_id", "=="),)
NEWEST = (("occurred_at", "desc"),)


def by(who: str) -> set[Shape]:
    return {query.shape for query in LISTED if who in query.asked_by}


def readable(kinds: frozenset[str]) -> set[str]:
    """Return the collections of these kinds of documents."""
    return {of_document(DOCUMENTS[kind]).collection for kind in kinds}


def test_no_query_is_listed_twice() -> None:
    assert len({query.shape for query in LISTED}) == len(LISTED)
    assert len({query.name for query in LISTED}) == len(LISTED)


def test_only_those_ask_whose_queries_are_compared() -> None:
    who = frozenset().union(*(query.asked_by for query in LISTED))
    assert who == {"inbox", "frontend", "processor", "cli"}


def test_the_queries_of_the_inbox_are_listed_and_no_others() -> None:
    assert by("inbox") == asked.of_inbox()


def test_no_other_file_of_the_inbox_makes_a_query() -> None:
    builders = re.compile(r"\b(?:collection|collectionGroup|doc|orderBy|query|where)\(")
    for file in (asked.ROOT / "inbox" / "src").glob("*.js"):
        if file.name != "queries.js":
            assert not builders.search(file.read_text()), file.name


def test_the_queries_in_the_page_for_front_ends_are_listed_and_no_others() -> None:
    assert by("frontend") == asked.of_frontend()


def test_the_queries_of_the_processor_are_listed_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")  # never called
    by_id = {
        of_document(f"{collection}/x")
        for collection in (ACTIVITIES, CONTACTS, CONVERSATIONS, ENTRIES, EVENTS)
    }
    assert by("processor") == asked.of_processor() | by_id


def test_the_queries_of_the_command_line_are_listed_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")  # never called
    by_id = {
        of_document(path)
        for path in (
            f"{EVENTS}/x",
            f"{EVENTS}/x/payload_parts/1",
            f"{ACTIVITIES}/x",
            f"{ENTRIES}/x",
        )
    }
    assert by("cli") == asked.of_cli() | by_id


def test_front_ends_ask_only_for_what_the_rules_let_them_read() -> None:
    assert {one.collection for one in by("inbox")} <= readable(STAFF)
    assert {one.collection for one in by("frontend")} <= readable(STAFF | OPERATORS)


def test_what_a_browser_sends_has_the_shape_of_the_list() -> None:
    field: dict[str, Any] = {"fieldPath": "conversation_id"}
    equal = {"field": field, "op": "EQUAL", "value": {"stringValue": "+15550107001"}}
    order = [
        {"field": {"fieldPath": "occurred_at"}, "direction": "DESCENDING"},
        {"field": {"fieldPath": "__name__"}, "direction": "DESCENDING"},
    ]
    sent = {"from": [{"collectionId": "activities"}], "where": {"fieldFilter": equal}, "limit": 30}
    parent = "projects/p/databases/(default)/documents"
    assert of_structured(sent | {"orderBy": order}, parent) == shape(
        "activities", CONVERSATION, NEWEST
    )
    assert of_structured(sent, parent) == shape("activities", CONVERSATION, ())


def test_documents_below_others_have_the_shape_of_the_list() -> None:
    part = "projects/p/databases/(default)/documents/activities/AC1/transcript_parts/1"
    assert of_document(part).collection == "activities/*/transcript_parts"
    below = {"from": [{"collectionId": "transcript_parts"}]}
    assert of_structured(below, "activities/AC1").collection == "activities/*/transcript_parts"
    everywhere = {"from": [{"collectionId": "transcript_parts", "allDescendants": True}]}
    assert of_structured(everywhere).collection == "**/transcript_parts"


def test_a_filter_that_no_query_has_is_refused() -> None:
    unary = {"unaryFilter": {"field": {"fieldPath": "a"}, "op": "IS_NULL"}}
    with pytest.raises(ValueError, match="a filter of another kind"):
        of_structured({"from": [{"collectionId": "activities"}], "where": unary})


def test_a_page_of_another_form_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "queries.md"
    page.write_text("\n## The list\n\n| a | b |\n|---|---|\n")
    monkeypatch.setattr("tests.queries.PAGE", page)
    with pytest.raises(ValueError, match="the columns are"):
        listed()

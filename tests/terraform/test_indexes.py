"""Every query has the index that it needs, and no index is for nothing."""

import pytest

from tests.queries import Query, listed, shape
from tests.terraform import indexes
from tests.terraform.indexes import DOCUMENT_ID, SINGLE_FIELD, Composite, Single, needed, serves

LISTED = listed()


def named(query: Query) -> str:
    return query.name


@pytest.mark.parametrize("query", LISTED, ids=named)
def test_a_query_has_the_index_that_it_needs(query: Query) -> None:
    need = needed(query.shape)
    if need is None:
        assert query.index == DOCUMENT_ID
    elif isinstance(need, Single):
        assert query.index == SINGLE_FIELD
        assert not {(need.collection, field) for field in need.fields} & indexes.exempt()
    else:
        collection, fields = indexes.composite()[query.index]
        assert collection == need.collection
        assert serves(fields, need)


def test_no_composite_index_is_without_a_query_and_none_is_there_twice() -> None:
    needs = [need for query in LISTED if isinstance(need := needed(query.shape), Composite)]
    for name, (collection, fields) in indexes.composite().items():
        served = [one for one in needs if one.collection == collection and serves(fields, one)]
        assert served, name
        assert name in {query.index for query in LISTED}, name


def test_every_index_of_the_file_is_read_by_these_tests() -> None:
    text = indexes.FILE.read_text()
    assert len(indexes.composite()) == text.count("{ collection = ")
    assert 'query_scope = "COLLECTION"' in text
    assert text.count('resource "google_firestore_index"') == 1


@pytest.mark.parametrize(
    ("where", "order", "need"),
    [
        ([("__name__", "==")], (), None),
        ([("__name__", "in")], (), None),
        ([("__name__", ">="), ("__name__", "<")], (("__name__", "asc"),), None),
        ([], (), None),
        ([("a", "==")], (), Single("c", frozenset({"a"}))),
        ([("a", "array-contains")], (), Single("c", frozenset({"a"}))),
        ([("a", "=="), ("b", "==")], (), Single("c", frozenset({"a", "b"}))),
        ([("a", ">=")], (), Single("c", frozenset({"a"}))),
        ([], (("a", "desc"),), Single("c", frozenset({"a"}))),
        ([], (("a", "desc"), ("__name__", "desc")), Single("c", frozenset({"a"}))),
        (
            [("a", "==")],
            (("b", "desc"),),
            Composite("c", frozenset({"a"}), ("b DESCENDING",)),
        ),
        ([("a", "=="), ("b", ">")], (), Composite("c", frozenset({"a"}), ("b ASCENDING",))),
        (
            [],
            (("a", "asc"), ("b", "desc")),
            Composite("c", frozenset(), ("a ASCENDING", "b DESCENDING")),
        ),
    ],
)
def test_the_needed_index_follows_from_conditions_and_order(
    where: list[tuple[str, str]],
    order: tuple[tuple[str, str], ...],
    need: Single | Composite | None,
) -> None:
    assert needed(shape("c", where, order)) == need


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ([("a", ">"), ("b", ">")], (("a", "asc"),)),
        ([("a", ">")], (("b", "asc"),)),
        ([], (("__name__", "desc"),)),
        ([], (("a", "desc"), ("__name__", "asc"))),
        ([("__name__", "in")], (("a", "asc"),)),
        ([("a", "==")], (("a", "asc"),)),
    ],
)
def test_a_query_beyond_the_rule_is_refused(
    where: list[tuple[str, str]], order: tuple[tuple[str, str], ...]
) -> None:
    for collection in ("c", "**/c"):
        with pytest.raises(ValueError, match="the rule does not know"):
            needed(shape(collection, where, order))


def test_a_query_of_a_collection_under_all_parents_is_refused() -> None:
    with pytest.raises(ValueError, match="the rule does not know"):
        needed(shape("**/transcript_parts", (), ()))


@pytest.mark.parametrize(
    "fields",
    [
        ("conversation_id ASCENDING", "occurred_at ASCENDING"),
        ("occurred_at DESCENDING", "conversation_id ASCENDING"),
        ("direction ASCENDING", "occurred_at DESCENDING"),
        ("conversation_id ASCENDING", "direction ASCENDING", "occurred_at DESCENDING"),
        ("conversation_id ASCENDING",),
    ],
)
def test_an_index_of_other_fields_or_directions_does_not_serve(fields: tuple[str, ...]) -> None:
    need = needed(shape("activities", [("conversation_id", "==")], (("occurred_at", "desc"),)))
    assert isinstance(need, Composite)
    assert serves(("conversation_id ASCENDING", "occurred_at DESCENDING"), need)
    assert not serves(fields, need)

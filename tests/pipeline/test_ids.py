import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ids import event_id, is_document_id


@pytest.mark.parametrize(
    "given_id", ["EV1", "x" * 200, "é" * 100, " ", "..a", "__a", "_", "\x00", "a.b"]
)
def test_an_event_is_stored_under_its_own_id(given_id: str) -> None:
    assert event_id(b"{}", {"id": given_id}) == given_id


@pytest.mark.parametrize(
    "given_id",
    [
        *(None, 1, [], {}, "", "x" * 201, "é" * 101, "x" * 2000),
        *("a/b", ".", "..", "__a__", "____", "__a\nb__", "\ud800"),
    ],
)
def test_an_id_that_firestore_would_not_take_is_made_from_the_body(given_id: object) -> None:
    made = "sha256-44136fa355b3678a1146ad16f7e8649e"  # printf '{}' | sha256sum
    assert event_id(b"{}", {"id": given_id}) == made
    assert event_id(b"{}", {}) == made


@pytest.mark.parametrize(
    ("text", "is_id"),
    [("x" * 1500, True), ("x" * 1501, False), ("", False), ("a/b", False), ("\udfff", False)],
)
def test_a_document_id_is_what_firestore_takes(text: str, is_id: bool) -> None:  # noqa: FBT001
    assert is_document_id(text) is is_id


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(st.none() | ANY_TEXT | st.recursive(st.none() | st.text(), st.lists))
def test_any_event_gets_an_id_that_firestore_takes(given_id: object) -> None:
    body = json.dumps({"id": given_id}).encode()
    assert is_document_id(event_id(body, {"id": given_id}))

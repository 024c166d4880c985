import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openphone.errors import EventError
from openphone.events.envelope import NestingError, load, text_field
from pipeline.ids import event_id, is_document_id


def test_an_event_is_the_object_in_the_body() -> None:
    assert load(b' {"id": "EV1", "data": {"object": {}}}\n') == {
        "id": "EV1",
        "data": {"object": {}},
    }


def test_a_wrapped_event_is_taken_out_once() -> None:
    assert load(b'{"object": {"id": "EV1", "object": "event"}}') == {"id": "EV1", "object": "event"}
    assert load(b'{"object": {"object": {"id": "EV1"}}}') == {"object": {"id": "EV1"}}


@pytest.mark.parametrize("value", [b'"event"', b"null", b"[]", b"1"])
def test_an_object_field_that_is_no_object_is_no_wrapper(value: bytes) -> None:
    assert "object" in load(b'{"object": ' + value + b"}")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"1", b"null", b'"text"', b"{'a': 1}", b"{}{}"),
        *(b"\xff{}", b"\xef\xbb\xbf{}", b'{"a": "\xed\xa0"}'),
        *(b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}'),
    ],
)
def test_a_body_that_is_no_json_object_is_an_event_error(body: bytes) -> None:
    with pytest.raises(EventError, match=r"^the body is not "):
        load(body)


def test_a_body_nested_too_deeply_has_an_error_of_its_own() -> None:
    with pytest.raises(NestingError):
        load(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def test_whole_numbers_are_exact_until_python_would_refuse_them() -> None:
    assert load(b'{"a": ' + b"7" * 400 + b"}")["a"] == int("7" * 400)
    assert load(b'{"a": ' + b"9" * 4000 + b"}")["a"] == int("9" * 4000)
    assert load(b'{"a": -' + b"9" * 5000 + b"}")["a"] == float("-inf")


def test_a_lone_surrogate_is_read() -> None:
    assert load(rb'{"a": "\ud800"}') == {"a": "\ud800"}


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


def test_a_field_that_is_not_text_is_empty() -> None:
    assert text_field({"type": "call.ringing"}, "type") == "call.ringing"
    assert text_field({"type": ["call.ringing"]}, "type") == ""
    assert text_field({}, "type") == ""


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_any_body_is_an_event_or_an_event_error(body: bytes) -> None:
    with contextlib.suppress(EventError):
        event = load(body)
        assert is_document_id(event_id(body, event))

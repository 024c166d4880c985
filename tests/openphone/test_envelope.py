import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openphone.errors import EventError
from openphone.events.envelope import NestingError, load, text_field


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


def test_a_field_that_is_not_text_is_empty() -> None:
    assert text_field({"type": "call.ringing"}, "type") == "call.ringing"
    assert text_field({"type": ["call.ringing"]}, "type") == ""
    assert text_field({}, "type") == ""


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_any_body_is_an_event_or_an_event_error(body: bytes) -> None:
    with contextlib.suppress(EventError):
        load(body)

import json
import math

import pytest

from documents.values import document_size, same_value, sanitize, size_of
from tests.builders import at

Value = object


def maps(levels: int) -> Value:
    """Return maps nested in each other, `levels` deep."""
    value: Value = "end"
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, -5, 1.5, "", "text", "\x00", "\N{GRINNING FACE}", b"bytes"),
        *(2**63 - 1, -(2**63), at("09:00:00"), [], {}, [1, "a", None], {"a": [{"b": [1]}]}),
        *({"_": 1}, {"__": 1}, {"__a": 1}, {"a__": 1}, {"é" * 750: 1}, {"a.b/c": 1}),
    ],
)
def test_what_firestore_can_hold_stays_as_it_is(value: Value) -> None:
    assert sanitize(value) == value
    assert type(sanitize(value)) is type(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\ud800", "\ufffd"),
        ("a\udfffb\ud83d", "a\ufffdb\ufffd"),
        (["a\ud800"], ["a\ufffd"]),
        ({"a": "\ud800"}, {"a": "\ufffd"}),
    ],
)
def test_a_lone_surrogate_is_replaced(value: Value, expected: Value) -> None:
    assert sanitize(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**63, 9223372036854775808.0),
        (-(2**63) - 1, -9223372036854775808.0),
        (10**300, 1e300),
        (10**400, math.inf),
        (-(10**400), -math.inf),
        ([10**400], [math.inf]),
    ],
    ids=["least_over", "most_under", "large", "too_large", "too_small", "in_a_list"],
)
def test_a_whole_number_beyond_64_bits_becomes_the_nearest_float(
    value: Value, expected: Value
) -> None:
    assert sanitize(value) == expected
    found = sanitize(value)
    assert isinstance(found[0] if isinstance(found, list) else found, float)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([[1, 2], [], 3], ["[1, 2]", "[]", 3]),
        ([[["a"]]], ['[["a"]]']),
        ({"a": [[1]]}, {"a": ["[1]"]}),
        ([{"a": [[1]]}], [{"a": ["[1]"]}]),
        (((1,),), ["[1]"]),
        ([["\ud800"]], ['["\\ud800"]']),
    ],
)
def test_a_list_directly_in_a_list_becomes_its_json(value: Value, expected: Value) -> None:
    assert sanitize(value) == expected


@pytest.mark.parametrize("key", ["", "__x__", "____", "__a\nb__", "\ud800", "x" * 1501, "é" * 751])
def test_a_map_with_a_key_that_firestore_refuses_becomes_its_json(key: str) -> None:
    found = sanitize({"a": {key: 1, "b": [2]}})
    assert list(found) == ["a"]
    assert json.loads(found["a"]) == {key: 1, "b": [2]}


def test_twenty_levels_are_held_and_what_is_deeper_becomes_its_json() -> None:
    assert sanitize(maps(20)) == maps(20)
    found = sanitize(maps(22))
    for _ in range(20):
        found = found["a"]
    assert found == '{"a": {"a": "end"}}'


def test_lists_count_as_levels_too() -> None:
    found = sanitize({"a": [{"b": [{"c": "end"}]}]}, 4)
    assert found == {"a": [{"b": ['{"c": "end"}']}]}
    assert sanitize({"a": {"b": [1]}}, 2) == {"a": {"b": "[1]"}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (None, 1),
        (True, 1),
        (5, 8),
        (1.5, 8),
        (at("09:00:00"), 8),
        ("", 1),
        ("text", 5),
        ("é\N{GRINNING FACE}", 7),
        (b"1234", 4),
        ([], 0),
        ([1, "a", None], 8 + 2 + 1),
        ({}, 0),
        ({"a": 1, "éb": "x"}, 2 + 8 + 4 + 2),
        ({"a": {"b": [True]}}, 2 + 2 + 1),
    ],
)
def test_a_value_is_measured_as_firestore_does(value: Value, size: int) -> None:
    assert size_of(value) == size


def test_a_document_is_measured_with_its_name() -> None:
    # The example of https://firebase.google.com/docs/firestore/storage-size: a document
    # "users/jeff/tasks/my_task_id" of 147 bytes, 44 of them for its name.
    task = {
        "type": "Personal",
        "done": False,
        "priority": 1,
        "description": "Learn Cloud Firestore",
    }
    assert document_size("users/jeff/tasks", "my_task_id", task) == 147


@pytest.mark.parametrize(("levels", "kept"), [(199, True), (200, False), (900, False)])
def test_json_text_has_a_limit_that_does_not_depend_on_the_stack(
    levels: int, *, kept: bool
) -> None:
    nested: object = "x"
    for number in range(levels):
        nested = [nested] if number % 2 else {"a": nested}
    [stored] = sanitize([[nested]])
    assert stored == (json.dumps([nested]) if kept else "(nested too deeply)")


@pytest.mark.parametrize(
    ("number", "kind"), [(180.0, int), (-0.0, int), (1.5, float), (1e300, float)]
)
def test_equal_numbers_are_stored_alike(number: float, kind: type) -> None:
    assert (sanitize(number), type(sanitize(number))) == (number, kind)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        ("1", 1, False),
        ({"a": [{"v": 1}], "b": 2}, {"b": 2, "a": [{"v": 1}]}, True),
        ({"a": [{"v": 1}]}, {"a": [{"v": True}]}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [1], False),
        ([], {}, False),
    ],
)
def test_values_are_the_same_where_firestore_holds_the_same(
    one: object, other: object, *, expected: bool
) -> None:
    assert same_value(one, other) is expected

"""Checked against the client library's own encoding: each reads what the other writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore_v1 import _helpers
from google.cloud.firestore_v1.types import document
from hypothesis import given
from hypothesis import strategies as st

from processor.store import wire

TIMES = st.datetimes(
    min_value=datetime(1, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | TIMES
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.text(min_size=1), VALUES, max_size=6)
Timestamp: Any = document.Value.pb()().timestamp_value.__class__
NAME = "projects/p/databases/(default)/documents/contacts/c"


def _library(values: dict[str, Any]) -> Any:  # noqa: ANN401 - a message
    return document.Document.pb(document.Document(name=NAME, fields=_helpers.encode_dict(values)))


@given(DOCUMENTS)
def test_a_document_is_written_as_the_client_library_writes_it(values: dict[str, Any]) -> None:
    assert wire.create(NAME, values).update == _library(values)


@given(DOCUMENTS)
def test_a_document_is_read_as_it_was_written(values: dict[str, Any]) -> None:
    assert wire.decode(_library(values).fields) == values


def test_a_new_document_must_not_be_there() -> None:
    made = wire.create(NAME, {"a": 1})
    assert made.current_document.WhichOneof("condition_type") == "exists"
    assert made.current_document.exists is False


def test_a_change_names_its_fields_and_what_it_was_read_at_to_the_nanosecond() -> None:
    seen = Timestamp(seconds=1_775_121_600, nanos=123_456_789)
    made = wire.update(NAME, {"a": "b"}, ["gone"], seen)
    assert list(made.update_mask.field_paths) == ["a", "gone"]
    assert made.current_document.update_time == seen
    assert dict(made.update.fields) == dict(_library({"a": "b"}).fields)


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    moment = datetime(2026, 4, 2, 9, 0, 0, 5, tzinfo=UTC)
    text = (moment + timedelta(hours=2)).replace(tzinfo=None).isoformat() + "+02:00"
    made = wire.create(NAME, {"at": datetime.fromisoformat(text)})
    assert made.update.fields["at"].timestamp_value == Timestamp(seconds=1_775_120_400, nanos=5000)


@pytest.mark.parametrize("value", [object(), {1, 2}, 2**63, "\ud800"])
def test_what_firestore_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        wire.create(NAME, {"a": value})

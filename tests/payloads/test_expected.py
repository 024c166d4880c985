"""Every example event, signed, through the running services, into exactly its documents."""

import pytest

from tests.payloads.expectations import (
    COLLECTIONS,
    Documents,
    Example,
    combined,
    differences,
    examples,
)
from tests.stack import Stack


def deliver(stack: Stack, example: Example) -> None:
    """Send one event and return when it is stored."""
    response = stack.post(example.body, scheme=example.scheme)
    assert (response.status_code, response.json()) == (
        200,
        {"status": "accepted", "event_id": example.event_id},
    )
    stack.wait_for_event(example.event_id)


def assert_stored(stack: Stack, expected: Documents) -> None:
    found = differences(expected, {name: stack.documents(name) for name in COLLECTIONS})
    assert not found, "\n".join(found)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_event_alone_leaves_exactly_its_documents(stack: Stack, example: Example) -> None:
    stack.clear()
    deliver(stack, example)
    assert_stored(stack, example.expected)


@pytest.mark.parametrize("step", [1, -1], ids=["in_file_order", "in_reverse"])
def test_all_events_together_leave_one_merged_result(stack: Stack, step: int) -> None:
    stack.clear()
    for example in examples()[::step]:
        deliver(stack, example)
    assert_stored(stack, combined())

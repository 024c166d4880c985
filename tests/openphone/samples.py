"""Deliveries in the vendor's words, as short as a test wants them."""

from openphone.events.event import Activity, AddressBookEntry, Event
from openphone.events.reading import read_event
from tests.builders import ALSO_OURS, ANN, BEN, CARA, OURS, at, event, sent

__all__ = [
    "ALSO_OURS",
    "ANN",
    "BEN",
    "CARA",
    "OURS",
    "SENT_AT",
    "activity",
    "at",
    "current",
    "delivery",
    "entry",
    "read",
]

SENT_AT = sent("09:00:05")


def delivery(
    event_type: object,
    thing: object,
    *,
    key: str = "object",
    context: object = None,
    deep_link: object = None,
    **envelope: object,
) -> bytes:
    """The body of one event; `envelope` adds to what stands around it, or replaces it."""
    data = {key: thing, "context": context, "deepLink": deep_link}
    given = {name: value for name, value in data.items() if value is not None or name == key}
    return event(event_type, thing, **{"data": given, **envelope})


def read(event_type: object, thing: object, **more: object) -> Event:
    """What is read of one event; the keywords are those of `delivery`."""
    return read_event(delivery(event_type, thing, **more))  # type: ignore[arg-type]


def activity(event_type: str, thing: object, **more: object) -> Activity:
    """The message or call that is read of one event."""
    found = read(event_type, thing, **more).activity
    assert found is not None
    return found


def current(event_type: str, resource: object, context: object = None) -> Activity:
    """The message or call that is read of an event as 2026-03-30 has it."""
    return activity(event_type, resource, key="resource", context=context)


def entry(event_type: str, thing: object, **more: object) -> AddressBookEntry:
    """The address-book entry that is read of one event."""
    found = read(event_type, thing, **more).entry
    assert found is not None
    return found

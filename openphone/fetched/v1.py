"""Items of the API v1, as the v4 events that webhooks made through it send. Pure.

Sources: https://www.quo.com/docs/mdx/api-reference and the v4 payloads beside it.
"""

from collections.abc import Mapping
from typing import Any

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched.item import (
    CALL,
    CONTACT,
    MESSAGE,
    Fetched,
    all_but,
    fetched,
    first,
    identity,
    listed,
    text,
)
from openphone.fetched.words import (
    call_time,
    call_type,
    contact_object,
    message_status,
    message_time,
    message_type,
)

_NO_CONVERSATION: Json = {}


def message(item: Json, conversation: Json = _NO_CONVERSATION) -> Fetched:
    """Return a message's event. Raises EventError if it has no id, like all functions here.

    The conversation, as the API lists it, supplies what a webhook's deep link says.
    """
    thing = {**all_but(item), **message_status(item), "object": "message"}
    data = _data(thing, conversation)
    envelope = _envelope(message_type(item), data)
    return fetched(MESSAGE, identity(item), envelope, at=message_time(item))


def call(item: Json, ours: Mapping[str, str], conversation: Json = _NO_CONVERSATION) -> Fetched:
    """Return a call's event; `ours` are the workspace's numbers by the ids of their lines."""
    thing = {**all_but(item, "participants", "aiHandled"), "object": "call"}
    if parties := _participants(item, ours, conversation):
        thing["participants"] = parties
    if item.get("aiHandled"):
        thing["handledByAiAgent"] = True
    envelope = _envelope(call_type(item), _data(thing, conversation))
    return fetched(CALL, identity(item), envelope, at=call_time(item))


def contact(item: Json) -> Fetched:
    """Return the event of an entry of the address book."""
    thing = {"object": "contact", **contact_object(item)}
    envelope = _envelope("contact.updated", {"object": thing})
    return fetched(CONTACT, identity(item), envelope, at=first(item, "updatedAt", "createdAt"))


def _envelope(event_type: str, data: Json) -> dict[str, Any]:
    return {"object": "event", "apiVersion": "v4", "type": event_type, "data": data}


def _data(thing: Json, conversation: Json) -> dict[str, Any]:
    """Name the conversation as v4 does, in the deep link alone."""
    conversation_id = text(conversation, "id")
    if not conversation_id:
        return {"object": thing}
    line = first(thing, "phoneNumberId") or text(conversation, "phoneNumberId")
    where = f"{line}/c/{conversation_id}?at={text(thing, 'id')}"
    return {"object": thing, "deepLink": f"https://my.openphone.com/inbox/{where}"}


def _participants(item: Json, ours: Mapping[str, str], conversation: Json) -> list[str]:
    """Return the outside numbers, then our own, as v4 has them.

    The API lists either or both in any order, sometimes none: then those of the conversation
    under which the call was listed count.
    """
    numbers = listed(item, "participants") or listed(conversation, "participants")
    if not all(isinstance(number, str) for number in numbers):
        raise EventError("participants: should hold texts")
    line = ours.get(text(item, "phoneNumberId"))
    own = {*ours.values()}
    outside = [number for number in numbers if number not in own]
    inside = [number for number in numbers if number in own] or ([line] if line else [])
    return list(dict.fromkeys(outside + inside))

"""Items of the API v1, as the v4 events that webhooks made through it send. Pure.

Sources: https://www.quo.com/docs/mdx/api-reference and the v4 payloads beside it.
"""

from collections.abc import Mapping
from typing import Any

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.fetched import words
from openphone.fetched.item import CONTACT, Fetched, all_but, fetched, first, given, listed, text

_NO_CONVERSATION: Json = {}
_ENVELOPE: Json = {"object": "event", "apiVersion": "v4"}
_CONTACT = ("firstName", "lastName", "company", "role", "emails", "phoneNumbers")


def message(item: Json, conversation: Json = _NO_CONVERSATION) -> Fetched:
    """Return a message's event. Raises EventError if it has no id, like all functions here.

    The conversation, as the API lists it, supplies what a webhook's deep link says.
    """
    thing = {**all_but(item), **words.message_status(item), "object": "message"}
    return words.message(item, _ENVELOPE, _data(thing, conversation))


def call(item: Json, ours: Mapping[str, str], conversation: Json = _NO_CONVERSATION) -> Fetched:
    """Return a call's event; `ours` are the workspace's numbers by the ids of their lines."""
    thing = {**all_but(item, "participants", "aiHandled"), "object": "call"}
    if parties := _participants(item, ours, conversation):
        thing["participants"] = parties
    if item.get("aiHandled"):
        thing["handledByAiAgent"] = True
    return words.call(item, _ENVELOPE, _data(thing, conversation))


def contact(item: Json) -> Fetched:
    """Return the event of an address-book entry: webhooks have no `defaultFields` around it."""
    inner = item.get("defaultFields")
    fields = given(inner if isinstance(inner, Mapping) else item, *_CONTACT)
    thing = {"object": "contact", **given(item, "id", "createdAt"), **fields}
    envelope = {**_ENVELOPE, "type": "contact.updated", "data": {"object": thing}}
    at = first(item, "updatedAt", "createdAt")
    return fetched(CONTACT, text(item, "id"), envelope, at=at)


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

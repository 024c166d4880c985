"""The five shapes of a delivery: where each puts the object, and what surrounds it."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tests.histories.worlds import Pen

_LINES = ("PN1", "PN2")
_USERS = ("US1", "US2")
_CONVERSATIONS = ("CN1", "CN2", "CN3")
_VERSIONS = {"guide": "v1", "v3": "v3", "wrapped": "v3", "v4": "v4", "2026": "2026-03-30"}


class Shape(StrEnum):
    """The generations of webhooks that one account may have at once."""

    GUIDE = "guide"
    V3 = "v3"
    WRAPPED = "wrapped"
    V4 = "v4"
    CURRENT = "2026"

    def data(
        self, pen: Pen, resource: dict[str, Any], context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the `data` of an event, with the ids of line, user and conversation."""
        bare = "status" in resource and len(resource) <= 2
        where = {} if bare else pen.given(phoneNumberId=_LINES, userId=_USERS)
        conversation = {} if bare else pen.given(conversationId=_CONVERSATIONS)
        if self == Shape.CURRENT:
            return {"resource": resource, "context": {**where, **conversation, **context}}
        if self == Shape.V4:
            link = f"https://my.example.com/inbox/PN1/c/{conversation.get('conversationId')}?at=AC1"
            deep = {"deepLink": link} if conversation.get("conversationId") else {}
            return {"object": {**resource, **where}, **deep}
        if self == Shape.GUIDE:
            return {"object": {**resource, **conversation}}
        return {"object": {**resource, **where, **conversation}}

    def body(self, event: Mapping[str, Any]) -> bytes:
        """Return the raw body of a delivery."""
        versioned = {"apiVersion": _VERSIONS[self], **event}
        whole = {"object": versioned} if self == Shape.WRAPPED else versioned
        return json.dumps(whole).encode()


def named(values: Mapping[str, Any], **names: str) -> dict[str, Any]:
    """Return the values that are present, under the names that a shape has for them."""
    return {new: values[old] for old, new in names.items() if old in values}

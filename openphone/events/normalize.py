"""How a delivery of any shape becomes an activity: what the readers of all event types share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from openphone.errors import EventError
from openphone.events.envelope import Json
from openphone.events.event import Activity, Parties
from openphone.events.fields import ActivityFields, ActivityType, known
from openphone.events.models import Context, ContextParticipants, Resource
from openphone.events.wire import Wire

_CONVERSATION = re.compile(r"/c/([^/?#]+)")
_DIRECTIONS = ("incoming", "outgoing")
_UNAVAILABLE = "unavailable"
# The vendor's AI agents have ids of their own kind.
_AI_AGENT = "SY"
Model = TypeVar("Model", bound=Wire)


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery on its way to an event: its object, and what stands around the object.

    `where` is the object's place for error texts, `times` are its own times by their names;
    `direction` and `status` are what the event's type says.
    """

    raw: Json
    where: str
    context: Context
    deep_link: str
    times: Mapping[str, datetime]
    direction: str
    status: str

    def parse(self, model: type[Model]) -> Model:
        """Return the object as a model. Raises EventError where a field has a wrong type."""
        return model.read(self.raw, self.where)


def state(status: str | None) -> str | None:
    """Return a status where it is known: the vendor's `unavailable` means that it is not."""
    return None if status == _UNAVAILABLE else status


def activity(
    delivered: Delivered,
    resource: Resource,
    activity_type: ActivityType,
    *,
    own: bool,
    speaks: bool,
    **fields: object,
) -> Activity:
    """Put together what an event knows of its message or call.

    `own` says that the object is the message or call itself, so that its times and its status
    count; `speaks` that its sender and recipients do. `fields` are further ActivityFields.

    Raises EventError where nothing says which message or call it is.
    """
    activity_id = resource.call_id or resource.id
    if not activity_id:
        raise EventError(f"{delivered.where}.id: missing")
    context = delivered.context
    direction = resource.direction if resource.direction in _DIRECTIONS else delivered.direction
    status = (state(resource.status) if own else None) or delivered.status
    times = delivered.times if own else {}
    named = _named(context)
    parties = Parties(external=_phones(named.external), participants=_phones(resource.participants))
    if speaks:
        parties = replace(
            parties,
            sender=resource.sender or context.sender_identifier or "",
            recipients=_phones(resource.to) or _phones(context.recipient_identifiers),
            direction=direction,
        )
    link = _CONVERSATION.search(delivered.deep_link)
    return Activity(
        id=activity_id,
        fields=known(
            ActivityFields,
            activity_type=activity_type,
            direction=direction,
            status=status,
            from_number=parties.sender,
            to_numbers=list(parties.recipients),
            # The outside number first, as v4 has it, so that both generations say the same.
            participants=[*(parties.participants or parties.external + _phones(named.workspace))],
            openphone_conversation_id=resource.conversation_id
            or context.conversation_id
            or (link and link[1]),
            phone_number_id=resource.phone_number_id or context.phone_number_id,
            user_id=resource.user_id or context.user_id,
            answered_by=resource.answered_by or resource.answered_by_user_id,
            handled_by_ai=_handled_by_ai(resource, status),
            **fields,
        ),
        parties=parties,
        created_at=times.get("createdAt"),
        other_at=min((at for name, at in times.items() if name != "createdAt"), default=None),
    )


def _named(context: Context) -> ContextParticipants:
    named = context.participants
    return named if named and named.resolution != _UNAVAILABLE else ContextParticipants()


def _phones(numbers: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, numbers or ()))


def _handled_by_ai(resource: Resource, status: str) -> bool | None:
    answerers = (resource.answered_by or "", resource.answered_by_user_id or "")
    if status == "ai-handled" or any(answerer.startswith(_AI_AGENT) for answerer in answerers):
        return True
    return resource.handled_by_ai_agent

"""Who of an event's parties is external, decided from that event alone, with a strength."""

from collections.abc import Collection
from dataclasses import dataclass

from documents.values import sanitize
from openphone.errors import EventError
from openphone.events.event import Parties

MOST_EXTERNAL = 100
CERTAIN, LIKELY, GUESS = 2, 1, 0


@dataclass(frozen=True, slots=True)
class ExternalParties:
    """The distinct outside numbers that an event names, sorted, and how sure that is (0 to 2)."""

    numbers: tuple[str, ...]
    strength: int


def external_parties(parties: Parties, ours: Collection[str]) -> ExternalParties | None:
    """Decide who is external; None when the event names nobody.

    Strength 2: sender, recipients and direction, or the vendor's own `external` list.
    Strength 1: participants of which at least one is ours: the others.
    Strength 0: participants of which none is: the first one alone, as v4 puts the contact first.

    Raises EventError for more than 100 numbers: no group is that large.
    """
    for numbers, strength in (
        (_from_direction(parties, ours), CERTAIN),
        (parties.external, CERTAIN),
        _from_participants(parties.participants, ours),
    ):
        distinct = tuple(sorted({sanitize(number) for number in numbers}))
        check_count(distinct)
        if distinct:
            return ExternalParties(distinct, strength)
    return None


def check_count(numbers: Collection[str]) -> None:
    """Raise EventError for more outside numbers than any event can mean."""
    if len(numbers) > MOST_EXTERNAL:
        raise EventError(f"the event names more than {MOST_EXTERNAL} outside numbers")


def _from_direction(parties: Parties, ours: Collection[str]) -> tuple[str, ...]:
    if not (parties.sender and parties.recipients and parties.direction):
        return ()
    if parties.direction == "outgoing":
        return parties.recipients
    recipients = tuple(dict.fromkeys(parties.recipients))
    others = tuple(number for number in recipients if number not in ours)
    if len(others) == len(recipients):
        # None of ours is known, but one recipient must be: the first.
        others = others[1:]
    return (parties.sender, *others)


def _from_participants(
    participants: tuple[str, ...], ours: Collection[str]
) -> tuple[tuple[str, ...], int]:
    others = tuple(number for number in participants if number not in ours)
    if len(others) == len(participants):
        return participants[:1], GUESS
    return others, LIKELY

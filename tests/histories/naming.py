"""The external parties of an event, read a second time, straight from the definition."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

_INCOMING = ("message.received", "call.missed", "call.voicemail.completed")
_OUTGOING = ("message.delivered", "message.failed", "message.undelivered")
_TEXTS = ("call.summary.completed", "call.transcript.completed", "callSummary", "callTranscript")


class ExternalParties(NamedTuple):
    """The distinct external numbers, sorted, and how sure they are."""

    numbers: tuple[str, ...]
    strength: int


def external_parties(event: Mapping[str, Any], ours: Collection[str]) -> ExternalParties | None:
    """Return the external parties of a message or call event, None if it names nobody."""
    data = event["data"]
    thing, context = data.get("resource") or data["object"], data.get("context") or {}
    named = context.get("participants") or {}
    sure = _spoken(event["type"], thing, context, ours)
    if not sure and named.get("resolution") != "unavailable":
        sure = _numbers(named.get("external"))
    taking_part = _numbers(thing.get("participants"))
    if sure:
        return _sorted(sure, 2)
    if any(number in ours for number in taking_part):
        return _sorted([number for number in taking_part if number not in ours], 1)
    return _sorted(taking_part[:1], 0)


def _spoken(
    event_type: str, thing: Mapping[str, Any], context: Mapping[str, Any], ours: Collection[str]
) -> list[str]:
    """Return the external numbers by sender, recipients and direction; none if one is missing.

    Summaries, transcripts and the guide's recordings have no parties of their own.
    """
    if event_type in _TEXTS or (event_type == "call.recording.completed" and thing.get("callId")):
        return []
    senders = _numbers(thing.get("from") or context.get("senderIdentifier"))
    recipients = _numbers(thing.get("to")) or _numbers(context.get("recipientIdentifiers"))
    direction = thing.get("direction")
    if direction not in ("incoming", "outgoing"):
        direction = (
            "incoming"
            if event_type in _INCOMING
            else "outgoing"
            if event_type in _OUTGOING
            else None
        )
    if not senders or not recipients or not direction:
        return []
    if direction == "outgoing":
        return recipients
    some_of_ours = any(number in ours for number in recipients)
    # Where none of ours is known, the first recipient is ours.
    beside_us = [
        number
        for number in recipients
        if (number not in ours if some_of_ours else number != recipients[0])
    ]
    return [*senders, *beside_us]


def _numbers(given: Any) -> list[str]:  # noqa: ANN401 - whatever an event holds
    texts = given.split(",") if isinstance(given, str) else given or []
    return [text.strip() for text in texts if text.strip()]


def _sorted(numbers: Collection[str], strength: int) -> ExternalParties | None:
    whole = {"".join(_held(character) for character in number) for number in numbers}
    return ExternalParties(tuple(sorted(whole)), strength) if whole else None


def _held(character: str) -> str:
    """Return a number as it can be stored: without lone surrogates."""
    return "\N{REPLACEMENT CHARACTER}" if "\ud800" <= character <= "\udfff" else character

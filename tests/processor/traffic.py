"""Pushed messages for the tests of the store: what Ann and we write and say to each other."""

import random
from typing import Any

from pipeline.message import PushedMessage
from tests.builders import ANN, message, outgoing, pushed, transcript


def received(name: str, activity: str, clock: str, **fields: object) -> PushedMessage:
    """Return a message from Ann, created when its event was."""
    text = f"This is {activity}"
    return pushed(message(name, clock, activity, ANN, clock, **{"text": text, **fields}))


def delivered(name: str, activity: str, clock: str, **fields: object) -> PushedMessage:
    """Return a message to Ann, created when its event was."""
    text = f"This is {activity}"
    return pushed(outgoing(name, clock, activity, clock, **{"text": text, **fields}))


def spoken(name: str, clock: str, dialogue: list[dict[str, Any]]) -> PushedMessage:
    """Return the transcript of the call AC1."""
    return pushed(transcript(name, clock, dialogue))


def lines(size: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return a dialogue of about that many bytes, which cannot be compressed much."""
    source = random.Random(seed)  # noqa: S311 - no secret
    return [
        {"content": source.randbytes(5_000).hex(), "start": number, "identifier": ANN}
        for number in range(size // 10_000)
    ]


LARGE = lines(1_500_000)

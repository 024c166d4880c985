"""The outermost layer of a delivery: its JSON, and the undocumented wrapper.

Needs the standard library alone, because the receiver imports it at every cold start.
"""

import json
from collections.abc import Mapping
from typing import NoReturn, TypeAlias

from openphone.errors import EventError

Json: TypeAlias = Mapping[str, object]

# int() refuses more than 4,300 digits; a number that long is kept as a float.
_INT_DIGITS = 4000


class NestingError(EventError):
    """A body is JSON as far as it was read, but nested deeper than the parser goes."""


def load(body: bytes) -> Json:
    """Read the raw body of a delivery as an event, taken out of its wrapper if it has one.

    The wrapper is vendor behaviour seen in live traffic: when the top-level `object` is itself
    an object, the event is that object.

    Raises as `parse` does.
    """
    event = parse(body)
    wrapped = event.get("object")
    return wrapped if isinstance(wrapped, dict) else event


def parse(body: bytes) -> Json:
    """Read a body as a JSON object.

    Raises NestingError for a body nested too deeply to read, EventError for one that is not
    UTF-8, not JSON (`NaN` is not JSON) or not an object.
    """
    try:
        event = json.loads(
            body.decode("utf-8"), parse_int=_parse_int, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise NestingError("the body is nested too deeply") from error
    except ValueError as error:
        raise EventError("the body is not JSON") from error
    if not isinstance(event, dict):
        raise EventError("the body is not a JSON object")
    return event


def text_field(event: Json, name: str) -> str:
    """Return a top-level field of an event if it is text, else the empty string."""
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _parse_int(digits: str) -> int | float:
    return int(digits) if len(digits) <= _INT_DIGITS else float(digits)


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not JSON")

"""The types that fields of a delivery may have: strict in type, lenient in form."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError


class Wire(BaseModel):
    """A part of a delivery, in the vendor's camelCase; fields it may add are ignored."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
    )


def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time as UTC, to the microsecond; one without an offset counts as UTC.

    Raises ValueError for anything else, also for a time outside the years 1 to 9999.
    """
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is out of range") from error


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        raise PydanticCustomError("time", "should be a time as text")
    try:
        return parse_time(value) if value.strip() else None
    except ValueError as error:
        raise PydanticCustomError("time", "should be an RFC 3339 time") from error


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number", "should be a number")
    return value


def _split(value: object) -> object:
    """A group is one comma-joined string in v2 and v3; in a list no number holds a comma either."""
    if not isinstance(value, list):
        return value.split(",") if isinstance(value, str) else value
    return [one for item in value for one in (item.split(",") if isinstance(item, str) else [item])]


def _one(value: object) -> object:
    return _filled([value] if isinstance(value, str) else value)


def _filled(value: object) -> object:
    """Without the entries that say nothing."""
    return [item for item in value if item != ""] if isinstance(value, list) else value


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _start(value: object) -> object:
    """`HH:MM:SS` into seconds; another form is no start at all."""
    if not isinstance(value, str):
        raise PydanticCustomError("timestamp", "should be a text like 00:00:02")
    parts = value.strip().split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - hours, minutes, seconds
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part[:9])
    return seconds


Time: TypeAlias = Annotated[datetime | None, PlainValidator(_time)]
Number: TypeAlias = Annotated[int | float, PlainValidator(_number)]
Phone: TypeAlias = Annotated[str, BeforeValidator(_trim)]
Phones: TypeAlias = Annotated[list[Phone], BeforeValidator(_split)]
Texts: TypeAlias = Annotated[list[str], BeforeValidator(_one)]
Start: TypeAlias = Annotated[int | None, PlainValidator(_start)]

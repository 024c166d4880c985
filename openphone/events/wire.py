"""The types that fields of a delivery may have: strict in type, lenient in form."""

from datetime import datetime
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from openphone.errors import EventError
from openphone.times import parse_time

Item = TypeVar("Item")


class Wire(BaseModel):
    """A part of a delivery, in the vendor's camelCase; fields it may add are ignored."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
    )

    @classmethod
    def read(cls, raw: object, where: str) -> Self:
        """Read a part of a delivery; `where` is its place in the event, empty for the whole.

        Raises EventError, which names the first field that has a wrong type.
        """
        try:
            return cls.model_validate(raw, by_alias=True, by_name=False)
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
            place = ".".join(str(part) for part in (where, *wrong["loc"]) if part != "")
            raise EventError(f"{place}: {wrong['msg']}") from None


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
    parts = (item.split(",") if isinstance(item, str) else [item] for item in value)
    return _filled([one for part in parts for one in part])


def _one(value: object) -> object:
    return _filled([value] if isinstance(value, str) else value)


def _filled(value: object) -> object:
    """Without the entries that say nothing."""
    if not isinstance(value, list):
        return value
    return [item for item in value if item is not None and item != ""]


def _as_code(value: object) -> object:
    """A code of digits may come as the number that it looks like."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


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
Trimmed: TypeAlias = Annotated[str, BeforeValidator(_trim)]
Phones: TypeAlias = Annotated[list[Trimmed], BeforeValidator(_split)]
Texts: TypeAlias = Annotated[list[str], BeforeValidator(_one)]
Code: TypeAlias = Annotated[str, BeforeValidator(_as_code)]
Items: TypeAlias = Annotated[list[Item], BeforeValidator(_filled)]
Start: TypeAlias = Annotated[int | None, PlainValidator(_start)]

"""Reads parameters and fields strictly, and names everything that is wrong at once."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.requests import Request

from emulator.openphone.errors import ApiError, problem
from emulator.openphone.items import Item
from openphone.times import parse_time

E164 = r"\+[1-9]\d{1,14}"
# The only place where the simulator is more lenient: the real API takes https alone.
_LOCAL_HOSTS = ("127.0.0.1", "localhost")

T = TypeVar("T")


class Checks:
    """Collects what is wrong with one request; `done` raises if anything is."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._problems: list[Item] = []

    def wrong(self, name: str, message: str, value: object, expected: str = "String") -> None:
        """Note that a parameter or field is wrong."""
        self._problems.append(problem(f"/{name}", message, value, expected))

    def done(self) -> None:
        """Raise ApiError, 400, naming every problem, if there is one."""
        if self._problems:
            first = self._problems[0]
            text = f"{first['path']}: {first['message']}"
            raise ApiError(400, text, problems=self._problems)


class Query(Checks):
    """The query parameters of one request.

    The real API ignores a parameter that it does not know; the simulator refuses it, since it
    can only be a mistake.
    """

    def __init__(self, request: Request) -> None:
        """Take the parameters of a request; the endpoint knows those that it reads."""
        super().__init__()
        self._values = request.query_params
        self._known: set[str] = set()

    def done(self) -> None:
        """Raise ApiError, 400, naming every problem; a parameter that nobody read is one."""
        for name in self._values:
            if name not in self._known:
                self.wrong(name, "Unexpected property", self._values[name])
        super().done()

    def text(self, name: str, pattern: str = ".+", *, required: bool = False) -> str:
        """Return a parameter that matches the pattern as a whole; empty if it is absent."""
        values = self._read(name)
        if len(values) > 1:
            self.wrong(name, "Expected string", values)
        if not values:
            if required:
                self.wrong(name, "Expected required property", None)
            return ""
        if not re.fullmatch(pattern, values[0]):
            self.wrong(name, f"Expected string to match '^{pattern}$'", values[0])
        return values[0]

    def number(self, name: str, most: int, default: int | None) -> int:
        """Return a whole number from 1 to `most`; without a default it is required."""
        text = self.text(name, required=default is None)
        if not text:
            return default or 1
        if not re.fullmatch(r"-?\d{1,9}", text):
            self.wrong(name, "Expected integer", text, "Integer")
            return 1
        if not 1 <= int(text) <= most:
            self.wrong(name, f"Expected integer from 1 to {most}", text, "Integer")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        """Return an RFC 3339 time, None if it is absent; without an offset it is UTC."""
        text = self.text(name)
        if not text:
            return None
        try:
            return parse_time(text)
        except ValueError:
            self.wrong(name, "Expected string to match 'date-time' format", text, "Date")
            return None

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Return a parameter that is one of the values allowed."""
        text = self.text(name)
        if text and text not in allowed:
            self.wrong(name, f"Value must be one of: {', '.join(sorted(allowed))}", text)
        return text

    def choices(self, name: str) -> set[str]:
        """Return the values of a parameter and of `name[in]`, a list with commas."""
        return {self.text(name), *self.text(f"{name}[in]").split(",")} - {""}

    def many(self, name: str, pattern: str, *, required: bool = False) -> list[str]:
        """Return the values of a parameter that may be repeated."""
        values = self._read(name)
        if required and not values:
            self.wrong(name, "Expected required property", None, "Array")
        for value in values:
            if not re.fullmatch(pattern, value):
                self.wrong(name, f"Expected string to match '^{pattern}$'", value)
        return values

    def _read(self, name: str) -> list[str]:
        self._known.add(name)
        return self._values.getlist(name)


class Body(Checks):
    """The fields of one JSON body. Like the real API, it ignores fields that it does not know."""

    def __init__(self, fields: Item) -> None:
        """Take the fields."""
        super().__init__()
        self.fields = fields

    def url(self) -> str:
        """Return the URL for deliveries: https, or http on this machine."""
        url = self._required("url", str)
        try:
            parts = urlsplit(url)
            host, port_is_fine = parts.hostname or "", parts.port != 0
        except ValueError:
            host, port_is_fine = "", False
        local = host in _LOCAL_HOSTS and url.startswith("http://")
        if not (host and port_is_fine and (url.startswith("https://") or local)):
            self.wrong("url", "Expected string to match 'uri' format, https only", url)
        return url

    def events(self, allowed: Sequence[str]) -> list[str]:
        """Return the event types: at least one, all of them allowed."""
        events = self._required("events", list)
        if not events:
            self.wrong("events", "Expected array length to be greater or equal to 1", events)
        for event in events:
            if event not in allowed:
                self.wrong("events", f"Value must be one of: {', '.join(allowed)}", event)
        return list(events)

    def resource_ids(self) -> list[str]:
        """Return the ids of the lines that a webhook is for, or `*` alone for all."""
        ids = self.fields.get("resourceIds", ["*"])
        fits = isinstance(ids, list) and all(isinstance(one, str) for one in ids)
        if not fits or not (ids == ["*"] or all(one.startswith("PN") for one in ids)):
            self.wrong("resourceIds", "Expected ids of phone numbers, or ['*']", ids, "Array")
            return ["*"]
        return list(ids) or ["*"]

    def status(self) -> str:
        """Return the status, `enabled` by default, or `disabled`."""
        status = self.fields.get("status", "enabled")
        if status not in ("enabled", "disabled"):
            self.wrong("status", "Value must be one of: enabled, disabled", status)
        return str(status)

    def label(self, *, nullable: bool = False) -> str | None:
        """Return the label, if any."""
        label = self.fields.get("label")
        absent = label is None and (nullable or "label" not in self.fields)
        if not (isinstance(label, str) or absent):
            self.wrong("label", "Expected string", label)
        return label

    def text(self, name: str, pattern: str, default: str) -> str:
        """Return a text that matches the pattern as a whole."""
        text = self.fields.get(name, default)
        if not isinstance(text, str) or not re.fullmatch(pattern, text):
            self.wrong(name, f"Expected string to match '^{pattern}$'", text)
            return default
        return text

    def _required(self, name: str, expected: type[T]) -> T:
        value = self.fields.get(name)
        if not isinstance(value, expected):
            there = name in self.fields
            self.wrong(
                name, "Expected another type" if there else "Expected required property", value
            )
            return expected()
        return value

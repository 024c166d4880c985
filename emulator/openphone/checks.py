"""Reads parameters and fields strictly, and names everything that is wrong at once."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from emulator.openphone.errors import ApiError, Item, problem
from emulator.openphone.wire import Request

E164 = r"\+[1-9]\d{1,14}"
# The one leniency of the simulator: the real API takes https alone.
_LOCAL_HOSTS = ("127.0.0.1", "localhost")

T = TypeVar("T")


class Checks:
    """Collects what is wrong with one request; `done` raises when something is."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._problems: list[Item] = []

    def wrong(self, name: str, message: str, value: object, kind: str = "String") -> None:
        """Note that a parameter or field is wrong."""
        self._problems.append(problem(f"/{name}", message, value, kind))

    def done(self) -> None:
        """Raise ApiError, 400, that names every problem, where there is one."""
        if self._problems:
            first = self._problems[0]
            text = f"{first['path']}: {first['message']}"
            raise ApiError(400, text, problems=self._problems)


class Query(Checks):
    """The query parameters of one request.

    The real API passes over a parameter that it does not know; here it is refused, since it can
    only be a mistake.
    """

    def __init__(self, request: Request, known: Collection[str]) -> None:
        """Take the parameters; the names that are known are those of the endpoint."""
        super().__init__()
        self._values: dict[str, list[str]] = {}
        for name, value in request.query:
            self._values.setdefault(name, []).append(value)
        for name in self._values:
            if name not in known:
                self.wrong(name, "Unexpected property", self._values[name][0])

    def text(self, name: str, pattern: str = ".+", *, required: bool = False) -> str:
        """Give a parameter that matches the pattern as a whole; empty where it is not there."""
        values = self._values.get(name, [])
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
        """Give a whole number from 1 to `most`; without a default it must be there."""
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
        """Give a time of ISO 8601; without an offset it is UTC."""
        text = self.text(name)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.wrong(name, "Expected string to match 'date-time' format", text, "Date")
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Give a parameter that is one of the values allowed."""
        text = self.text(name)
        if text and text not in allowed:
            self.wrong(name, f"Value must be one of: {', '.join(sorted(allowed))}", text)
        return text

    def choices(self, name: str, allowed: Collection[str] | None = None) -> set[str]:
        """Give the values of a parameter and of its form `name[in]`, a list with commas."""
        given = {self.text(name), *self.text(f"{name}[in]").split(",")} - {""}
        if allowed is not None and not given <= set(allowed):
            self.wrong(name, f"Value must be one of: {', '.join(sorted(allowed))}", sorted(given))
        return given

    def many(self, name: str, pattern: str, *, required: bool = False) -> list[str]:
        """Give the values of a parameter that is repeated for each."""
        values = self._values.get(name, [])
        if required and not values:
            self.wrong(name, "Expected required property", None, "Array")
        for value in values:
            if not re.fullmatch(pattern, value):
                self.wrong(name, f"Expected string to match '^{pattern}$'", value)
        return values


class Body(Checks):
    """The fields of one JSON body. Fields that are not known are passed over, as they are there."""

    def __init__(self, fields: Item) -> None:
        """Take the fields."""
        super().__init__()
        self.fields = fields

    def url(self) -> str:
        """Give the address that deliveries go to: https, or http on this machine."""
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
        """Give the events: at least one, each of those allowed."""
        events = self._required("events", list)
        if not events:
            self.wrong("events", "Expected array length to be greater or equal to 1", events)
        for event in events:
            if event not in allowed:
                self.wrong("events", f"Value must be one of: {', '.join(allowed)}", event)
        return list(events)

    def resource_ids(self) -> list[str]:
        """Give the phone numbers that a webhook is for: their ids, or `*` alone for all."""
        ids = self.fields.get("resourceIds", ["*"])
        fits = isinstance(ids, list) and all(isinstance(one, str) for one in ids)
        if not fits or not (ids == ["*"] or all(one.startswith("PN") for one in ids)):
            self.wrong("resourceIds", "Expected ids of phone numbers, or ['*']", ids, "Array")
            return ["*"]
        return list(ids) or ["*"]

    def status(self) -> str:
        """Give whether deliveries go out: `enabled`, the default, or `disabled`."""
        status = self.fields.get("status", "enabled")
        if status not in ("enabled", "disabled"):
            self.wrong("status", "Value must be one of: enabled, disabled", status)
        return str(status)

    def label(self, *, nullable: bool = False) -> str | None:
        """Give the label, where there is one."""
        label = self.fields.get("label")
        absent = label is None and (nullable or "label" not in self.fields)
        if not (isinstance(label, str) or absent):
            self.wrong("label", "Expected string", label)
        return label

    def text(self, name: str, pattern: str, default: str) -> str:
        """Give a text that matches the pattern as a whole."""
        text = self.fields.get(name, default)
        if not isinstance(text, str) or not re.fullmatch(pattern, text):
            self.wrong(name, f"Expected string to match '^{pattern}$'", text)
            return default
        return text

    def _required(self, name: str, kind: type[T]) -> T:
        value = self.fields.get(name)
        if not isinstance(value, kind):
            there = name in self.fields
            self.wrong(
                name, "Expected another type" if there else "Expected required property", value
            )
            return kind()
        return value

"""Reads parameters and fields strictly, and names everything that is wrong at once."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from emulator.openphone.errors import ApiError, problem
from emulator.openphone.items import Item
from openphone.times import parse_time

E164 = r"\+[1-9]\d{1,14}"


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

    def many(
        self, name: str, pattern: str = ".+", *, required: bool = False, expected: str = "Array"
    ) -> list[str]:
        """Return the values of a parameter that may be repeated; each matches the pattern."""
        self._known.add(name)
        values = self._values.getlist(name)
        if required and not values:
            self.wrong(name, "Expected required property", None, expected)
        for value in values:
            if not re.fullmatch(pattern, value):
                self.wrong(name, f"Expected string to match '^{pattern}$'", value)
        return values

    def text(self, name: str, pattern: str = ".+", *, required: bool = False) -> str:
        """Return a parameter that matches the pattern as a whole; empty if it is absent."""
        values = self.many(name, pattern, required=required, expected="String")
        if len(values) > 1:
            self.wrong(name, "Expected string", values)
        return values[0] if values else ""

    def number(self, name: str, most: int, default: int | None) -> int:
        """Return a whole number from 1 to `most`; without a default it is required."""
        text = self.text(name, required=default is None)
        if not text:
            return default or 1
        number = int(text) if re.fullmatch(r"\d{1,9}", text) else 0
        if not 1 <= number <= most:
            self.wrong(name, f"Expected integer from 1 to {most}", text, "Integer")
        return number

    def moment(self, name: str) -> datetime | None:
        """Return an RFC 3339 time, None if it is absent; without an offset it is UTC."""
        text = self.text(name)
        try:
            return parse_time(text) if text else None
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


def webhook(given: Item, event_types: Sequence[str], defaults: Item) -> Item:
    """Return the fields of a webhook: the defaults, and in their place what is given.

    `url` and `events` are required unless they have defaults. Like the real API, it ignores
    fields that it does not know. Raises ApiError, 400, naming everything that is wrong.
    """
    allowed = set(event_types)
    rules: dict[str, tuple[Callable[[Any], bool], str]] = {
        "url": (_is_url, "Expected string to match 'uri' format, https only"),
        "events": (
            lambda events: isinstance(events, list) and set() < set(map(str, events)) <= allowed,
            f"Value must be one or more of: {', '.join(event_types)}",
        ),
        "resourceIds": (_are_lines, "Expected ids of phone numbers, or ['*']"),
        "status": (("enabled", "disabled").__contains__, "Value must be one of: enabled, disabled"),
        "label": (lambda label: isinstance(label, str), "Expected string"),
        "userId": (lambda user: str(user).startswith("US"), "Expected string to match '^US.*$'"),
    }
    checks = Checks()
    fields = dict(defaults)
    for name, (fits, message) in rules.items():
        if name in given and name in (*defaults, "url", "events"):
            fields[name] = given[name]
            if not fits(given[name]):
                checks.wrong(name, message, given[name])
        elif name not in defaults and name in ("url", "events"):
            checks.wrong(name, "Expected required property", None)
    checks.done()
    return fields | {"resourceIds": fields["resourceIds"] or ["*"]}


def _is_url(value: object) -> bool:
    url = str(value)
    try:
        host, port = urlsplit(url).hostname, urlsplit(url).port
    except ValueError:
        return False
    # The only place where the simulator is more lenient: the real API takes https alone.
    local = url.startswith("http://") and host in ("127.0.0.1", "localhost")
    return bool(host) and port != 0 and (url.startswith("https://") or local)


def _are_lines(ids: object) -> bool:
    lines = isinstance(ids, list) and all(str(one).startswith("PN") for one in ids)
    return lines or ids == ["*"]

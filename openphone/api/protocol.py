"""OpenPhone's REST API without any I/O: what a request is, and what an answer says.

Both generations share this: `v1` (paths under `/v1`) and `2026` (no prefix, but the header
`Quo-Api-Version`). Their endpoints are in `openphone.api.v1` and `openphone.api.v2026`.
Source: https://www.quo.com/docs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from openphone.errors import OpenPhoneError
from openphone.events.envelope import Json

REQUESTS_PER_SECOND = 10  # for each API key; beyond it the API answers 429

Pairs = tuple[tuple[str, str], ...]

# Which field of an answer holds the key of its next page, and which query parameter takes it.
_NEXT = {"nextPageToken": "pageToken", "nextCursor": "after"}
# The vendor's own words, which hold no content: safe to show.
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_FIELD = re.compile(r"/?[A-Za-z][A-Za-z0-9_./\[\]-]{0,60}")
_SHOWN_FIELDS = 5

_TEXTS = {
    400: "OpenPhone refused the request as wrong",
    401: (
        "OpenPhone does not know this API key (401). Check OPENPHONE_API_KEY; a workspace owner or "
        "admin finds and makes keys in OpenPhone under Settings, API"
    ),
    402: "OpenPhone says that the workspace's plan or credit does not include this (402)",
    403: (
        "OpenPhone does not let this API key do that (403). Use a key made by an owner or admin of "
        "the workspace, and check that its plan includes this part of the API"
    ),
    404: "OpenPhone has nothing under this id or path (404). Check the id, and OPENPHONE_API_URL",
    409: "OpenPhone says that this conflicts with what is there already (409)",
    429: (
        "OpenPhone goes on refusing because of too many requests (429). Wait a minute and run the "
        "command again; something else may be using the same API key"
    ),
}


@dataclass(frozen=True)
class Request:
    """One request to the API; the sender adds host and key.

    `query` may name a parameter several times; `body` is sent as JSON.
    """

    method: str
    path: str
    query: Pairs = ()
    body: Json | None = None
    headers: Pairs = ()

    def with_query(self, **changes: str) -> "Request":
        """Return the request with these query parameters in place of others of the same name."""
        kept = tuple(pair for pair in self.query if pair[0] not in changes)
        return replace(self, query=kept + tuple(changes.items()))


class ApiError(OpenPhoneError):
    """The API refused a request, or did not answer. The text says what to do.

    `status` is the HTTP status, 0 without an answer; `code` is the vendor's own code for the
    refusal, or empty.
    """

    def __init__(self, text: str, *, status: int = 0, code: str = "") -> None:
        """Keep status and code beside the text."""
        super().__init__(text)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Page:
    """The items of one answer, and the request for the next ones, if there are more."""

    items: tuple[Json, ...]
    following: Request | None


def refusal(status: int, answer: object) -> ApiError:
    """Return the error for an answer that is not 2xx; `answer` is its JSON, None without any.

    It shows nothing of the answer but the vendor's code and the names of the fields concerned.
    """
    told = answer if isinstance(answer, Mapping) else {}
    code = _word(told.get("code"), _CODE)
    fields = ", ".join(_fields(told.get("errors")))
    details = "; ".join(filter(None, (code and f"code {code}", fields and f"fields {fields}")))
    text = _text(status) + (f" [{details}]." if details else ".")
    return ApiError(text, status=status, code=code)


def page(request: Request, answer: object) -> Page:
    """Read one page of a list, of either generation. Raises ApiError if it is none."""
    found = answer if isinstance(answer, Mapping) else {}
    data = found.get("data")
    if not isinstance(data, list) or not all(isinstance(item, Mapping) for item in data):
        raise ApiError("OpenPhone's API answered with something that is not a list.")
    return Page(tuple(data), _following(request, found))


def item(answer: object) -> Json:
    """Read an answer about one thing, of either generation. Raises ApiError if it is none."""
    data = answer.get("data", answer) if isinstance(answer, Mapping) else None
    if not isinstance(data, Mapping):
        raise ApiError("OpenPhone's API answered with something that is not an object.")
    return data


def get(path: str, *query: tuple[str, str], headers: Pairs = ()) -> Request:
    """Return a GET request; query parameters without a value are left out."""
    return Request("GET", path, tuple(pair for pair in query if pair[1]), headers=headers)


def segment(text: str) -> str:
    """Return a text as one segment of a path, whatever it holds."""
    return quote(text, safe="")


def _following(request: Request, answer: Json) -> Request | None:
    for field, parameter in _NEXT.items():
        token = answer.get(field)
        if isinstance(token, str) and token:
            if (parameter, token) in request.query:
                raise ApiError("OpenPhone's API gives the same page again and again.")
            return request.with_query(**{parameter: token})
    return None


def _text(status: int) -> str:
    if status in _TEXTS:
        return _TEXTS[status]
    if status >= 500:  # noqa: PLR2004 - the class of server errors
        return f"OpenPhone's API has a failure of its own ({status}). Run the command again later"
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirects
        return f"The API answered with a redirect ({status}). Check OPENPHONE_API_URL"
    return f"OpenPhone refused the request ({status})"


def _fields(errors: object) -> list[str]:
    listed = errors if isinstance(errors, list) else []
    paths = (_word(error.get("path"), _FIELD) for error in listed if isinstance(error, Mapping))
    return [path for path in paths if path][:_SHOWN_FIELDS]


def _word(value: object, pattern: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""

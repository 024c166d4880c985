"""How the API refuses a request.

v1 answers `{message, code, status, docs, title, trace, errors?}`, 2026-03-30 the same without
`code` and `status`: https://www.quo.com/docs/mdx/api-reference/error-codes
"""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeAlias

DOCS = "https://quo.com/docs"

Item: TypeAlias = dict[str, Any]


class ApiError(Exception):
    """A refusal with the status that the real API answers.

    `problems` says of each parameter or field what was wrong with it; `code` is v1's, which is
    made from the resource and the status where none is given.
    """

    def __init__(
        self, status: int, message: str = "", *, problems: Sequence[Item] = (), code: str = ""
    ) -> None:
        """Keep what the answer is made of."""
        super().__init__(message)
        self.status = status
        self.message = message or HTTPStatus(status).phrase
        self.problems = list(problems)
        self.code = code


def problem(path: str, message: str, value: object, kind: str) -> Item:
    """Give one entry of `errors`; `kind` is the type that was expected."""
    return {"path": path, "message": message, "value": value, "schema": {"type": kind}}


def body(error: ApiError, path: str) -> Item:
    """Give the answer's body in the form of the generation that the path belongs to."""
    legacy = path.startswith("/v1/")
    shape: Item = {"message": error.message}
    if legacy:
        shape |= {"code": error.code or f"{_resource(path)}00{error.status}"}
        shape |= {"status": error.status}
    shape |= {"docs": DOCS, "title": HTTPStatus(error.status).phrase}
    shape |= {"trace": str(secrets.randbelow(10**19))}
    return shape | ({"errors": error.problems} if error.problems else {})


# The first two digits of v1's error codes, from its OpenAPI description.
_RESOURCES = {
    "calls": "01",
    "messages": "02",
    "webhooks": "03",
    "phone-numbers": "04",
    "call-summaries": "05",
    "call-transcripts": "06",
    "contacts": "08",
    "call-recordings": "09",
    "conversations": "10",
    "call-voicemails": "12",
}


def _resource(path: str) -> str:
    return _RESOURCES.get(path.removeprefix("/v1/").partition("/")[0], "00")

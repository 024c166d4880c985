"""How the API refuses a request.

v1 answers `{message, code, status, docs, title, trace, errors?}`, 2026-03-30 the same without
`code` and `status`: https://www.quo.com/docs/mdx/api-reference/error-codes
"""

import secrets
from collections.abc import Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException

from emulator.openphone.items import Item

DOCS = "https://quo.com/docs"
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


class ApiError(HTTPException):
    """A refusal with the status that the real API answers."""

    def __init__(
        self, status: int, message: str = "", *, problems: Sequence[Item] = (), code: str = ""
    ) -> None:
        """Keep what the answer is made of.

        `problems` says what is wrong with each parameter or field; `code` is v1's, which follows
        from the resource and the status unless given.
        """
        super().__init__(status, message or None)
        self.problems = list(problems)
        self.code = code


def problem(path: str, message: str, value: object, expected: str = "String") -> Item:
    """Return one entry of `errors`; `expected` is the type that should have come."""
    return {"path": path, "message": message, "value": value, "schema": {"type": expected}}


def invalid(path: str, message: str, value: object, expected: str = "String") -> ApiError:
    """Return the refusal, 400, of one parameter or field; `expected` as with `problem`."""
    text = f"{path}: {message}" if path else message
    return ApiError(400, text, problems=[problem(path, message, value, expected)])


def body(error: ApiError, path: str) -> Item:
    """Return the answer's body in the form of the generation that the path belongs to."""
    answer: Item = {"message": error.detail}
    if path.startswith("/v1/"):
        resource = _RESOURCES.get(path.removeprefix("/v1/").partition("/")[0], "00")
        answer |= {"code": error.code or f"{resource}00{error.status_code}"}
        answer |= {"status": error.status_code}
    answer |= {"docs": DOCS, "title": HTTPStatus(error.status_code).phrase}
    answer |= {"trace": str(secrets.randbelow(10**19))}
    return answer | ({"errors": error.problems} if error.problems else {})

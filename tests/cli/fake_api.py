"""An API that answers from a table, without a network."""

from collections.abc import Iterator
from typing import Any

from openphone.api.client import Api
from openphone.api.protocol import ApiError, Request, page, refusal
from openphone.events.envelope import Json


class FakeApi(Api):
    """Answers by path; a number is the status of a refusal, a list is a page, 404 else.

    An answer by path and page token (`/calls next`) goes before one by path alone.
    """

    def __init__(self, answers: dict[str, Any]) -> None:
        """Take the answers; `asked` are the paths so far, with the page token if any."""
        self.answers = answers
        self.asked: list[str] = []

    def send(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        """Answer one request."""
        query = dict(request.query)
        token = query.get("pageToken", query.get("after", ""))
        name = f"{request.path} {token}".strip()
        self.asked.append(name)
        answer = self.answers.get(name, self.answers.get(request.path, 404))
        if answer == 0:
            raise ApiError("no answer")
        if isinstance(answer, int):
            raise refusal(answer, None)
        return {"data": answer} if isinstance(answer, list) else answer

    def pages(self, request: Request) -> Iterator[Json]:
        """Return the items of a list."""
        following: Request | None = request
        while following:
            found = page(following, self.send(following))
            yield from found.items
            following = found.following

"""One HTTP request to a webhook, made in a thread so that no other delivery waits for it."""

import asyncio
import contextlib
import http.client
import threading
from urllib.parse import urlsplit

SHOWN_BODY = 2000

Answer = tuple[int | None, str]


async def post(url: str, body: bytes, headers: dict[str, str], seconds: float) -> Answer:
    """Post a body; return the status and the start of the answer, or None and what went wrong.

    `seconds` is how long to wait for the answer. Redirects are not followed.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()

    def run() -> None:
        found = _post(url, body, headers, seconds)
        with contextlib.suppress(RuntimeError):  # the simulator has stopped
            loop.call_soon_threadsafe(finish, found)

    def finish(found: Answer) -> None:
        if not answer.done():
            answer.set_result(found)

    # Not of a pool: the simulator stops without waiting for an answer.
    threading.Thread(target=run, daemon=True).start()
    return await answer


def _post(url: str, body: bytes, headers: dict[str, str], seconds: float) -> Answer:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=seconds)
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(SHOWN_BODY).decode(errors="replace")
    except (OSError, ValueError, http.client.HTTPException) as error:
        return None, type(error).__name__
    finally:
        connection.close()

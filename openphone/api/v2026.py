"""The endpoints of the API 2026-03-30 that are used here, each as a request.

One webhook can listen to all events; its signing key appears only when it is made or rotated.
Source: https://www.quo.com/docs/2026-03-30.
"""

from collections.abc import Sequence
from functools import partial

from openphone.api.protocol import Pairs, Request, get, segment
from openphone.events.envelope import Json

VERSION: Pairs = (("Quo-Api-Version", "2026-03-30"),)
MOST_WEBHOOKS = 50  # in one workspace
_PAGE = ("limit", "50")  # as much as the API puts on one

_get = partial(get, headers=VERSION)


def list_webhooks() -> Request:
    """List the webhooks made through this API, without their signing keys."""
    return _get("/webhooks", _PAGE)


def create_webhook(url: str, events: Sequence[str], label: str) -> Request:
    """Make a webhook; the answer alone holds its signing key."""
    return _send("POST", "/webhooks", {"url": url, "events": list(events), "label": label})


def update_webhook(webhook_id: str, *, events: Sequence[str]) -> Request:
    """Set the events of a webhook; the rest of it stays."""
    return _send("PATCH", f"/webhooks/{segment(webhook_id)}", {"events": list(events)})


def delete_webhook(webhook_id: str) -> Request:
    """Delete one webhook; nothing comes back."""
    return _send("DELETE", f"/webhooks/{segment(webhook_id)}")


def rotate_key(webhook_id: str) -> Request:
    """Make a new signing key; deliveries carry signatures of both for a while."""
    return _send("POST", f"/webhooks/{segment(webhook_id)}/rotate")


def list_phone_numbers() -> Request:
    """List the workspace's own numbers."""
    return _get("/phone-numbers", _PAGE)


def list_messages(*, created_after: str = "", created_before: str = "") -> Request:
    """List the messages of the whole workspace made in a time (ISO 8601, ends excluded)."""
    return _made("/messages", created_after, created_before)


def list_calls(
    *, created_after: str = "", created_before: str = "", inclusive: bool = False
) -> Request:
    """List the calls of the whole workspace made in a time (ISO 8601), with what belongs to them.

    The documentation contradicts itself about how this list names the ends of a time: as the list
    of messages does, or `inclusive`. The API may answer either with 400.
    """
    operators = ("gte", "lte") if inclusive else ("gt", "lt")
    asked = _made("/calls", created_after, created_before, operators)
    return asked.with_query(include="summary,voicemail")


def list_recordings(call_id: str) -> Request:
    """List the recordings of a call, the oldest first."""
    return _get(f"/calls/{segment(call_id)}/recordings")


def list_transcripts(call_id: str) -> Request:
    """List the transcripts of a call, one a recording, the oldest first."""
    return _get(f"/calls/{segment(call_id)}/transcripts")


def _made(path: str, after: str, before: str, operators: tuple[str, str] = ("gt", "lt")) -> Request:
    first, last = operators
    bounds = ((f"createdAt[{first}]", after), (f"createdAt[{last}]", before))
    return _get(path, *bounds, _PAGE)


def _send(method: str, path: str, body: Json | None = None) -> Request:
    return Request(method, path, body=body, headers=VERSION)

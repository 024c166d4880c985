"""Which lists of the API a backfill reads, in each generation, and how their items are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.backfill.parts import Parts, no_parts
from cli.backfill.window import Window
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import Request
from openphone.events.envelope import Json
from openphone.fetched import v1 as items_v1
from openphone.fetched import v2026 as items_2026
from openphone.fetched.item import CALL, CONTACT, MESSAGE, Fetched, first, text

_Parts = Callable[[Fetched, Json], Iterable[Fetched]]


@dataclass(frozen=True)
class Listing:
    """One list of the API.

    `key` names it in the state file. `read` makes an item's event, `parts` what else belongs to
    the item. `conversation` is the one that the list is about, where it is about one:
    if the API refuses the list, then the conversation alone has failed. `window` is None where
    the list knows no times; a list that is `ordered` is newest first. `otherwise` is another way
    to ask for the same, where the API refuses the first.
    """

    key: str
    kind: str
    request: Request
    read: Callable[[Json], Fetched]
    parts: _Parts = no_parts
    conversation: str = ""
    window: Window | None = None
    ordered: bool = False
    otherwise: Request | None = None


def listings(
    generation: str, api: Api, window: Window, parts: Parts, *, contacts: bool
) -> list[Listing]:
    """Give the lists to read. Raises ApiError, since some are found by asking."""
    ours = own_numbers(api)
    found = (
        _of_2026(window, parts, ours) if generation == "2026" else _of_v1(api, window, parts, ours)
    )
    if contacts:
        found.append(Listing("contacts", CONTACT, v1.list_contacts(), items_v1.contact))
    return found


def own_numbers(api: Api) -> dict[str, str]:
    """Give the workspace's own numbers by the ids of their lines. Raises ApiError."""
    lines = api.pages(v1.list_phone_numbers())
    return {text(line, "id"): first(line, "number", "phoneNumber") for line in lines}


def _of_2026(window: Window, parts: Parts, ours: Mapping[str, str]) -> list[Listing]:
    """Two lists for the whole workspace; calls bring their summaries and voicemails along."""
    times: dict[str, Any] = {"created_after": window.after, "created_before": window.before}
    whole = partial(Listing, window=window, ordered=True)
    call = partial(items_2026.call, ours=ours)
    calls = v2026.list_calls(**times)
    otherwise = v2026.list_calls(**times, inclusive=True)
    return [
        whole("messages", MESSAGE, v2026.list_messages(**times), items_2026.message),
        whole("calls", CALL, calls, call, parts.of_2026, otherwise=otherwise),
    ]


def _of_v1(api: Api, window: Window, parts: Parts, ours: Mapping[str, str]) -> list[Listing]:
    """Two lists for each conversation that changed in the window or after it.

    v1 lists the calls with one other party: none of groups, none of anonymous callers.

    Every conversation with something in the window has changed since its beginning.
    """
    times: dict[str, Any] = {"created_after": window.after, "created_before": window.before}
    found = []
    for one in conversations(api, window):
        line, parties = text(one, "phoneNumberId"), tuple(one["participants"])
        key = one["key"]
        of_one = partial(Listing, conversation=key, window=window)
        messages = v1.list_messages(line, parties, **times)
        read = partial(items_v1.message, conversation=one)
        found.append(of_one(f"{key} messages", MESSAGE, messages, read))
        if len(parties) == 1:
            calls = v1.list_calls(line, parties[0], **times)
            call = partial(items_v1.call, ours=ours, conversation=one)
            found.append(of_one(f"{key} calls", CALL, calls, call, parts.of_v1))
    return found


def conversations(api: Api, window: Window) -> list[dict[str, Any]]:
    """List the conversations once for each line and parties, each with a `key` of its own.

    Messages are asked for by line and parties. Where several conversations share them, nobody
    can tell which one a message is in: then none is named, and `id` is missing.
    """
    found: dict[tuple[str, frozenset[str]], dict[str, Any]] = {}
    for one in api.pages(v1.list_conversations(updated_after=window.after)):
        named = one.get("participants")
        parties = [party for party in (named if isinstance(named, list) else ()) if party]
        same = (text(one, "phoneNumberId"), frozenset(map(str, parties)))
        if not (same[0] and parties):
            continue
        known = found.setdefault(same, {**one, "participants": parties, "key": text(one, "id")})
        if known["key"] != text(one, "id"):
            known.pop("id", None)
    return list(found.values())

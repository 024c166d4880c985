"""Which lists of each generation of the API a backfill reads, and how it reads their items."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.backfill.parts import Parts
from cli.backfill.window import Window
from openphone.api import v1, v2026
from openphone.api.client import Api
from openphone.api.protocol import Request
from openphone.events.envelope import Json
from openphone.fetched import v1 as items_v1
from openphone.fetched import v2026 as items_2026
from openphone.fetched.item import CALL, CONTACT, MESSAGE, Fetched, first, text


@dataclass(frozen=True)
class Listing:
    """One list of the API.

    `key` names it in the state file. `read` makes an item's event, `parts` the events of what
    belongs to it. `conversation` is set if the list is of one conversation: if the API refuses
    the list, only that conversation has failed. `window` is None if the list has no times; an
    `ordered` list is newest first. `otherwise` asks for the same in another way, in case the API
    refuses the first.
    """

    key: str
    kind: str
    request: Request
    read: Callable[[Json], Fetched]
    parts: Callable[[Fetched, Json], Iterable[Fetched]] | None = None
    conversation: str = ""
    window: Window | None = None
    ordered: bool = False
    otherwise: Request | None = None


def listings(
    generation: str, api: Api, window: Window, parts: Parts, *, contacts: bool
) -> list[Listing]:
    """Return the lists to read. Raises ApiError, since some are found by asking."""
    lines = api.pages(v1.list_phone_numbers())
    ours = {text(line, "id"): first(line, "number", "phoneNumber") for line in lines}
    if generation == "2026":
        found = _of_2026(window, parts, ours)
    else:
        found = _of_v1(api, window, parts, ours)
    if contacts:
        found.append(Listing("contacts", CONTACT, v1.list_contacts(), items_v1.contact))
    return found


def _of_2026(window: Window, parts: Parts, ours: Mapping[str, str]) -> list[Listing]:
    """Return two lists for the whole workspace; calls come with their summaries and voicemails."""
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
    """Return two lists for each conversation that changed since the window began.

    So has every conversation with something in the window. v1 lists the calls with one other
    party: no calls of groups, none of anonymous callers.
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
    """Return one conversation for each line and its parties, each with a `key` of its own.

    Messages are listed by line and parties. If several conversations share these, it is unknown
    which one a message is in: then `id` is missing.
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

"""Webhooks as both generations of the API list them, and what a URL still lacks. No I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from openphone.api import v1, v2026
from openphone.api.protocol import ApiError, Request
from openphone.events.envelope import Json, text_field

LABEL = "Firestore pipeline"
LONG_NAMES = {"v1": "v1", "2026": "2026-03-30"}
# The events that the integration guide asks for; both generations have them.
DEFAULT_EVENTS = (
    "message.received",
    "message.delivered",
    "call.completed",
    "call.recording.completed",
    "call.summary.completed",
    "call.transcript.completed",
)
_EVENT = re.compile(r"[a-zA-Z]+(\.[a-zA-Z]+)+")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Webhook:
    """One webhook.

    `api` is its generation; `key` is its signing key if the API shows it, else empty; `limited`
    says that it is for some of the workspace's numbers only.
    """

    api: str
    id: str
    url: str
    events: tuple[str, ...]
    state: str
    label: str
    key: str = field(default="", repr=False)
    limited: bool = False

    @property
    def enabled(self) -> bool:
        """Whether it delivers; a missing state counts as enabled."""
        return self.state in ("", "enabled", "active")

    def serves(self, url: str) -> bool:
        """Return whether it delivers to this URL."""
        return normal_url(self.url) == normal_url(url)

    def delete_request(self) -> Request:
        """Return the request that deletes it."""
        delete = v1.delete_webhook if self.api == "v1" else v2026.delete_webhook
        return delete(self.id)


@dataclass(frozen=True)
class Step:
    """One request that `create` has to send, and the events that it is for.

    `before` is the webhook that it changes, None if it makes a new one.
    """

    api: str
    request: Request
    events: tuple[str, ...]
    before: Webhook | None = None


def read_webhook(api: str, item: Json) -> Webhook:
    """Read a webhook. Raises ApiError if it has no id."""
    events = item.get("events")
    name = item.get("id")
    if not isinstance(name, (str, int)) or not name:
        raise ApiError("OpenPhone's API answered with a webhook that has no id.")
    return Webhook(
        api,
        str(name),
        text_field(item, "url"),
        tuple(event for event in events if isinstance(event, str))
        if isinstance(events, list)
        else (),
        text_field(item, "status"),
        text_field(item, "label"),
        text_field(item, "key"),
        limited=item.get("resourceIds", ["*"]) != ["*"],
    )


def read_webhooks(api: str, items: Iterable[Json]) -> list[Webhook]:
    """Read a list of webhooks, without the deleted ones."""
    return [read_webhook(api, item) for item in items if not item.get("deletedAt")]


def normal_url(url: str) -> str:
    """Return a URL so that two URLs of one address are the same text.

    The case of scheme and host, the default port and the fragment make no difference; the path
    does, down to its last slash, as it does for the receiver.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, _PORTS.get(parts.scheme)) else f"{shown}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))


def unknown_events(api: str, events: Iterable[str]) -> list[str]:
    """Return those that cannot be events of this generation.

    v1 has a fixed set. 2026 gets new ones: whatever looks like an event type may be one.
    """
    if api == "v1":
        known = {event for some in v1.TOPICS.values() for event in some}
        return [event for event in events if event not in known]
    return [event for event in events if not _EVENT.fullmatch(event)]


def missing(
    api: str, url: str, events: Sequence[str], existing: Iterable[Webhook]
) -> tuple[Step, ...]:
    """Return the requests after which the URL gets all of these events from one generation.

    `existing` are the enabled webhooks of this generation for the URL.
    """
    present = list(existing)
    wanted = tuple(event for event in events if not any(event in one.events for one in present))
    if api == "v1":
        found = ((topic, [one for one in wanted if one in v1.TOPICS[topic]]) for topic in v1.TOPICS)
        return tuple(
            Step(api, v1.create_webhook(topic, url, some, LABEL), tuple(some))
            for topic, some in found
            if some
        )
    if not wanted:
        return ()
    if not present:
        return (Step(api, v2026.create_webhook(url, wanted, LABEL), wanted),)
    first = present[0]
    request = v2026.update_webhook(first.id, events=(*first.events, *wanted))
    return (Step(api, request, wanted, first),)

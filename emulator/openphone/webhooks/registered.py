"""The registered webhooks of both generations, and the keys that they sign with."""

import base64
import itertools
import secrets
import time
from dataclasses import dataclass, field

from emulator.openphone.items import Item, now

# What each generation calls the version of the events that it sends.
V1, CURRENT = "v4", "2026-03-30"
KEY_BYTES = 32
# After a rotation the old key signs too for as long as with Svix, whose service the vendor uses.
OVERLAP_SECONDS = 24 * 3600

# What each of v1's four endpoints takes: https://www.quo.com/docs/mdx/api-reference/webhooks
V1_EVENTS = {
    "messages": ("message.received", "message.delivered"),
    "calls": ("call.completed", "call.ringing", "call.recording.completed"),
    "call-summaries": ("call.summary.completed",),
    "call-transcripts": ("call.transcript.completed",),
}
CURRENT_EVENTS = (
    *("message.received", "message.delivered", "message.failed", "message.undelivered"),
    *("call.ringing", "call.answered", "call.completed", "call.missed", "call.forwarded"),
    *("call.menu.selected", "call.recording.completed", "call.summary.completed"),
    *("call.transcript.completed", "call.voicemail.completed"),
    *("contact.updated", "contact.deleted"),
    *("task.created", "task.updated", "task.deleted", "task.assigned", "task.unassigned"),
    *("task.completed", "task.reopened", "task.duedate.updated", "task.duedate.removed"),
    *("task.overdue", "task.linked", "task.unlinked"),
)
# What a webhook is registered with where nothing else is given.
DEFAULTS: Item = {"label": None, "status": "enabled", "resourceIds": ["*"]}


@dataclass
class Webhook:
    """One webhook.

    `api_version` is that of the events it is sent; `keys` has the newest first, each with the
    monotonic time at which it stops signing.
    """

    id: str
    api_version: str
    fields: Item
    keys: list[tuple[str, float]] = field(repr=False)

    @property
    def url(self) -> str:
        """Where deliveries go."""
        return str(self.fields["url"])

    def wants(self, event_type: str, phone_number_id: str | None) -> bool:
        """Return whether an event of a line goes here; None is an event that has no line."""
        ids = self.fields["resourceIds"]
        here = phone_number_id is None or ids == ["*"] or phone_number_id in ids
        return self.fields["status"] == "enabled" and event_type in self.fields["events"] and here

    def signing_keys(self) -> list[str]:
        """Return the keys in use, the newest first: two for a day after a rotation."""
        return [key for key, until in self.keys if until > time.monotonic()]

    def rotate(self, overlap: float) -> str:
        """Return a new key; the present one signs beside it for `overlap` more seconds."""
        key = _standard_key()
        self.keys = [(key, float("inf")), (self.keys[0][0], time.monotonic() + overlap)]
        self.touch()
        return key

    def touch(self) -> None:
        """Note that it changed just now."""
        self.fields["updatedAt"] = now()


class Webhooks(dict[str, Webhook]):
    """All webhooks by their ids, the oldest first."""

    _numbers = itertools.count(1001)

    def add(self, api_version: str, fields: Item) -> Webhook:
        """Register one, with an id and a key of its own."""
        number, key = str(next(self._numbers)), _standard_key()
        if api_version == V1:
            number, key = f"WH{secrets.token_hex(5)}{number}", _key()
        given = {"id": number} | fields | dict.fromkeys(("createdAt", "updatedAt"), now())
        webhook = Webhook(number, api_version, given, [(key, float("inf"))])
        self[number] = webhook
        return webhook

    def of(self, api_version: str) -> list[Webhook]:
        """Return those of one generation, the oldest first."""
        return [webhook for webhook in self.values() if webhook.api_version == api_version]

    def one(self, api_version: str, webhook_id: str) -> Webhook | None:
        """Return one of a generation."""
        found = self.get(webhook_id)
        return found if found and found.api_version == api_version else None

    def remove(self, webhook: Webhook) -> None:
        """Delete one."""
        del self[webhook.id]


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _standard_key() -> str:
    return f"whsec_{_key()}"

"""The webhooks of the workspace, of both generations, and the keys that they sign with."""

import base64
import itertools
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from emulator.openphone.errors import Item
from emulator.openphone.workspace import written

LEGACY, CURRENT = "v4", "2026-03-30"
KEY_BYTES = 32
# As long as Svix, whose service the vendor uses, signs with the old key as well.
OVERLAP_SECONDS = 24 * 3600

# What each of v1's four endpoints takes: https://www.quo.com/docs/mdx/api-reference/webhooks
LEGACY_EVENTS = {
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


@dataclass
class Webhook:
    """One webhook, or subscription as v1 calls it.

    `shape` is the version of what it is sent; `keys` has the newest first, each with the
    monotonic time at which it stops being used.
    """

    id: str
    shape: str
    fields: Item
    keys: list[tuple[str, float]] = field(repr=False)

    @property
    def url(self) -> str:
        """Where deliveries go."""
        return str(self.fields["url"])

    def wants(self, event: str, phone_number_id: str | None) -> bool:
        """Say whether an event of a line goes here; None where the event belongs to no line."""
        ids = self.fields["resourceIds"]
        here = phone_number_id is None or ids == ["*"] or phone_number_id in ids
        return self.fields["status"] == "enabled" and event in self.fields["events"] and here

    def signing_keys(self) -> list[str]:
        """Give the keys in use, the newest first: two for a while after a rotation."""
        return [key for key, until in self.keys if until > time.monotonic()]

    def rotate(self, overlap: float) -> str:
        """Give a new key; the present one is used beside it for `overlap` seconds."""
        key = _standard_key()
        self.keys = [(key, float("inf")), (self.keys[0][0], time.monotonic() + overlap)]
        self.touch()
        return key

    def touch(self) -> None:
        """Note that it was changed now."""
        self.fields["updatedAt"] = written(datetime.now(UTC))


class Webhooks:
    """All webhooks by their ids. The caller must not call two methods at once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._all: dict[str, Webhook] = {}
        self._numbers = itertools.count(1001)

    def add(self, shape: str, fields: Item) -> Webhook:
        """Make one with an id and a key of its own."""
        now = written(datetime.now(UTC))
        number = str(next(self._numbers))
        webhook_id = number if shape == CURRENT else f"WH{secrets.token_hex(5)}{number}"
        key = _standard_key() if shape == CURRENT else _key()
        given = {"id": webhook_id} | fields | {"createdAt": now, "updatedAt": now}
        webhook = Webhook(webhook_id, shape, given, [(key, float("inf"))])
        self._all[webhook_id] = webhook
        return webhook

    def of(self, shape: str) -> list[Webhook]:
        """Give those of one generation, the oldest first."""
        return [webhook for webhook in self._all.values() if webhook.shape == shape]

    def one(self, shape: str, webhook_id: str) -> Webhook | None:
        """Give one of a generation."""
        found = self._all.get(webhook_id)
        return found if found and found.shape == shape else None

    def remove(self, webhook: Webhook) -> None:
        """Delete one."""
        self._all.pop(webhook.id, None)

    def there(self, webhook: Webhook) -> bool:
        """Say whether it has not been deleted."""
        return webhook.id in self._all

    def clear(self) -> None:
        """Delete all."""
        self._all.clear()


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _standard_key() -> str:
    return f"whsec_{_key()}"

"""One event on its way to one webhook: its attempts so far, and when the next one is due."""

import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from emulator.openphone.errors import Item
from emulator.openphone.subscriptions import LEGACY, Webhook
from emulator.openphone.workspace import written
from openphone.signatures import sign

# Seconds between attempts: https://www.quo.com/docs/2026-03-30/webhooks-overview
SCHEDULE = (0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000)
# Nothing says how legacy retries are spaced, only that they go on for about three days: 71 h 35.
LEGACY_SCHEDULE = (*SCHEDULE, 72_000, 86_400)
SHOWN_BODY = 2000


@dataclass
class Delivery:
    """A delivery; its fields change with every attempt, under the sender's lock."""

    webhook: Webhook
    event: Item
    resource_id: str
    test: bool = False
    id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(12)}")
    created: float = field(default_factory=time.time)
    attempts: list[Item] = field(default_factory=list)
    status: str = "pending"
    next_at: float | None = None
    scheduled: int = 0

    def __post_init__(self) -> None:
        """Write the body once: the same bytes go out with every attempt."""
        self.body = json.dumps(self.event, ensure_ascii=False).encode()

    @property
    def pauses(self) -> tuple[int, ...]:
        """The seconds before each of the attempts."""
        return LEGACY_SCHEDULE if self.webhook.shape == LEGACY else SCHEDULE

    def headers(self) -> dict[str, str]:
        """Give the headers of an attempt made now.

        The current generation signs each attempt anew, with every key in use; a legacy one
        repeats the time and the signature of the first.
        """
        content = {"content-type": "application/json", "user-agent": "openphone-simulator"}
        keys = self.webhook.signing_keys()
        if self.webhook.shape == LEGACY:
            return content | sign("openphone", keys[0], self.body, at=self.created)
        now = time.time()
        signed = [sign("standard", key, self.body, webhook_id=self.id, at=now) for key in keys]
        name = "webhook-signature"
        return content | signed[0] | {name: " ".join(one[name] for one in signed)}

    def show(self) -> Item:
        """Give the delivery as the API shows it, with its attempts, the latest first."""
        return {
            "id": self.id,
            "eventId": self.event["id"],
            "resourceId": self.resource_id,
            "eventType": self.event["type"],
            "status": self.status,
            "createdAt": moment(self.created),
            "nextAttemptAt": moment(self.next_at) if self.next_at else None,
            "requestBody": self.event,
            "attempts": self.attempts[::-1],
        }


def moment(at: float) -> str:
    """Write a Unix time as the API does."""
    return written(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at))

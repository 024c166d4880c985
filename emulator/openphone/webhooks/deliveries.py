"""One event on its way to one webhook: its attempts so far, and when the next one is due."""

import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from emulator.openphone.items import Item
from emulator.openphone.webhooks.registered import V1, Webhook
from openphone.signatures import sign
from openphone.times import rfc3339

# Seconds between attempts: https://www.quo.com/docs/2026-03-30/webhooks-overview
SCHEDULE = (0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000)
# v1 retries for about three days; how it spaces the attempts is documented nowhere. 71 h 35 min.
V1_SCHEDULE = (*SCHEDULE, 72_000, 86_400)


@dataclass
class Delivery:
    """A delivery; its fields change with every attempt."""

    webhook: Webhook
    event: Item
    resource_id: str
    test: bool = False
    id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(12)}")
    created: float = field(default_factory=time.time)
    attempts: list[Item] = field(default_factory=list)
    status: str = "pending"
    next_at: float | None = None

    def __post_init__(self) -> None:
        """Write the body once: every attempt sends the same bytes."""
        self.body = json.dumps(self.event, ensure_ascii=False).encode()

    @property
    def pauses(self) -> tuple[int, ...]:
        """The seconds before each of the attempts."""
        return V1_SCHEDULE if self.webhook.api_version == V1 else SCHEDULE

    @property
    def accepted(self) -> bool:
        """Whether any attempt succeeded."""
        return any(attempt["status"] == "success" for attempt in self.attempts)

    def end(self) -> None:
        """Note that no scheduled attempt is left."""
        self.status, self.next_at = "success" if self.accepted else "failed", None

    def headers(self) -> dict[str, str]:
        """Return the headers of an attempt made now.

        The current generation signs each attempt anew, with every key in use; v1 repeats the
        time and the signature of the first.
        """
        content = {"content-type": "application/json", "user-agent": "openphone-simulator"}
        keys = self.webhook.signing_keys()
        if self.webhook.api_version == V1:
            return content | sign("openphone", keys[0], self.body, at=self.created)
        moment, name = time.time(), "webhook-signature"
        signed = [sign("standard", key, self.body, webhook_id=self.id, at=moment) for key in keys]
        return content | signed[0] | {name: " ".join(one[name] for one in signed)}

    def show(self) -> Item:
        """Return the delivery as the API shows it, with its attempts, the latest first."""
        return {
            "id": self.id,
            "eventId": self.event["id"],
            "resourceId": self.resource_id,
            "eventType": self.event["type"],
            "status": self.status,
            "createdAt": unix_rfc3339(self.created),
            "nextAttemptAt": unix_rfc3339(self.next_at) if self.next_at else None,
            "requestBody": self.event,
            "attempts": self.attempts[::-1],
        }


def unix_rfc3339(seconds: float) -> str:
    """Return a Unix time as the API writes it."""
    return rfc3339(datetime.fromtimestamp(seconds, UTC))

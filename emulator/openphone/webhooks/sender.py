"""Delivers events to webhooks, and tries again on the vendor's schedule.

Any 2xx that comes in time accepts. The time scale divides the seconds of the schedule.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass

from emulator.openphone.items import Item
from emulator.openphone.webhooks.deliveries import Delivery, unix_rfc3339
from emulator.openphone.webhooks.posting import post
from emulator.openphone.webhooks.registered import Webhook, Webhooks

ANSWER_SECONDS = 10.0
MOST_AT_ONCE = 8
# Shuffled deliveries change places within this time, in real seconds.
SHUFFLE_SECONDS = 0.5
TWICE_SHARE = 0.25


@dataclass
class Settings:
    """How deliveries are made; `shuffle` is the seed of their disorder, None for none."""

    time_scale: float = 1.0
    answer_seconds: float = ANSWER_SECONDS
    shuffle: int | None = None


class Sender:
    """One task a delivery, in the event loop of the simulator's server.

    `deliveries` has all of them by their ids, the oldest first.
    """

    def __init__(self, webhooks: Webhooks, settings: Settings) -> None:
        """Begin with no delivery."""
        self._webhooks = webhooks
        self.deliveries: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self.configure(settings)

    def configure(self, settings: Settings) -> None:
        """Go by other settings from the next pause on."""
        self.settings = settings
        self._disorder = random.Random(settings.shuffle)  # noqa: S311 - it is to be repeatable

    def send(self, webhook: Webhook, event: Item, resource_id: str, *, test: bool = False) -> str:
        """Begin the delivery of an event to a webhook; return the id of the delivery."""
        delivery = Delivery(webhook, event, resource_id, test)
        self.deliveries[delivery.id] = delivery
        late = 0.0
        if self.settings.shuffle is not None:
            late = self._disorder.uniform(0, SHUFFLE_SECONDS)
            if self._disorder.random() < TWICE_SHARE:
                again = late * self._disorder.random() * 2
                self._start(self._attempt(delivery, "repeated", again))
        self._start(self._deliver(delivery, late))
        return delivery.id

    def retry(self, delivery: Delivery) -> None:
        """Make one more attempt now."""
        self._start(self._attempt(delivery, "manual"))

    def forget(self) -> None:
        """Forget all deliveries, and make no further attempt."""
        self.deliveries.clear()
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop alone would not keep it
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, late: float) -> None:
        """Attempt a delivery on its schedule, from `late` seconds on, until it is accepted."""
        for number, pause in enumerate(delivery.pauses):
            seconds = pause / self.settings.time_scale if number else late
            delivery.next_at = time.time() + seconds
            await asyncio.sleep(seconds)
            if number and delivery.accepted:  # a manual attempt was faster
                return
            await self._attempt(delivery, "scheduled")
            if delivery.next_at is None:  # accepted, or the webhook is gone
                return
        delivery.end()

    async def _attempt(self, delivery: Delivery, trigger: str, seconds: float = 0.0) -> None:
        """Make one attempt after some seconds, unless the webhook is gone or switched off."""
        await asyncio.sleep(seconds)
        async with self._free:
            webhook = delivery.webhook
            enabled = delivery.test or webhook.fields["status"] == "enabled"
            if webhook.id not in self._webhooks or not enabled:
                delivery.status, delivery.next_at = "failed", None
                return
            delivery.status = "sending"
            began, clock = time.time(), time.monotonic()
            status, text = await post(
                webhook.url, delivery.body, delivery.headers(), self.settings.answer_seconds
            )
        delivery.attempts.append(
            {
                "id": f"atmpt_{secrets.token_hex(12)}",
                "status": "success" if status and 200 <= status < 300 else "failed",  # noqa: PLR2004 - 2xx
                "responseStatusCode": status,
                "responseBody": text,
                "responseDurationMs": round((time.monotonic() - clock) * 1000),
                "url": webhook.url,
                "triggerType": trigger,
                "timestamp": unix_rfc3339(began),
            }
        )
        if delivery.accepted or delivery.next_at is None:
            delivery.end()

"""Delivers events to webhooks, and tries again on the vendor's schedule.

Any 2xx within the answer's time accepts. Seconds of the schedule are divided by the time scale;
times are waited for on the monotonic clock.
"""

import heapq
import http.client
import itertools
import random
import secrets
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from emulator.openphone.deliveries import SHOWN_BODY, Delivery, moment
from emulator.openphone.errors import Item
from emulator.openphone.subscriptions import Webhook, Webhooks

ANSWER_SECONDS = 10.0
WORKERS = 8
# Within so many real seconds shuffled deliveries change places; every so many is made twice.
SHUFFLE_SECONDS = 0.5
DOUBLE_SHARE = 0.25


@dataclass
class Settings:
    """How deliveries are made; `shuffle` is the seed of their disorder, None for none."""

    time_scale: float = 1.0
    answer_seconds: float = ANSWER_SECONDS
    shuffle: int | None = None


class Sender:
    """Threads that deliver what is due. Its methods may be called at once."""

    def __init__(self, webhooks: Webhooks, settings: Settings) -> None:
        """Start the threads."""
        self._webhooks = webhooks
        self._ready = threading.Condition()
        self._due: list[tuple[float, int, str, Delivery]] = []
        self._numbers = itertools.count()
        self._all: dict[str, Delivery] = {}
        self._stopped = False
        self.configure(settings)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        for thread in self._threads:
            thread.start()

    @property
    def time_scale(self) -> float:
        """How many seconds of the schedule pass in one."""
        return self.settings.time_scale

    def configure(self, settings: Settings) -> None:
        """Go by other settings from the next attempt on."""
        self.settings = settings
        self._disorder = random.Random(settings.shuffle)  # noqa: S311 - it is to be repeatable

    def send(self, webhook: Webhook, event: Item, resource_id: str, *, test: bool = False) -> str:
        """Begin the delivery of an event to a webhook; give the id of the delivery."""
        delivery = Delivery(webhook, event, resource_id, test)
        with self._ready:
            self._all[delivery.id] = delivery
            late, twice = self._misplace()
            self._plan(delivery, late, "scheduled")
            if twice:
                self._plan(delivery, late * self._disorder.random() * 2, "repeated")
        return delivery.id

    def retry(self, webhook_id: str, delivery_id: str) -> bool:
        """Make one more attempt now; False where there is no such delivery."""
        with self._ready:
            delivery = self.one(webhook_id, delivery_id)
            if delivery:
                self._plan(delivery, 0, "manual")
        return delivery is not None

    def one(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        """Give one delivery of a webhook."""
        found = self._all.get(delivery_id)
        return found if found and found.webhook.id == webhook_id else None

    def of(self, webhook_id: str) -> list[Delivery]:
        """Give the deliveries of a webhook."""
        return [delivery for delivery in self.all() if delivery.webhook.id == webhook_id]

    def all(self) -> list[Delivery]:
        """Give all deliveries, the first first."""
        with self._ready:
            return list(self._all.values())

    def forget(self) -> None:
        """Forget all deliveries; attempts that are being made go on."""
        with self._ready:
            self._all.clear()
            self._due.clear()

    def stop(self) -> None:
        """End the threads; attempts that wait for an answer are left behind."""
        with self._ready:
            self._stopped = True
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout=0.2)

    def _misplace(self) -> tuple[float, bool]:
        if self.settings.shuffle is None:
            return 0.0, False
        late = self._disorder.uniform(0, SHUFFLE_SECONDS)
        return late, self._disorder.random() < DOUBLE_SHARE

    def _plan(self, delivery: Delivery, seconds: float, trigger: str) -> None:
        """Put an attempt on the list; the caller holds the lock."""
        entry = (time.monotonic() + seconds, next(self._numbers), trigger, delivery)
        heapq.heappush(self._due, entry)
        if trigger == "scheduled":
            delivery.next_at = time.time() + seconds
        self._ready.notify()

    def _work(self) -> None:
        while (entry := self._next()) is not None:
            trigger, delivery = entry
            if self._gone(delivery):
                continue
            began = time.time()
            attempt = self._attempt(delivery) | {"triggerType": trigger, "timestamp": moment(began)}
            with self._ready:
                self._note(delivery, attempt, trigger)

    def _next(self) -> tuple[str, Delivery] | None:
        with self._ready:
            while not self._stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _, _, trigger, delivery = heapq.heappop(self._due)
                    if (
                        trigger == "scheduled"
                        and delivery.scheduled
                        and delivery.status == "success"
                    ):
                        continue  # a manual attempt was faster
                    if self._due:
                        self._ready.notify()
                    delivery.status = "sending"
                    return trigger, delivery
                self._ready.wait(wait)
        return None

    def _gone(self, delivery: Delivery) -> bool:
        webhook = delivery.webhook
        enabled = delivery.test or webhook.fields["status"] == "enabled"
        if self._webhooks.there(webhook) and enabled:
            return False
        with self._ready:
            delivery.status, delivery.next_at = "failed", None
        return True

    def _attempt(self, delivery: Delivery) -> Item:
        """Make one attempt, and say what came of it."""
        url, began = delivery.webhook.url, time.monotonic()
        status, text = post(url, delivery.body, delivery.headers(), self.settings.answer_seconds)
        return {
            "id": f"atmpt_{secrets.token_hex(12)}",
            "status": "success" if status and 200 <= status < 300 else "failed",  # noqa: PLR2004 - 2xx
            "responseStatusCode": status,
            "responseBody": text,
            "responseDurationMs": round((time.monotonic() - began) * 1000),
            "url": url,
        }

    def _note(self, delivery: Delivery, attempt: Item, trigger: str) -> None:
        """Add an attempt to its delivery, and plan the next; the caller holds the lock."""
        accepted = any(one["status"] == "success" for one in [*delivery.attempts, attempt])
        delivery.attempts.append(attempt)
        delivery.scheduled += trigger == "scheduled"
        more = delivery.scheduled < len(delivery.pauses)
        if accepted or not more:
            delivery.status, delivery.next_at = "success" if accepted else "failed", None
        elif trigger == "scheduled":
            self._plan(delivery, delivery.pauses[delivery.scheduled] / self.time_scale, trigger)


def post(url: str, body: bytes, headers: dict[str, str], seconds: float) -> tuple[int | None, str]:
    """Post a body; give the status and the start of the answer, no status without an answer.

    Redirects are not followed.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=seconds)
    try:
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(SHOWN_BODY).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return None, type(error).__name__
    finally:
        connection.close()

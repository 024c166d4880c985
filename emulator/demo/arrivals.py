"""Waits until the samples are stored, and judges whether each ended as it should."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from google.cloud import firestore

from delivery.follow import follow
from emulator.demo.samples import BROKEN_EVENT
from emulator.errors import StackError

STORE_SECONDS = 60
READ_SECONDS = 10
POLL_SECONDS = 0.2

Documents: TypeAlias = dict[str, dict[str, Any]]


def wait(
    client: firestore.Client, event_ids: Sequence[str], check: Callable[[], None]
) -> Documents:
    """Return the webhook_events documents of all the events as soon as all are there.

    `check` is called in between, and may raise. Raises StackError naming those that are missing
    after a minute.
    """
    events = client.collection("webhook_events")

    def read(names: Sequence[str]) -> Documents:
        check()
        documents = client.get_all([events.document(name) for name in names], timeout=READ_SECONDS)
        return {found.id: found.to_dict() or {} for found in documents if found.exists}

    # Looking often enough that Ctrl-C is noticed at once.
    stored = follow(read, event_ids, STORE_SECONDS, sleep=lambda _: time.sleep(POLL_SECONDS))
    if missing := [name for name in event_ids if name not in stored]:
        raise StackError(f"Not stored within {STORE_SECONDS} s: {', '.join(missing)}")
    return stored


def problems(events: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what is wrong with every event that did not end as it should.

    All must be processed except the broken one, which must be recorded with its reason.
    """
    wrong = []
    for name, event in sorted(events.items()):
        failed = bool(event.get("error_message")) and not event.get("processed")
        if name == BROKEN_EVENT and not failed:
            wrong.append(f"{name} is broken but was not recorded as failed.")
        if name != BROKEN_EVENT and not event.get("processed"):
            wrong.append(f"{name} was not processed: {event.get('error_message', 'no reason')}")
    return wrong

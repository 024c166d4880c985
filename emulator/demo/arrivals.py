"""Waits until the samples are stored, and judges whether each ended as it should."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from google.cloud import firestore

from emulator.demo.samples import BROKEN_EVENT
from emulator.processes.interrupts import wait_until

STORE_SECONDS = 60
READ_SECONDS = 10

Documents: TypeAlias = dict[str, dict[str, Any]]


def wait(
    client: firestore.Client, event_ids: Sequence[str], check: Callable[[], None]
) -> Documents:
    """Give the webhook_events documents of all the events as soon as all are there.

    `check` is called in between, and may raise. Raises StackError naming those that are missing
    after a minute.
    """
    events = client.collection("webhook_events")
    found: Documents = {}

    def all_stored() -> bool:
        wanted = [events.document(name) for name in event_ids if name not in found]
        for document in client.get_all(wanted, timeout=READ_SECONDS):
            if document.exists:
                found[document.id] = document.to_dict() or {}
        return len(found) == len(set(event_ids))

    def missing() -> str:
        names = ", ".join(name for name in event_ids if name not in found)
        return f"Not stored within {STORE_SECONDS} s: {names}"

    wait_until(all_stored, seconds=STORE_SECONDS, watch=check, missed=missing)
    return found


def problems(events: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say of every event that did not end as it should what is wrong with it.

    All must be processed, but for the broken one, which must be recorded with its reason.
    """
    wrong = []
    for name, event in sorted(events.items()):
        failed = bool(event.get("error_message")) and not event.get("processed")
        if name == BROKEN_EVENT and not failed:
            wrong.append(f"{name} is broken and was not recorded as failed.")
        if name != BROKEN_EVENT and not event.get("processed"):
            wrong.append(f"{name} was not processed: {event.get('error_message', 'no reason')}")
    return wrong

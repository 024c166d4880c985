"""Histories through four real processors and the Firestore emulator, 16 requests at once."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path as Folder
from unittest import mock

import pytest
import requests
from google.cloud import firestore
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from documents.paths import (
    ACTIVITIES,
    CONTACTS,
    CONVERSATIONS,
    ENTRIES,
    EVENTS,
    MERGE,
    Document,
    Path,
)
from openphone.events.envelope import load
from pipeline.ids import event_id
from tests.builders import transcript
from tests.histories import oracle
from tests.histories.profiles import LONG, histories_settings
from tests.histories.reading import as_read
from tests.histories.strategies import History, busy_days
from tests.histories.worlds import OUR_NUMBERS
from tests.processor.pushes import push
from tests.service import Service, all_ready
from tests.stack import Stack

PROCESSORS = 4
AT_ONCE = 16
HISTORIES = 40 if LONG else 4
LATEST_SECONDS = 120
# A project of its own in the emulator that all tests share.
PROJECT = "demo-histories"
KNOWN = OUR_NUMBERS[:1]
COLLECTIONS = (ACTIVITIES, CONVERSATIONS, CONTACTS, ENTRIES)
HISTORIES_SETTINGS = settings(
    histories_settings, max_examples=HISTORIES, phases=[Phase.explicit, Phase.generate]
)


class Pipeline:
    """Processors, and the database that they share."""

    def __init__(self, host: str, urls: Sequence[str]) -> None:
        self._host, self._urls = host, urls
        self.answers: Counter[int] = Counter()
        with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": host}):
            self._client = firestore.Client(project=PROJECT)

    def clear(self) -> None:
        root = f"http://{self._host}/emulator/v1/projects/{PROJECT}/databases/(default)"
        requests.delete(f"{root}/documents", timeout=60).raise_for_status()

    def deliver(self, bodies: Sequence[bytes], seed: int) -> None:
        """Push every event at least once and some twice, in some order, until all are stored."""
        order = random.Random(seed)  # noqa: S311 - no secret
        pushes = [*bodies, *order.choices(bodies, k=len(bodies) // 2)]
        order.shuffle(pushes)
        urls = [order.choice(self._urls) for _ in pushes]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for status in pool.map(self._push, urls, pushes):
                assert status == requests.codes.no_content

    def documents(self) -> dict[Path, Document]:
        """Return what front ends rely on."""
        found = [one for name in COLLECTIONS for one in self._client.collection(name).stream()]
        found += self._client.collection_group("transcript_parts").stream()
        return {
            Path(*one.reference.path.rsplit("/", 1)): {
                name: value for name, value in (one.to_dict() or {}).items() if name != MERGE
            }
            for one in found
        }

    def events(self) -> set[str]:
        """Return the ids of all recorded events."""
        return {one.id for one in self._client.collection(EVENTS).stream()}

    def close(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    def _push(self, url: str, body: bytes) -> int:
        """Push as Pub/Sub does: retry what could not be stored a little later, then later still."""
        name = event_id(body, load(body))
        end = time.monotonic() + LATEST_SECONDS
        pause = 0.1
        while True:
            status = push(url, body, name).status_code
            self.answers[status] += 1
            if status != requests.codes.service_unavailable or time.monotonic() > end:
                return status
            time.sleep(pause)
            pause = min(pause * 2, 5)


@contextmanager
def running(folder: Folder, stack: Stack) -> Iterator[Pipeline]:
    environment = {
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "FIRESTORE_EMULATOR_HOST": stack.firestore,
        "OPENPHONE_NUMBERS": ",".join(KNOWN),
    }
    services = []
    for number in range(PROCESSORS):
        own = folder / str(number)
        own.mkdir()
        services.append(Service(own, "processor", environment))
    with all_ready(*services):
        pipeline = Pipeline(stack.firestore, [service.url for service in services])
        try:
            yield pipeline
        finally:
            pipeline.close()


def large_transcripts(history: History) -> list[bytes]:
    """Two transcripts of a call that are too large for a document, the newer one shorter."""
    lines = [{"content": f"{number} {'word ' * 200}"} for number in range(700)]
    return [
        transcript(name, clock, dialogue, "ACc1")
        for name, clock, dialogue in (("EV97", "10:00", lines), ("EV98", "11:00", lines[:600]))
        if history.bodies
    ]


@pytest.mark.timeout(1800)
def test_four_processors_leave_the_documents_of_the_definition(
    stack: Stack, tmp_path: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = 0

    @given(
        history=busy_days(known=(KNOWN,)),
        seed=st.integers(0, 2**32 - 1),
    )
    @HISTORIES_SETTINGS
    def every_history(history: History, seed: int) -> None:
        nonlocal tried
        tried += 1
        bodies = [*history.bodies, *large_transcripts(history)]
        pipeline.clear()
        pipeline.deliver(bodies, seed)
        assert pipeline.events() == {event_id(body, load(body)) for body in bodies}
        assert as_read(pipeline.documents()) == oracle.documents(bodies, history.ours)

    with running(tmp_path, stack) as pipeline:
        every_history()
        answers = pipeline.answers
    with capsys.disabled():
        sys.stdout.write(f"\n{tried} histories, requests by status: {dict(answers)}\n")

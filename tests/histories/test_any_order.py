"""Any history, in any order, with any duplication, split among any number of processors."""

from collections.abc import Iterator
from unittest import mock

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from documents import transcripts
from processor.planning.job import Job
from tests.histories import oracle
from tests.histories.processors import Shared
from tests.histories.profiles import PROFILE, histories_settings
from tests.histories.reading import as_read
from tests.histories.strategies import FOCUSES, History, histories
from tests.processor.memory import Memory

# Per history; the long profile and the mutants try more.
SCHEDULES = 5 if PROFILE else 3


@pytest.fixture(autouse=True, scope="module")
def small_parts() -> Iterator[None]:
    """Make a dialogue of a few lines a large one, so that many go into parts."""
    with mock.patch.multiple(transcripts, INLINE_BYTES=100, PART_BYTES=100):
        yield


@st.composite
def arrivals(draw: st.DrawFn, jobs: list[Job]) -> list[Job]:
    """Draw the events in some order, some of them twice."""
    again = draw(st.lists(st.sampled_from(jobs), max_size=4))
    return draw(st.permutations([*jobs, *again]))


def applied(jobs: list[Job]) -> Memory:
    memory = Memory()
    for job in jobs:
        memory.apply(job)
    return memory


def show(history: History) -> None:
    note(f"ours: {sorted(history.ours)}")
    for body in history.bodies:
        note(body.decode())


@given(data=st.data(), history=histories())
@histories_settings
@pytest.mark.timeout(1800)
def test_every_order_gives_the_same_documents(data: st.DataObject, history: History) -> None:
    show(history)
    jobs = history.jobs()
    assert applied(data.draw(arrivals(jobs))).public() == applied(jobs).public()


@pytest.mark.parametrize("focus", FOCUSES)
@given(data=st.data())
@histories_settings
@pytest.mark.timeout(1800)
def test_the_documents_are_those_of_the_definition(data: st.DataObject, focus: str) -> None:
    history = data.draw(FOCUSES[focus])
    show(history)
    memory = applied(data.draw(arrivals(history.jobs())))
    assert as_read(memory.public()) == oracle.documents(history.bodies, history.ours)


@pytest.mark.parametrize("focus", FOCUSES)
@given(
    data=st.data(),
    processors=st.integers(2, 5),
    together=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
)
@histories_settings
@pytest.mark.timeout(1800)
def test_processors_that_interleave_leave_the_same_documents(
    data: st.DataObject, focus: str, processors: int, together: int, seed: int
) -> None:
    history = data.draw(FOCUSES[focus])
    show(history)
    jobs = data.draw(arrivals(history.jobs()))
    expected = oracle.documents(history.bodies, history.ours)
    lost = stale = spared = 0
    # Several schedules per history: generating it takes longer than applying it.
    for schedule in range(seed, seed + SCHEDULES):
        shared = Shared()
        shared.run(jobs, processors, schedule, together)
        lost += shared.lost
        stale += shared.stale
        spared += shared.spared
        assert as_read(shared.public()) == expected
    event(f"commits lost: {min(lost, 10)}")
    event(f"commits on the cache: {min(spared, 10)}, failed: {min(stale, 10)}")

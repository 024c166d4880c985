"""What fetched items do to documents that webhooks have made, and what they make alone."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.paths import ACTIVITIES, CONVERSATIONS, Document, Path
from openphone.fetched import parts, v1
from tests.cli import fetched_workspace as business
from tests.cli.fetched_workspace import CURRENT, GENERATIONS, V4, backfilled, live, store
from tests.processor.memory import Memory

CALLS = {item["id"]: item for item in business.subjects() if "participants" in item}


def bodies(items: Iterable[Mapping[str, Any]], *generations: str) -> list[bytes]:
    return [
        event.body for item in items for name in generations for event in backfilled(name, item)
    ]


def told(items: Iterable[Mapping[str, Any]], *generations: str) -> list[bytes]:
    return [event for item in items for name in generations for event in live(name, item)]


def assert_unchanged(before: Memory, after: Memory, *, only: str = "") -> None:
    """All that was known is as it was; what was not may be filled in."""
    documents = after.public()
    for path, known in before.public().items():
        if only in ("", path.collection):
            _assert_known(known, documents[path], str(path))


def _assert_known(known: Any, now: Any, where: str) -> None:  # noqa: ANN401 - any value
    if isinstance(known, Mapping):
        for name, value in known.items():
            assert name in now, f"{where}.{name}"
            _assert_known(value, now[name], f"{where}.{name}")
    elif where.endswith((".recordings", "_ids")):
        assert len(now) >= len(known), where
        for one in known if isinstance(known[0], str) else ():
            assert one in now, where
        for old, new in zip(known, now, strict=False) if isinstance(known[0], Mapping) else ():
            _assert_known(old, new, where)
    else:
        assert now == known, where


SOME = st.lists(st.sampled_from(business.subjects()), max_size=5, unique_by=lambda one: one["id"])
ONE_OR_BOTH = st.sets(st.sampled_from(GENERATIONS), min_size=1).map(sorted)
few = settings(max_examples=60, deadline=None, derandomize=True)


@few
@given(st.data(), SOME, SOME)
def test_over_live_traffic_of_either_generation_nothing_that_is_known_changes(
    data: st.DataObject, sent: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    numbers = data.draw(st.booleans())
    before = told(sent, *data.draw(ONE_OR_BOTH))
    found = {item["id"]: item for item in (*sent, *more)}.values()
    everything = before + bodies(found, *data.draw(ONE_OR_BOTH))
    mixed = data.draw(st.permutations(everything))
    again = data.draw(st.lists(st.sampled_from(everything), max_size=5)) if everything else []
    # Conversations have new firsts and lasts where more was fetched than had been sent.
    only = ACTIVITIES if len(found) > len(sent) else ""
    after = store(mixed + again, numbers=numbers)
    assert_unchanged(store(before, numbers=numbers), after, only=only)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_over_all_of_the_live_traffic_of_its_own_generation_no_value_changes_and_no_time(
    generation: str,
) -> None:
    items = business.subjects()
    before = store(told(items, generation))
    after = store(told(items, generation) + bodies(items, generation))
    for path, known in before.public().items():
        now = after.public()[path]
        assert {name: now[name] for name in known if name != "recordings"} == {
            name: value for name, value in known.items() if name != "recordings"
        } or path.collection != ACTIVITIES, path
        assert now.get("event_at") == known.get("event_at"), path


# What the API of a generation does not show, and its webhooks do.
_NOT_SHOWN = {
    V4: set[tuple[str, str]](),
    CURRENT: {
        (ACTIVITIES, "openphone_conversation_id"),
        (ACTIVITIES, "error_code"),
        (CONVERSATIONS, "openphone_conversation_ids"),
    },
}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_alone_it_makes_the_same_documents_as_live_traffic(generation: str) -> None:
    items = [item for item in business.subjects() if live(generation, item)]
    expected, made = (
        store(events).public() for events in (told(items, generation), bodies(items, generation))
    )
    assert expected.keys() == made.keys()
    missing = {
        (path.collection, name)
        for path, known in expected.items()
        for name in known.keys() - made[path].keys()
        # The API never says that no agent took a call, only that one did.
        if (name, known[name]) != ("handled_by_ai", False)
    }
    assert missing <= _NOT_SHOWN[generation]
    for path, known in expected.items():
        if path.collection == ACTIVITIES:
            same = known.keys() & made[path].keys() - {"event_at", "recordings", "recording_url"}
            assert _plain(known, same) == _plain(made[path], same), path
        else:
            assert _without_ids(made[path]) == _without_ids(known), path


def _plain(document: Document, names: Iterable[str]) -> Document:
    """A map may have more members than webhooks tell."""
    return {name: document[name] for name in sorted(names) if not isinstance(document[name], dict)}


def _without_ids(document: Document) -> Document:
    return {k: v for k, v in document.items() if k != "openphone_conversation_ids"}


@few
@given(st.permutations(range(6)))
def test_the_end_of_a_call_that_was_missed_replaces_what_was_known_before_it(
    order: list[int],
) -> None:
    call = CALLS["ACc005"]
    ringing, answered, *_ = live(CURRENT, call)
    events = [ringing, answered, *bodies([call], V4)[:4]]
    activity = store([events[i] for i in order]).public()[Path(ACTIVITIES, "ACc005")]
    assert activity["status"] == "completed"
    assert activity["duration_seconds"] == 240
    assert activity["ai_summary"]["status"] == "completed"


def test_a_delivery_that_was_missed_replaces_an_earlier_failure() -> None:
    sent = next(item for item in business.subjects() if item["id"] == "ACm011")
    failed = live(CURRENT, {**sent, "status": "failed", "updatedAt": "2026-04-02T17:15:01.000Z"})
    activity = store(failed + bodies([sent], CURRENT)).public()[Path(ACTIVITIES, "ACm011")]
    assert activity["status"] == "delivered"


def test_a_delivery_is_not_taken_back_by_the_state_before_it() -> None:
    sent = next(item for item in business.subjects() if item["id"] == "ACm011")
    early = {**sent, "status": "sent", "updatedAt": "2026-04-02T17:15:01.000Z"}
    for events in (live(V4, sent) + bodies([early], V4), bodies([early], V4) + live(V4, sent)):
        assert store(events).public()[Path(ACTIVITIES, "ACm011")]["status"] == "delivered"


def test_the_same_recording_with_another_signature_is_no_second_one() -> None:
    call = CALLS["ACc002"]
    activity = store(told([call], V4) + bodies([call], V4, CURRENT)).public()[
        Path(ACTIVITIES, "ACc002")
    ]
    assert [one["id"] for one in activity["recordings"]] == ["CRpriya01"]


def test_of_two_equal_times_the_live_event_wins() -> None:
    item = {
        "id": "AC1",
        "direction": "incoming",
        "text": "as fetched",
        "createdAt": "2026-04-02T09:00:00.000Z",
    }
    fetched = v1.message(item)
    event = {**json.loads(fetched.body), "id": "1"}
    event["data"] = {"object": {**item, "text": "as sent"}}
    sent = json.dumps(event).encode()
    for events in ([sent, fetched.body], [fetched.body, sent]):
        assert store(events).public()[Path(ACTIVITIES, "AC1")]["body"] == "as sent"


def test_a_call_without_a_link_of_its_own_gets_one() -> None:
    """A v4 webhook may come without participants, a fault of the vendor's."""
    call = CALLS["ACc004"]
    sent = [
        json.dumps(event).encode()
        for event in map(json.loads, live(V4, call))
        if not event["data"]["object"].update(participants=[])
    ]
    assert "conversation_id" not in store(sent).public()[Path(ACTIVITIES, "ACc004")]
    activity = store(sent + bodies([call], V4)).public()[Path(ACTIVITIES, "ACc004")]
    assert activity["conversation_id"] == "+15550101077"


def test_a_summary_as_of_now_replaces_one_that_failed() -> None:
    call = CALLS["ACc005"]
    events = [json.loads(body) for body in live(CURRENT, call)]
    failed = next(event for event in events if event["type"] == "call.summary.completed")
    failed["data"]["resource"] |= {"processingStatus": "failed", "summary": None}
    fetched = backfilled(CURRENT, call)[0]
    summary = parts.summary(fetched, business.WORKSPACE.part("summaries", "ACc005"))
    assert summary is not None
    before = business.job(json.dumps(failed).encode())
    assert before.at is not None
    for event, status in ((summary, "failed"), (summary.as_of(before.at), "failed")):
        kept = store([json.dumps(failed).encode(), event.body])
        assert kept.public()[Path(ACTIVITIES, "ACc005")]["ai_summary"]["status"] == status
    later = summary.as_of(before.at.replace(year=2027))
    made = store([json.dumps(failed).encode(), later.body])
    assert made.public()[Path(ACTIVITIES, "ACc005")]["ai_summary"]["status"] == "completed"

"""What becomes of fetched items: looked up, published, counted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.backfill.known import Item, Known, is_contradicted, is_held
from cli.backfill.report import Report
from cli.backfill.sink import Sink
from cli.errors import CommandError
from openphone.events.reading import read_event
from openphone.fetched import parts, v1
from openphone.fetched.item import Fetched
from tests.cli.fakes import FakeTopic
from tests.cli.fetched_items import RECORDING, SUMMARY, call, counts, message

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)


class Lookup:
    def __init__(self, **known: Known) -> None:
        self.known = known

    def __call__(self, items: Sequence[Item]) -> Mapping[str, Known]:
        return {item.fetched.event_id: self.known.get(item.fetched.id, Known()) for item in items}


class Gone:
    def __call__(self, _: Sequence[Item]) -> Mapping[str, Known]:
        raise CommandError("Firestore does not answer.")


def test_what_is_stored_by_its_very_event_is_not_published_again() -> None:
    topic, report = FakeTopic(), Report()
    lookup = Lookup(AC1=Known(published=True, held=True), AC2=Known(held=True))
    group = [v1.message(message(name)) for name in ("AC1", "AC2", "AC3")]
    Sink(report, topic, lookup, print).take(group)
    assert set(topic.attributes) == {group[1].event_id, group[2].event_id}
    assert counts(report) == {"message": {"seen": 3, "known": 2, "added": 1}}
    told = topic.attributes[group[2].event_id]
    assert (told["signature_scheme"], told["event_type"]) == ("backfill", "message.delivered")
    assert "replay" not in told


def test_an_event_that_is_recorded_as_failed_replaces_its_record() -> None:
    topic = FakeTopic()
    one = v1.message(message("AC1"))
    Sink(Report(), topic, Lookup(AC1=Known(failed=True)), print).take([one])
    assert topic.attributes[one.event_id]["replay"] == "1"


def test_where_nobody_can_look_everything_is_published_and_said_to_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report()
    sink = Sink(report, FakeTopic(), Gone(), print)
    for name in ("AC1", "AC2"):
        sink.take([v1.message(message(name))])
    assert counts(report) == {"message": {"seen": 2, "published": 2}}
    assert capsys.readouterr().out.count("Firestore does not answer.") == 1


def test_what_cannot_be_published_is_named_and_the_others_go_on() -> None:
    report = Report()
    group = [v1.message(message(name)) for name in ("AC1", "AC2", "AC3")]
    Sink(report, FakeTopic("AC2"), Lookup(), print).take(group)
    assert counts(report) == {"message": {"seen": 3, "added": 2, "failed": 1}}
    assert report.failures == [
        {"kind": "message", "id": "AC2", "reason": "Pub/Sub does not answer."}
    ]


def test_a_topic_that_refuses_everything_stops_it() -> None:
    group = [v1.message(message(f"AC{number}")) for number in range(20)]
    with pytest.raises(CommandError, match="does not answer"):
        Sink(Report(), FakeTopic("AC"), None, print).take(group)


def test_what_the_documents_contradict_is_published_as_of_now() -> None:
    topic = FakeTopic()
    one = parts.summary(call(), {"status": "completed", "summary": ["Said."]})
    assert one is not None
    Sink(Report(), topic, Lookup(AC9=Known(held=True, contradicted=True)), print).take([one])
    at = read_event(topic.published[0][0]).at
    assert at is not None
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_is_contradicted_is_put_right_also_where_its_own_event_is_stored() -> None:
    topic, report = FakeTopic(), Report()
    one = parts.summary(call(), SUMMARY)
    assert one is not None
    known = Known(published=True, held=True, contradicted=True)
    Sink(report, topic, Lookup(AC9=known), print).take([one])
    (event_id,) = topic.attributes
    assert event_id.startswith("0backfill-summary-AC9-")
    assert event_id != one.event_id
    assert counts(report) == {"summary": {"seen": 1, "known": 1}}


# What is stored


def item(one: Fetched | None) -> Item:
    assert one is not None
    return Item(one, read_event(one.body))


TRANSCRIPT = [{"status": "completed", "dialogue": [{"content": "Hi", "start": 1.0}]}]


@pytest.mark.parametrize(
    ("one", "document", "held"),
    [
        (v1.message(message("AC1")), {"occurred_at": NOW}, True),
        (call(), {"ai_summary": {"text": "Said."}}, False),
        (
            parts.recording(call(), RECORDING),
            {"recordings": [{"url": "https://storage.example.com/1.mp3?sig=1"}]},
            True,
        ),
        (
            parts.recording(call(), RECORDING),
            {"occurred_at": NOW, "recordings": [{"url": "https://storage.example.com/2.mp3"}]},
            False,
        ),
        (parts.summary(call(), SUMMARY), {"ai_summary": {"text": "x"}}, True),
        (parts.summary(call(), SUMMARY), {"ai_summary": {"status": "failed"}}, False),
        (parts.transcript(call(), TRANSCRIPT), {"ai_transcript": {"parts": ["1"]}}, True),
        (parts.transcript(call(), TRANSCRIPT), {"occurred_at": NOW}, False),
        (parts.voicemail(call(), {"transcript": "x"}), {"voicemail": {"url": "u"}}, True),
        (parts.voicemail(call(), {"transcript": "x"}), {}, False),
        (v1.contact({"id": "CT1"}), {}, True),
    ],
)
def test_a_document_holds_an_item_when_it_has_what_the_item_is(
    one: Fetched | None, document: Mapping[str, Any], *, held: bool
) -> None:
    assert is_held(item(one), document) is held


@pytest.mark.parametrize(
    ("one", "document", "contradicted"),
    [
        (
            parts.summary(call(), SUMMARY),
            {"ai_summary": {"text": "Said.", "status": "completed"}},
            False,
        ),
        (parts.summary(call(), SUMMARY), {"ai_summary": {"status": "failed"}}, True),
        (parts.summary(call(), SUMMARY), {"ai_summary": {"text": "Older."}}, True),
        (parts.summary(call(), SUMMARY), {}, False),
        (
            parts.transcript(call(), TRANSCRIPT),
            {"ai_transcript": {"dialogue": [{"text": "Hi", "start": 1}], "status": "completed"}},
            False,
        ),
        (
            parts.transcript(call(), TRANSCRIPT),
            {"ai_transcript": {"dialogue": [{"text": "Hello"}]}},
            True,
        ),
        (call(), {"status": "failed"}, False),
    ],
)
def test_only_summaries_and_transcripts_can_be_contradicted(
    one: Fetched | None, document: Mapping[str, Any], *, contradicted: bool
) -> None:
    assert is_contradicted(item(one), document) is contradicted

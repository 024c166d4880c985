"""Replays, and the queries for events, without a service."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from google.cloud import firestore

from cli.errors import CommandError
from cli.events.records import PayloadError, Record
from cli.events.replay import Replay
from cli.google.firestore import events_query
from cli.terminal.output import printable
from tests.cli.fakes import FakeRecords, FakeTopic, record
from tests.terraform.files import TEXT

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("since", [None, NOW])
@pytest.mark.parametrize("event_type", ["", "call.completed"])
@pytest.mark.parametrize("failed", [False, True])
def test_every_list_of_events_has_its_index(
    monkeypatch: pytest.MonkeyPatch,
    failed: bool,  # noqa: FBT001 - a parameter of the test
    event_type: str,
    since: datetime | None,
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")  # never called
    client = firestore.Client(project="demo-openphone")
    query = events_query(client, failed=failed, event_type=event_type, since=since)
    wire = query._to_protobuf()  # noqa: SLF001 - what is sent
    client.close()  # type: ignore[no-untyped-call]

    filters = wire.where.composite_filter.filters or [wire.where]
    compared = [item.field_filter.field.field_path for item in filters]
    ranges = ["processed_at"] if since else []
    equal = [name for name in compared if name and name not in ranges]
    assert [name for name in compared if name in ranges] == ranges
    orders = [f"{order.field.field_path} {order.direction.name}" for order in wire.order_by]
    assert orders[0] == "processed_at DESCENDING"
    fields = ", ".join(f'"{field}"' for field in (*(f"{n} ASCENDING" for n in equal), orders[0]))
    index = f'collection = "webhook_events", fields = [{fields}]'
    # Of the one field alone, Firestore keeps an index by itself.
    assert index in TEXT or not equal


def failed(event_id: str, **fields: object) -> Record:
    basic = {"processed": False, "processed_at": NOW, "received_at": NOW, "payload": "{}"}
    return record(event_id, **{**basic, "signature_scheme": "hex", **fields})


def test_a_replay_is_published_with_the_attributes_of_its_record() -> None:
    topic, payload = FakeTopic(), '{"object":{"type":"call.completed","apiVersion":"v3"}}'
    Replay(FakeRecords(failed("EV1", payload=payload)), topic).publish(["EV1", "EV1"])
    assert topic.published == [
        (
            payload.encode(),
            {
                "event_id": "EV1",
                "event_type": "call.completed",
                "api_version": "v3",
                "signature_scheme": "hex",
                "received_at": "2026-04-02T09:00:00.000Z",
                "replay": "1",
            },
        )
    ]


def test_where_publishing_fails_the_results_say_what_was_published() -> None:
    names = ("EV1", "EV2", "EV3")
    replay = Replay(FakeRecords(*map(failed, names)), FakeTopic("EV2"))
    with pytest.raises(CommandError):
        replay.publish(names)
    assert [replay.results[name].outcome for name in names] == [
        "published",
        "not published",
        "not published",
    ]


def test_an_event_that_is_processed_too_late_is_not_called_stored() -> None:
    replay = Replay(FakeRecords(failed("EV1")), FakeTopic())
    replay.publish(["EV1"])
    times = iter(range(100))
    replay.follow(3, clock=lambda: next(times), sleep=lambda _: None)
    assert replay.results["EV1"].outcome == "published"
    assert "not processed in time" in replay.results["EV1"].reason


class SlowRecords(FakeRecords):
    """Records of which one is processed with every second look."""

    looks = 0

    def summaries(self, event_ids: Iterable[str]) -> dict[str, Record]:
        self.looks += 1
        if self.looks % 2:
            return {}
        name = next(iter(event_ids))
        return {name: record(name, processed=True, processed_at=NOW + timedelta(hours=1))}


def test_replays_are_followed_as_long_as_one_after_the_other_is_processed() -> None:
    names = [f"EV{number}" for number in range(5)]
    replay = Replay(SlowRecords(*map(failed, names)), FakeTopic())
    replay.publish(names)
    times = iter(range(100))
    replay.follow(2, clock=lambda: next(times), sleep=lambda _: None)
    assert [result.outcome for result in replay.results.values()] == ["stored"] * 5
    assert replay.waiting == 0


def test_a_payload_that_is_not_whole_is_not_published() -> None:
    topic = FakeTopic()
    gone = failed("EV1", payload=None, payload_encoding="gzip-parts")
    newer = failed("EV2", payload=None, payload_encoding="something new")
    replay = Replay(FakeRecords(gone, newer), topic)
    replay.publish(["EV1", "EV2"])
    assert [result.outcome for result in replay.results.values()] == ["not published"] * 2
    assert "expire" in replay.results["EV1"].reason
    assert "update" in replay.results["EV2"].reason
    assert topic.published == []
    with pytest.raises(PayloadError):
        gone.payload()


def test_what_a_sender_wrote_cannot_move_the_cursor() -> None:
    assert printable("a\x1b[2J\r\nb") == "a\N{REPLACEMENT CHARACTER}[2J" + 2 * "\ufffd" + "b"

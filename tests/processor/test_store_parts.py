"""The store on the Firestore emulator: what is too large for one document."""

import gzip
from typing import Any

import pytest

from documents.paths import Path
from processor.planning.changes import Outcome
from tests.builders import pushed, v4
from tests.processor.firestore import (
    Database,
    after,
    meanwhile,
    spoil,
    without_bookkeeping,
)
from tests.processor.traffic import LARGE, lines, received, spoken

MEBIBYTE = 1024 * 1024


def stored_lines(dialogue: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a dialogue as it is stored."""
    return [
        {"text": line["content"], "start": line["start"], "identifier": line["identifier"]}
        for line in dialogue
    ]


def transcript_parts(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return the dialogue of every part that exists, by its id."""
    return {
        path.id: fields["dialogue"]
        for path, fields in database.documents().items()
        if path.collection == "activities/AC1/transcript_parts"
    }


def test_a_transcript_of_5_mib_is_kept_whole(database: Database) -> None:
    dialogue = lines(5_180_000)
    large = spoken("E1", "10:00", dialogue)
    assert 4.9 * MEBIBYTE < len(large.body) <= 5 * MEBIBYTE
    [plan] = database.apply(large)
    assert plan.outcome is Outcome.STORED
    record = database.document("webhook_events/E1")
    assert record is not None
    assert (record["processed"], "payload" in record) == (True, False)
    assert record["payload_encoding"] == "gzip-parts"
    parts = [
        database.document(f"webhook_events/E1/payload_parts/{name}")
        for name in record["payload_parts"]
    ]
    assert len(parts) > 1
    assert all(part and part["expire_at"] == record["expire_at"] for part in parts)
    assert gzip.decompress(b"".join(part["data"] for part in parts if part)) == large.body
    activity = database.document("activities/AC1")
    assert activity is not None
    named = activity["ai_transcript"]["parts"]
    assert activity["ai_transcript"].keys() == {"parts"}
    found = transcript_parts(database)
    assert (len(named) > 1, sorted(named)) == (True, sorted(found))
    assert [line for name in named for line in found[name]] == stored_lines(dialogue)


def test_a_shorter_newer_transcript_removes_the_parts_and_an_older_one_leaves_none(
    database: Database,
) -> None:
    short = lines(20_000, seed=2)
    database.apply(spoken("E1", "10:00", lines(1_500_000)))
    assert len(transcript_parts(database)) > 1
    database.apply(spoken("E2", "11:00", short))
    activity = database.document("activities/AC1")
    assert activity is not None
    assert activity["ai_transcript"] == {"dialogue": stored_lines(short)}
    assert transcript_parts(database) == {}
    database.apply(spoken("E3", "10:30", lines(1_500_000, seed=3)))
    late = database.document("activities/AC1")
    assert late is not None
    assert {**late, "_merge": {}} == {**activity, "_merge": {}}
    assert transcript_parts(database) == {}
    record = database.document("webhook_events/E3")
    assert record is not None
    assert record["processed"] is True


def test_a_newer_large_transcript_replaces_the_parts_of_an_older_one(database: Database) -> None:
    newer = lines(800_000, seed=2)
    database.apply(spoken("E1", "10:00", lines(1_500_000)))
    database.apply(spoken("E2", "11:00", newer))
    activity = database.document("activities/AC1")
    assert activity is not None
    found = transcript_parts(database)
    assert sorted(found) == sorted(activity["ai_transcript"]["parts"])
    kept = [line for name in activity["ai_transcript"]["parts"] for line in found[name]]
    assert kept == stored_lines(newer)


def test_an_event_that_would_make_a_document_too_large_fails_and_keeps_its_payload(
    database: Database,
) -> None:
    first = received("E1", "AC1", "10:00", text="x" * 600_000)
    media = ["https://x/" + "y" * 600_000]
    second = pushed(v4("message.delivered", {"id": "AC1", "media": media}, "E2", "11:00"))
    database.apply(first)
    before = database.documents()
    [plan] = database.apply(second)
    assert plan.outcome is Outcome.FAILED
    found = database.documents()
    record = found.pop(Path("webhook_events", "E2"))
    assert record["payload"].encode() == second.body
    assert (record["processed"], "larger" in record["error_message"]) == (False, True)
    assert found == before


def test_a_message_beyond_1_mib_alone_fails(database: Database) -> None:
    [plan] = database.apply(received("E1", "AC1", "10:00", text="x" * MEBIBYTE))
    assert plan.outcome is Outcome.FAILED
    assert {path.collection for path in database.documents()} == {
        "webhook_events",
        "webhook_events/E1/payload_parts",
    }


# Parts written by an attempt that lost


def test_parts_are_swept_when_a_newer_transcript_won_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, older = spoken("E2", "11:00", lines(20_000)), spoken("E1", "10:00", LARGE)
    seen: list[int] = []

    def win() -> None:
        database.put(after(newer).documents)

    def look() -> None:
        seen.append(len(database.names("activities/AC1/transcript_parts")))

    meanwhile(monkeypatch, [win, look])
    [plan] = database.apply(older)
    assert (plan.outcome, database.attempts) == (Outcome.STORED, 2)
    assert seen[0] > 1, "the first attempt wrote its parts"
    assert transcript_parts(database) == {}
    assert without_bookkeeping(database.documents()) == without_bookkeeping(
        after(newer, older).documents
    )


def test_parts_stay_when_another_stored_the_same_event_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = spoken("E1", "10:00", LARGE)
    expected = after(large).documents
    meanwhile(monkeypatch, [lambda: database.put(expected)])
    [plan] = database.apply(large)
    assert plan.outcome is Outcome.DUPLICATE
    assert database.documents() == expected


def test_parts_are_swept_when_another_body_took_the_event_id_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = spoken("E1", "10:00", lines(1_200_000, seed=5))
    expected = after(theirs).documents
    meanwhile(monkeypatch, [lambda: database.put(expected)])
    database.apply(spoken("E1", "10:00", LARGE))
    assert transcript_parts(database) == {
        path.id: fields["dialogue"]
        for path, fields in expected.items()
        if path.collection == "activities/AC1/transcript_parts"
    }


def test_parts_of_a_refused_transcript_are_swept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, "E1", [["a list in a list"]])
    [plan] = database.apply(spoken("E1", "10:00", LARGE))
    assert plan.outcome is Outcome.FAILED
    assert transcript_parts(database) == {}
    assert database.document("activities/AC1") is None

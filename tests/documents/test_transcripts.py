import hashlib

import pytest

from documents.paths import Document, Path
from documents.transcripts import part_ids, part_path, split
from documents.values import document_size
from openphone.errors import EventError
from openphone.events.event import Activity
from tests.openphone.samples import activity

TRANSCRIPT = "call.transcript.completed"


def spoken(*texts: str, **more: object) -> Activity:
    lines = [{"content": text} for text in texts]
    return activity(TRANSCRIPT, {"callId": "AC1", "dialogue": lines, **more})


def line(size: int, start: str = "") -> str:
    """Return a text whose line has this size in bytes: `text` and 1, the text and 1."""
    return start + "x" * (size - 6 - len(start))


def joined(named: Activity, parts: dict[Path, Document]) -> list[Document]:
    """Return the lines of all parts, in the order in which the activity names them."""
    paths = [part_path("AC1", part) for part in named.ai_transcript["parts"]]
    assert set(paths) == set(parts)
    return [found for path in paths for found in parts[path]["dialogue"]]


def test_a_transcript_of_half_a_megabyte_stays_in_its_document() -> None:
    whole = spoken(*[line(1000)] * 500)
    assert split(whole, "EV1") == (whole, {})


def test_no_transcript_has_no_parts() -> None:
    bare = activity("call.completed", {"id": "AC1"})
    assert split(bare, "EV1") == (bare, {})


def test_a_larger_transcript_goes_whole_into_parts() -> None:
    texts = [line(1000, f"{number} ") for number in range(1401)]
    whole = spoken(*texts, status="completed", duration=90)
    named, parts = split(whole, "EV1")
    assert joined(named, parts) == [{"text": text} for text in texts]
    assert [len(part["dialogue"]) for part in parts.values()] == [700, 700, 1]
    assert "dialogue" not in named.ai_transcript
    assert named.ai_transcript["status"] == "completed"
    assert named.ai_transcript["duration_seconds"] == 90
    assert named.fields == whole.fields
    assert {path.collection for path in parts} == {"activities/AC1/transcript_parts"}


def test_one_byte_over_half_a_megabyte_is_too_large() -> None:
    named, parts = split(spoken(*[line(1000)] * 499, line(1001)), "EV1")
    assert len(named.ai_transcript["parts"]) == len(parts) == 1


def test_a_large_line_gets_a_part_to_itself() -> None:
    texts = [line(10), line(900_000), line(10), line(10)]
    named, parts = split(spoken(*texts), "EV1")
    assert [len(part["dialogue"]) for part in parts.values()] == [1, 1, 2]
    assert joined(named, parts) == [{"text": text} for text in texts]
    for path, part in parts.items():
        assert document_size(path.collection, path.id, part) <= 1024 * 1024


def test_a_line_that_no_document_can_hold_is_an_error_without_its_text() -> None:
    with pytest.raises(EventError) as caught:
        split(spoken("canary" * 200_000), "EV1")
    assert str(caught.value) == "a line of the transcript is larger than a document can be"


def test_the_ids_of_parts_hold_the_event_and_the_content_in_order() -> None:
    whole = spoken(*[line(1000)] * 8000)
    named, parts = split(whole, "EV1")
    names = named.ai_transcript["parts"]
    assert len(names) == 12
    assert [name[-5:] for name in names] == [f"-{number:04}" for number in range(12)]
    assert all(name.startswith("EV1-") for name in names)
    assert split(whole, "EV1") == (named, parts)
    other = split(spoken(*[line(1000, "y")] * 8000), "EV1")[1]
    assert parts.keys().isdisjoint(other)
    assert parts.keys().isdisjoint(split(whole, "EV2")[1])


def test_what_firestore_cannot_hold_is_replaced_in_a_part() -> None:
    named, parts = split(spoken("\ud800", line(600_000)), "EV1")
    assert joined(named, parts)[0] == {"text": "\ufffd"}


def test_the_parts_of_an_activity_of_a_hashed_id_are_below_its_document() -> None:
    hashed = "id-" + hashlib.sha256(b"a/b").hexdigest()[:32]
    assert part_path("a/b", "P1") == Path(f"activities/{hashed}/transcript_parts", "P1")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (None, ()),
        ({}, ()),
        ({"ai_transcript": {"dialogue": []}}, ()),
        ({"ai_transcript": {"parts": ["P1", "P0"]}}, ("P1", "P0")),
    ],
)
def test_an_activity_names_its_parts_in_order(
    document: Document | None, expected: tuple[str, ...]
) -> None:
    assert part_ids(document) == expected

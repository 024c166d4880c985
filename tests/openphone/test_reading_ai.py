"""AI summaries and transcripts."""

import pytest

from tests.openphone.samples import ANN, activity, current

SUMMARY = "call.summary.completed"
TRANSCRIPT = "call.transcript.completed"


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (
            {"summary": "Wants an offer"},
            {"summary": ["Wants an offer"], "text": "Wants an offer"},
        ),
        (
            {"summary": ["Wants an offer", "Calls back"], "nextSteps": ["Write it"]},
            {
                "summary": ["Wants an offer", "Calls back"],
                "text": "Wants an offer\nCalls back",
                "next_steps": ["Write it"],
            },
        ),
        (
            {"keyPoints": ["Roof"], "sentiment": "positive", "status": "completed"},
            {"key_points": ["Roof"], "sentiment": "positive", "status": "completed"},
        ),
        ({"nextSteps": "Write it"}, {"next_steps": ["Write it"]}),
        (
            {"jobs": [{"icon": "x", "name": "J", "result": {"data": [{"name": "n"}]}}]},
            {"jobs": [{"icon": "x", "name": "J", "result": {"data": [{"name": "n"}]}}]},
        ),
        ({"processingStatus": "completed"}, {"status": "completed"}),
        ({"processingStatus": "failed", "summary": None, "jobs": None}, {"status": "failed"}),
        ({"processingStatus": "unavailable", "status": "completed"}, {"status": "completed"}),
        ({"processingStatus": "unavailable"}, {}),
        ({"status": "unavailable"}, {}),
        ({"summary": [], "nextSteps": [], "jobs": [], "sentiment": ""}, {}),
        ({"summary": None, "keyPoints": None, "status": None}, {}),
        ({}, {}),
    ],
)
def test_a_summary_is_its_known_members(
    thing: dict[str, object], expected: dict[str, object]
) -> None:
    found = activity(SUMMARY, {"callId": "AC1", **thing})
    assert found.id == "AC1"
    assert found.ai_summary == expected
    assert found.fields == {"activity_type": "call"}


@pytest.mark.parametrize("name", ["summary", "keyPoints", "nextSteps"])
def test_an_empty_text_of_a_summary_is_unknown(name: str) -> None:
    assert activity(SUMMARY, {"callId": "AC1", name: ""}).ai_summary == {}


@pytest.mark.parametrize("event_type", [SUMMARY, TRANSCRIPT])
def test_the_status_and_the_times_of_what_an_ai_made_are_not_the_calls(event_type: str) -> None:
    thing = {
        "callId": "AC1",
        "status": "completed",
        "createdAt": "2026-04-02T09:02:00Z",
        "completedAt": "2026-04-02T09:02:10Z",
    }
    found = activity(event_type, thing)
    assert found.fields == {"activity_type": "call"}
    assert (found.created_at, found.other_at) == (None, None)


def test_the_guides_transcript_names_speakers_and_times() -> None:
    lines = [
        {"speaker": "Agent", "text": "Hello", "timestamp": "00:00:02"},
        {"speaker": "Customer", "text": "Hi", "timestamp": "01:01:01"},
    ]
    thing = {"callId": "AC1", "transcript": {"dialogue": lines, "confidence": 0.95}}
    assert activity(TRANSCRIPT, thing).ai_transcript == {
        "dialogue": [
            {"speaker": "Agent", "text": "Hello", "start": 2},
            {"speaker": "Customer", "text": "Hi", "start": 3661},
        ],
        "confidence": 0.95,
    }


@pytest.mark.parametrize("key", ["object", "resource"])
def test_a_transcript_of_the_later_shapes_names_numbers_and_seconds(key: str) -> None:
    lines = [
        {"content": "Hello", "start": 0, "end": 1.5, "identifier": f" {ANN} ", "userId": None},
        {"content": "Hi", "start": 2.0, "end": 3, "identifier": "", "userId": "US1"},
    ]
    thing = {"callId": "AC1", "dialogue": lines, "duration": 90, "status": "completed"}
    found = activity(TRANSCRIPT, thing, key=key)
    assert found.ai_transcript == {
        "dialogue": [
            {"text": "Hello", "start": 0, "end": 1.5, "identifier": ANN},
            {"text": "Hi", "start": 2.0, "end": 3, "user_id": "US1"},
        ],
        "duration_seconds": 90,
        "status": "completed",
    }
    assert "duration_seconds" not in found.fields


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"dialogue": None, "processingStatus": "failed"}, {"status": "failed"}),
        ({"dialogue": [], "transcript": None}, {}),
        ({"dialogue": [{}, {"content": ""}], "duration": 0}, {"duration_seconds": 0}),
        ({"transcript": {}}, {}),
        ({"transcript": {"dialogue": None, "confidence": None}}, {}),
        ({"confidence": 0, "transcript": {"confidence": 0.9}}, {"confidence": 0}),
        ({"processingStatus": "unavailable", "status": "unavailable"}, {}),
    ],
)
def test_what_is_empty_in_a_transcript_is_unknown(
    thing: dict[str, object], expected: dict[str, object]
) -> None:
    assert activity(TRANSCRIPT, {"callId": "AC1", **thing}).ai_transcript == expected


@pytest.mark.parametrize(
    ("timestamp", "start"),
    [
        ("00:00:00", 0),
        ("00:00:02", 2),
        ("01:02:03", 3723),
        ("100:00:00", 360_000),
        (" 00:01:00 ", 60),
        ("", None),
        ("soon", None),
        ("00:00:-2", None),
        ("00:00:0x2", None),
        ("00::02", None),
        ("1:00:00:02", None),
        ("00:00:\u0662", None),
        (None, None),
    ],
)
def test_a_timestamp_becomes_seconds(timestamp: str | None, start: int | None) -> None:
    line = {"text": "Hello", "timestamp": timestamp}
    found = activity(TRANSCRIPT, {"callId": "AC1", "transcript": {"dialogue": [line]}})
    [read] = found.ai_transcript["dialogue"]
    assert read.get("start") == start


def test_a_start_that_is_given_goes_before_a_timestamp() -> None:
    line = {"content": "Hello", "start": 0, "timestamp": "00:00:02"}
    found = activity(TRANSCRIPT, {"callId": "AC1", "dialogue": [line]})
    assert found.ai_transcript["dialogue"] == [{"text": "Hello", "start": 0}]


def test_a_number_of_a_thousand_digits_in_a_timestamp_is_no_trouble() -> None:
    line = {"text": "Hello", "timestamp": "9" * 10_000}
    found = activity(TRANSCRIPT, {"callId": "AC1", "transcript": {"dialogue": [line]}})
    assert found.ai_transcript["dialogue"][0]["text"] == "Hello"


def test_a_current_summary_has_its_participants_beside_it() -> None:
    found = current(SUMMARY, {"callId": "AC1"}, {"participants": {"external": [ANN]}})
    assert found.fields == {"activity_type": "call", "participants": [ANN]}

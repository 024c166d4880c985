"""Recordings, summaries, transcripts and voicemails of the REST API as events."""

from datetime import UTC, datetime

import pytest

from openphone.fetched import parts
from openphone.fetched.item import Fetched
from tests.openphone.fetched_items import (
    CURRENT_CALL,
    RECORDING,
    SUMMARY,
    TRANSCRIPT,
    VOICEMAIL,
    activity,
    current_call,
    v1_call,
)
from tests.openphone.samples import ANN, BEN, OURS

BOTH = pytest.mark.parametrize("call", [v1_call(), current_call()], ids=["v1", "2026"])


@BOTH
def test_a_recording_comes_with_its_whole_call(call: Fetched) -> None:
    event = parts.recording(call, RECORDING)
    assert event is not None
    assert (event.item_type, event.id, event.subject) == ("recording", "CR1", "AC2")
    assert event.event["type"] == "call.recording.completed"
    assert event.event["apiVersion"] == call.event["apiVersion"]
    found = activity(event)
    assert found.fields == activity(call).fields
    assert found.recordings == (
        {
            "id": "CR1",
            "url": "https://storage.example.com/1.mp3?sig=a",
            "type": "audio/mpeg",
            "duration_seconds": 55,
            "started_at": datetime(2026, 4, 2, 10, 0, 5, tzinfo=UTC),
        },
    )


@BOTH
def test_a_summary_is_read_whole(call: Fetched) -> None:
    found = activity(parts.summary(call, SUMMARY))
    assert found.id == "AC2"
    assert found.ai_summary == {
        "text": "The roof leaks.",
        "summary": ["The roof leaks."],
        "next_steps": ["Call back."],
        "jobs": [{"name": "Message taking"}],
        "status": "completed",
    }


def test_a_summary_says_that_an_agent_took_the_call_and_never_that_none_did() -> None:
    for told, expected in ((True, True), (False, None), (None, None)):
        call = current_call()
        call.event["data"]["resource"]["handledByAiAgent"] = told
        summary = parts.summary(call, SUMMARY)
        assert summary is not None
        assert summary.event["data"]["resource"].get("handledByAiAgent") is expected


@BOTH
def test_a_transcript_is_read_whole(call: Fetched) -> None:
    found = activity(parts.transcript(call, [TRANSCRIPT]))
    assert found.ai_transcript == {
        "dialogue": [
            {"identifier": ANN, "text": "Hi", "start": 0.5, "end": 1},
            {"user_id": "US1", "text": "Hello", "start": 1, "end": 2},
        ],
        "duration_seconds": 55,
        "status": "completed",
    }


def test_the_pieces_of_a_2026_transcript_are_one() -> None:
    first = {
        "recordingId": "CR1",
        "status": "completed",
        "createdAt": "2026-04-02T10:02:00.000Z",
        "duration": 30,
        "dialogue": [{"content": "Hi", "start": 0, "end": 1, "identifier": ANN, "actorId": None}],
    }
    second = {**first, "duration": 25, "dialogue": [{"content": "Bye", "actorId": "US1"}]}
    found = activity(parts.transcript(current_call(), [first, second])).ai_transcript
    assert [line["text"] for line in found["dialogue"]] == ["Hi", "Bye"]
    assert found["dialogue"][1]["user_id"] == "US1"
    assert found["duration_seconds"] == 55
    assert parts.transcript(current_call(), [first, {"status": "in-progress"}]) is None


@BOTH
def test_a_voicemail_is_read_whole(call: Fetched) -> None:
    found = activity(parts.voicemail(call, VOICEMAIL))
    assert (found.id, found.fields["direction"]) == ("AC2", "incoming")
    assert found.voicemail == {
        "id": "VM1",
        "url": "https://storage.example.com/v.mp3?sig=a",
        "duration_seconds": 9,
        "transcript": "Call me.",
    }


@BOTH
@pytest.mark.parametrize("status", ["absent", "in-progress", "failed", "processing", "deleted"])
def test_what_is_not_complete_is_no_event(call: Fetched, status: str) -> None:
    unready = {"status": status}
    assert parts.recording(call, {**RECORDING, **unready}) is None
    assert parts.summary(call, {**SUMMARY, **unready}) is None
    assert parts.transcript(call, [{**TRANSCRIPT, **unready}]) is None
    assert parts.voicemail(call, {**VOICEMAIL, **unready}) is None


@BOTH
def test_what_says_nothing_is_no_event(call: Fetched) -> None:
    nothing = {"status": "completed"}
    assert parts.recording(call, {"id": "CR1", "url": None}) is None
    assert parts.summary(call, {**nothing, "summary": None, "nextSteps": []}) is None
    assert parts.transcript(call, [{**nothing, "dialogue": None}]) is None
    assert parts.transcript(call, []) is None
    assert parts.voicemail(call, {"id": "VM1", **nothing}) is None


@BOTH
def test_parts_of_a_call_have_its_time_and_are_never_its_own_status(call: Fetched) -> None:
    made = [
        parts.summary(call, SUMMARY),
        parts.transcript(call, [TRANSCRIPT]),
        parts.voicemail(call, VOICEMAIL),
    ]
    for part in made:
        assert part is not None
        assert part.at == "2026-04-02T10:01:00.000Z"
        found = activity(part)
        assert "status" not in found.fields
        assert (found.created_at, found.other_at) == (None, None)


def test_a_2026_voicemail_says_who_left_it_where_the_call_has_two_parties() -> None:
    found = activity(parts.voicemail(current_call(), VOICEMAIL)).parties
    assert (found.sender, found.recipients) == (ANN, (OURS,))
    group = [{"phoneNumber": one, "actorId": None} for one in (ANN, BEN)]
    several = current_call(participants=[*CURRENT_CALL["participants"], *group])
    assert activity(parts.voicemail(several, VOICEMAIL)).parties.sender == ""


def test_a_part_may_lack_everything_that_is_not_its_content() -> None:
    bare = parts.transcript(current_call(), [{"dialogue": [{"content": "Hi"}]}])
    assert activity(bare).ai_transcript == {"dialogue": [{"text": "Hi"}], "status": "completed"}
    voicemail = parts.voicemail(v1_call(), {"transcript": "Call me."})
    assert voicemail is not None
    assert voicemail.id == "AC2"
    assert activity(voicemail).voicemail == {"transcript": "Call me."}
    recording = parts.recording(v1_call(), {"url": RECORDING["url"]})
    assert recording is not None
    assert recording.id == "AC2"

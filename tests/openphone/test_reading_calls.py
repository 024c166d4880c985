import pytest

from tests.openphone.samples import ANN, BEN, activity, at, current

URL = "https://storage.example.com/r1.mp3?sig=y"
OTHER = "https://storage.example.com/r2.mp3?sig=y"


def test_a_call_says_how_long_it_was_and_when() -> None:
    thing = {
        "id": "AC1",
        "status": "completed",
        "duration": 76,
        "createdAt": "2026-04-02T09:00:00Z",
        "answeredAt": "2026-04-02T09:00:06Z",
        "completedAt": "2026-04-02T09:01:22Z",
    }
    found = activity("call.completed", thing)
    assert found.fields == {
        "activity_type": "call",
        "status": "completed",
        "duration_seconds": 76,
        "answered_at": at("09:00:06"),
        "completed_at": at("09:01:22"),
    }
    assert (found.created_at, found.other_at) == (at("09:00:00"), at("09:00:06"))


@pytest.mark.parametrize("duration", [0, 0.5, 12.25, 10**400])
def test_any_number_is_a_known_duration(duration: float) -> None:
    found = activity("call.completed", {"id": "AC1", "duration": duration})
    assert found.fields["duration_seconds"] == duration


def test_what_is_not_known_of_a_call_is_absent() -> None:
    empty: dict[str, object] = dict.fromkeys(
        (
            "duration",
            "answeredAt",
            "completedAt",
            "recordings",
            "media",
            "voicemail",
            "recordingUrl",
        )
    )
    found = activity("call.completed", {"id": "AC1", **empty, "forwardedTo": "", "answeredBy": ""})
    assert found.fields == {"activity_type": "call"}
    assert (found.recordings, found.voicemail) == ((), {})


def test_a_forwarded_call_says_from_where_to_where() -> None:
    found = current("call.forwarded", {"id": "AC1", "forwardedFrom": f" {ANN}", "forwardedTo": BEN})
    assert found.fields == {
        "activity_type": "call",
        "status": "forwarded",
        "forwarded_from": ANN,
        "forwarded_to": BEN,
    }


@pytest.mark.parametrize("name", ["menuSelection", "selection", "phoneMenuSelection"])
@pytest.mark.parametrize("digit", ["2", 2])
def test_a_menu_selection_has_several_names(name: str, digit: object) -> None:
    found = current("call.menu.selected", {"id": "AC1", name: digit})
    assert found.fields == {"activity_type": "call", "menu_selection": "2"}


@pytest.mark.parametrize(("digit", "expected"), [("2", "2"), (None, "Sales")])
def test_a_menu_selection_is_the_digit_else_its_name(digit: str | None, expected: str) -> None:
    chosen = {"phoneMenuSelection": digit, "phoneMenuSelectionName": "Sales"}
    found = current("call.menu.selected", {"id": "AC1", **chosen})
    assert found.fields == {"activity_type": "call", "menu_selection": expected}


def test_a_recording_that_names_its_call_may_list_what_was_recorded() -> None:
    thing = {
        "id": "RE0",
        "callId": "AC1",
        "recordings": [{"id": "RE1", "url": URL}],
        "media": [{"url": f"{URL}2"}],
        "recordingUrl": f"{URL}3",
    }
    found = activity("call.recording.completed", thing)
    assert found.id == "AC1"
    assert found.recordings == (
        {"id": "RE1", "url": URL},
        {"url": f"{URL}2"},
        {"url": f"{URL}3"},
    )


def test_the_recording_of_a_v3_call_stands_in_its_media() -> None:
    media = [{"url": URL, "type": "audio/mpeg", "duration": 76}]
    for event_type in ("call.completed", "call.recording.completed"):
        found = activity(event_type, {"id": "AC1", "media": media})
        assert found.recordings == ({"url": URL, "type": "audio/mpeg", "duration_seconds": 76},)
        assert "media" not in found.fields


@pytest.mark.parametrize("key", ["object", "resource"])
def test_the_recordings_of_a_v4_or_current_call_are_a_list(key: str) -> None:
    recordings = [
        {
            "id": "CR1",
            "url": URL,
            "type": "audio/mpeg",
            "duration": 76.5,
            "startTime": "2026-04-02T09:00:06Z",
        },
        {"id": "CR2", "url": OTHER, "type": None, "duration": None, "startTime": None},
    ]
    thing = {"id": "AC1", "recordings": recordings, "createdAt": "2026-04-02T09:00:00Z"}
    found = activity("call.recording.completed", thing, key=key)
    assert found.recordings == (
        {
            "id": "CR1",
            "url": URL,
            "type": "audio/mpeg",
            "duration_seconds": 76.5,
            "started_at": at("09:00:06"),
        },
        {"id": "CR2", "url": OTHER},
    )
    assert found.created_at == at("09:00:00")


def test_the_guides_call_may_carry_the_address_of_its_recording() -> None:
    found = activity("call.completed", {"id": "AC1", "recordingUrl": URL})
    assert found.recordings == ({"url": URL},)
    assert "recording_url" not in found.fields


def test_a_recording_without_a_url_is_none() -> None:
    thing = {
        "id": "AC1",
        "recordings": [{"id": "CR1", "duration": 5}, {"url": ""}],
        "media": [{"type": "audio/mpeg"}, URL],
        "recordingUrl": "",
    }
    assert activity("call.recording.completed", thing).recordings == ({"url": URL},)


def test_the_guides_recording_is_an_object_of_its_own() -> None:
    thing = {
        "id": "CR1",
        "callId": "AC1",
        "url": URL,
        "type": "audio/mpeg",
        "duration": 76,
        "size": 1234,
        "status": "completed",
        "createdAt": "2026-04-02T09:01:30Z",
        "completedAt": "2026-04-02T09:01:31Z",
        "startTime": "2026-04-02T09:00:06Z",
    }
    found = activity("call.recording.completed", thing)
    assert found.id == "AC1"
    assert found.fields == {"activity_type": "call"}
    assert found.recordings == (
        {
            "id": "CR1",
            "url": URL,
            "type": "audio/mpeg",
            "duration_seconds": 76,
            "size_bytes": 1234,
            "started_at": at("09:00:06"),
        },
    )
    assert (found.created_at, found.other_at) == (None, None)


def test_the_guides_recording_without_a_url_adds_nothing() -> None:
    found = activity("call.recording.completed", {"id": "CR1", "callId": "AC1", "size": 5})
    assert found.recordings == ()


def test_the_voicemail_of_a_v3_call_stands_in_it() -> None:
    voicemail = {"url": URL, "type": "audio/mpeg", "duration": 7}
    found = activity("call.completed", {"id": "AC1", "voicemail": voicemail})
    assert found.voicemail == {"url": URL, "type": "audio/mpeg", "duration_seconds": 7}
    assert found.recordings == ()


@pytest.mark.parametrize("voicemail", [None, {}, {"url": "", "duration": None}])
def test_an_empty_voicemail_is_unknown(voicemail: object) -> None:
    assert activity("call.completed", {"id": "AC1", "voicemail": voicemail}).voicemail == {}


def test_a_current_voicemail_is_an_event_of_its_own() -> None:
    resource = {
        "id": "XX1",
        "voicemailId": "VM1",
        "callId": "AC1",
        "recordingUrl": URL,
        "transcript": "Please call back",
        "duration": 7,
        "type": "audio/mpeg",
        "status": "completed",
        "createdAt": "2026-04-02T09:01:30Z",
        "completedAt": "2026-04-02T09:01:31Z",
    }
    found = current("call.voicemail.completed", resource)
    assert found.id == "AC1"
    assert found.fields == {"activity_type": "call", "direction": "incoming"}
    assert found.voicemail == {
        "id": "VM1",
        "url": URL,
        "type": "audio/mpeg",
        "duration_seconds": 7,
        "transcript": "Please call back",
    }
    assert (found.created_at, found.other_at) == (None, None)
    assert found.recordings == ()


def test_the_id_of_a_voicemail_is_never_the_id_of_the_call() -> None:
    found = current("call.voicemail.completed", {"id": "AC1", "duration": 7})
    assert found.id == "AC1"
    assert found.voicemail == {"duration_seconds": 7}


def test_a_recording_event_that_is_the_call_counts_for_the_call() -> None:
    thing = {"id": "AC1", "status": "completed", "from": ANN, "answeredAt": "2026-04-02T09:00:06Z"}
    found = activity("call.recording.completed", thing)
    assert found.fields["status"] == "completed"
    assert found.parties.sender == ANN
    assert found.other_at == at("09:00:06")

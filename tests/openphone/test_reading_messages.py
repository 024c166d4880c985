import pytest

from tests.openphone.samples import activity, at, current

URL = "https://storage.example.com/a1?sig=y"


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"text": "hi"}, "hi"),
        ({"body": "hi"}, "hi"),
        ({"text": "", "body": "hi"}, "hi"),
        ({"text": None, "body": "hi"}, "hi"),
        ({"text": " hi\n"}, " hi\n"),
        ({"text": "unavailable"}, "unavailable"),
        ({"text": "\x00\ud83d\ude00"}, "\x00\N{GRINNING FACE}"),
        ({"text": "lone \ud83d"}, "lone \ud83d"),
        ({"text": ""}, None),
        ({"text": None}, None),
        ({}, None),
    ],
)
def test_the_text_has_two_names_and_is_unknown_where_empty(
    thing: dict[str, object], expected: str | None
) -> None:
    assert activity("message.received", {"id": "AC1", **thing}).fields.get("body") == expected


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ([URL], [{"url": URL}]),
        ([{"url": URL, "type": "image/jpeg"}], [{"url": URL, "type": "image/jpeg"}]),
        ([{"url": URL}], [{"url": URL}]),
        ([{"url": URL, "type": None}], [{"url": URL}]),
        ([{"url": URL, "type": ""}], [{"url": URL}]),
        ([{"url": URL, "type": "image/png", "duration": 3}], [{"url": URL, "type": "image/png"}]),
        ([{"type": "image/jpeg"}, {"url": None}, {"url": ""}, "", URL], [{"url": URL}]),
        ([URL, URL], [{"url": URL}, {"url": URL}]),
    ],
)
def test_media_are_urls_or_objects_with_a_url(
    media: list[object], expected: list[dict[str, str]]
) -> None:
    fields = activity("message.received", {"id": "AC1", "media": media}).fields
    assert fields["media"] == expected
    assert fields["media_urls"] == [item["url"] for item in expected]


@pytest.mark.parametrize("media", [None, [], [{}], [{"type": "image/jpeg"}]])
def test_no_media_are_unknown_media(media: object) -> None:
    fields = activity("message.received", {"id": "AC1", "media": media}).fields
    assert fields == {"activity_type": "message", "direction": "incoming"}


@pytest.mark.parametrize("code", ["30007", 30007])
def test_a_message_that_failed_says_why(code: object) -> None:
    found = current("message.undelivered", {"id": "AC1", "errorCode": code})
    assert found.fields == {
        "activity_type": "message",
        "direction": "outgoing",
        "status": "undelivered",
        "error_code": "30007",
    }


def test_a_bare_status_is_a_whole_event() -> None:
    found = activity("message.delivered", {"id": "AC1", "status": "delivered"})
    assert found.fields == {
        "activity_type": "message",
        "direction": "outgoing",
        "status": "delivered",
    }


def test_the_own_times_of_a_message_are_its_creation_and_the_earliest_other() -> None:
    thing = {
        "id": "AC1",
        "createdAt": "2026-04-02T09:00:00Z",
        "deliveredAt": "2026-04-02T09:00:02Z",
        "updatedAt": "2026-04-02T09:00:03Z",
    }
    found = activity("message.delivered", thing)
    assert (found.created_at, found.other_at) == (at("09:00:00"), at("09:00:02"))


def test_a_message_has_none_of_the_parts_of_a_call() -> None:
    found = activity(
        "message.received", {"id": "AC1", "recordingUrl": URL, "voicemail": {"url": URL}}
    )
    assert (found.recordings, found.voicemail) == ((), {})
    assert (found.ai_summary, found.ai_transcript) == ({}, {})

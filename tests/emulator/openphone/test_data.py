"""The simulator's lists: what they hold, how they turn pages, and what they refuse."""

import json
import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from emulator.openphone.auth import BASIC_API_KEY
from emulator.samples.day import to_latest_day
from tests.emulator.openphone.simulated import Client, simulator

DAY = (files("emulator") / "samples" / "day.jsonl").read_text(encoding="utf-8")
JONAS, MARIA, ELLEN = "+15550101044", "+15550101011", "+15550101066"
OFFICE = {"phoneNumberId": "PNoffice1", "maxResults": 100}


def test_v1_gives_the_messages_of_a_line_with_one_person_the_newest_first(
    openphone: Client,
) -> None:
    found = openphone.get("/v1/messages", participants=JONAS, **OFFICE)
    assert [one["id"] for one in found["data"]] == ["ACm003", "ACm002", "ACm001"]
    assert found["totalItems"] == 3
    assert found["nextPageToken"] is None
    assert found["data"][1] == {
        "id": "ACm002",
        "from": JONAS,
        "to": ["+15550100001"],
        "text": "Yes, water is coming in again 😟 Could somebody look today?",
        "phoneNumberId": "PNoffice1",
        "direction": "incoming",
        "userId": "USanna01",
        "status": "received",
        "createdAt": "2026-04-02T13:47:30.000Z",
        "updatedAt": "2026-04-02T13:47:30.000Z",
    }


def test_v1_takes_the_participants_of_a_group_as_a_repeated_parameter(openphone: Client) -> None:
    group = openphone.ids("/v1/messages", participants=[MARIA, ELLEN], **OFFICE)
    assert group == ["ACm007", "ACm006", "ACm005"]
    assert openphone.ids("/v1/messages", participants=MARIA, **OFFICE) == ["ACm020"]


def test_v1_gives_the_calls_of_a_line_with_one_person(openphone: Client) -> None:
    found = openphone.get("/v1/calls", participants=JONAS, **OFFICE)["data"]
    assert [one["id"] for one in found] == ["ACc007", "ACc001"]
    assert found[0]["participants"] == [JONAS, "+15550100001"]
    assert found[0]["duration"] == 64
    assert found[1]["answeredAt"] is None
    other_line = {"phoneNumberId": "PNfield02", "maxResults": 9, "participants": JONAS}
    assert openphone.ids("/v1/calls", **other_line) == []


def test_v1_bounds_leave_out_their_own_moment(openphone: Client) -> None:
    def between(**bounds: str) -> list[str]:
        return openphone.ids("/v1/messages", participants=JONAS, **bounds, **OFFICE)

    assert between(createdAfter="2026-04-02T13:44:00Z") == ["ACm003", "ACm002"]
    assert between(createdBefore="2026-04-02T13:47:30.000Z") == ["ACm001"]
    assert between(createdAfter="2026-04-02T14:44:00+01:00") == ["ACm003", "ACm002"]
    # As documented: it means the opposite of its name.
    assert between(since="2026-04-02T13:44:01Z") == ["ACm001"]


def test_v1_lists_the_conversations_that_changed_after_a_moment(openphone: Client) -> None:
    found = openphone.get("/v1/conversations", updatedAfter="2026-04-02T17:20:00Z", maxResults=100)
    assert [one["id"] for one in found["data"]] == ["CNdave008", "CNsolar12", "CNpriya03"]
    assert found["data"][0] == {
        "id": "CNdave008",
        "phoneNumberId": "PNoffice1",
        "participants": ["+15550101088"],
        "name": None,
        "assignedTo": None,
        "createdAt": "2026-04-02T17:58:00.000Z",
        "updatedAt": "2026-04-02T18:01:00.000Z",
        "lastActivityAt": "2026-04-02T18:01:00.000Z",
        "lastActivityId": "ACm014",
        "deletedAt": None,
        "mutedUntil": None,
        "snoozedUntil": None,
    }


def test_v1_has_no_conversation_with_what_is_no_phone_number(openphone: Client) -> None:
    found = openphone.get("/v1/conversations", maxResults=100)["data"]
    parties = {party for one in found for party in one["participants"]}
    assert "32665" not in parties
    assert "anonymous" not in parties
    assert ["+15550101011", "+15550101066"] in [sorted(one["participants"]) for one in found]


def test_v1_lists_the_conversations_of_a_line_by_its_id_or_its_number(openphone: Client) -> None:
    for line in ("PNfield02", "+15550100002"):
        found = openphone.ids("/v1/conversations", phoneNumbers=line, maxResults=100)
        assert found == ["CNtom0002"]


def test_both_generations_name_our_numbers(openphone: Client) -> None:
    old = openphone.get("/v1/phone-numbers")["data"]
    assert [(one["id"], one["number"]) for one in old] == [
        ("PNoffice1", "+15550100001"),
        ("PNfield02", "+15550100002"),
    ]
    assert openphone.ids("/v1/phone-numbers", userId="USanna01") == ["PNoffice1"]
    new = openphone.get("/phone-numbers")["data"]
    assert {one["phoneNumber"] for one in new} == {"+15550100001", "+15550100002"}


def test_v1_shows_the_address_book(openphone: Client) -> None:
    found = openphone.get("/v1/contacts", maxResults=50)["data"]
    tom = next(one for one in found if one["id"] == "CTtom0002")
    assert tom["defaultFields"] == {
        "firstName": "Tom",
        "lastName": "Whitfield",
        "company": "Whitfield Property Care",
        "role": "Facility manager",
        "emails": [{"name": "Email", "value": "tom@example.com", "id": "Email0"}],
        "phoneNumbers": [{"name": "Phone", "value": "+15550101022", "id": "Phone0"}],
    }
    assert len(found) == 6


def test_what_belongs_to_a_call(openphone: Client) -> None:
    recordings = openphone.get("/v1/call-recordings/ACc003")["data"]
    assert [(one["id"], one["duration"]) for one in recordings] == [("CRharbor1", 72)]
    assert openphone.get("/v1/call-recordings/ACc001") == {"data": []}
    summary = openphone.get("/v1/call-summaries/ACc002")["data"]
    assert summary["summary"] == ["Asks about two skylights for the attic."]
    transcript = openphone.get("/v1/call-transcripts/ACc005")["data"]
    assert transcript["dialogue"][1] == {
        "content": "No problem, a day each.",
        "start": 5,
        "end": 7,
        "identifier": None,
        "userId": "USluis02",
    }
    voicemail = openphone.get("/v1/call-voicemails/ACc004")["data"]
    assert voicemail["transcript"].startswith("Hello, I found you online.")
    assert openphone.get("/calls/ACc003/recordings")["data"] == recordings
    pieces = openphone.get("/calls/ACc003/transcripts")
    assert pieces["data"][0]["recordingId"] == "CRharbor1"
    assert pieces["nextCursor"] is None


def test_without_a_business_plan_there_are_no_summaries_and_transcripts(openphone: Client) -> None:
    basic = Client(openphone.url, BASIC_API_KEY)
    for path in ("/v1/call-summaries/ACc002", "/v1/call-transcripts/ACc002"):
        assert basic.ask("GET", path).status_code == 403
    assert basic.ask("GET", "/calls/ACc002/transcripts").status_code == 403
    call = basic.get("/calls/ACc002", include="summary")["data"]
    assert call["summary"]["status"] == "absent"
    assert basic.ids("/v1/call-recordings/ACc002") == ["CRpriya01"]
    assert basic.get("/v1/call-voicemails/ACc004")["data"]["id"] == "VMstrang1"
    basic.close()


def test_the_samples_are_moved_to_the_same_day_as_the_sample_events() -> None:
    with simulator(as_written=False) as openphone:
        found = openphone.get("/messages/ACm002")["data"]["createdAt"]
    moved = to_latest_day(DAY, datetime.now(UTC))
    sent = next(line for line in moved.splitlines() if '"ACm002"' in line)
    assert json.loads(sent)["data"]["object"]["createdAt"] == found


def test_the_last_moment_of_the_workspace_is_that_of_the_sample_events() -> None:
    text = (files("emulator") / "samples" / "workspace.json").read_text(encoding="utf-8")
    times = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
    assert json.loads(text)["lastMoment"] == max(times.findall(DAY))
    assert max(times.findall(text)) == max(times.findall(DAY))


def test_the_workspace_has_the_messages_and_calls_of_the_sample_events(openphone: Client) -> None:
    held = {one["id"]: one for path in ("/messages", "/calls") for one in _all(openphone, path)}
    sent = [_resource(json.loads(line)) for line in DAY.splitlines() if '"EVbroken"' not in line]
    real = {one["id"]: one for one in sent if re.fullmatch("AC[cm][0-9]+", one.get("id", ""))}
    assert set(real) <= set(held)
    for name, one in real.items():
        assert held[name]["createdAt"] == one["createdAt"], name
        assert held[name].get("text") == one.get("text", one.get("body")), name
    # These no webhook told of.
    assert set(held) - set(real) == {"ACm020", "ACm021", "ACm022", "ACc007", "ACc008"}


def _all(openphone: Client, path: str) -> list[Any]:
    return list(openphone.get(path, limit=50)["data"])


def _resource(event: dict[str, Any]) -> dict[str, Any]:
    event = event["object"] if isinstance(event.get("object"), dict) else event
    found: dict[str, Any] = event["data"].get("object") or event["data"]["resource"]
    return found

"""Parameters that the simulated API refuses, and what it does not find."""

import pytest

from tests.emulator.openphone.simulated import Client

JONAS, MARIA = "+15550101044", "+15550101011"
OFFICE = {"phoneNumberId": "PNoffice1", "maxResults": 100}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/call-summaries/ACc001",
        "/v1/call-transcripts/ACc001",
        "/v1/call-voicemails/ACc002",
        "/v1/call-recordings/ACnone",
        "/v1/call-summaries/ACnone",
        "/v1/calls/ACnone",
        "/v1/messages/ACnone",
        "/calls/ACnone",
        "/calls/ACnone/recordings",
        "/messages/ACnone",
    ],
)
def test_what_is_not_there_is_not_found(openphone: Client, path: str) -> None:
    assert openphone.ask("GET", path).status_code == 404


_V1_LIST = "/v1/messages?phoneNumberId=PNoffice1&participants=%2B15550101044&maxResults=5"


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/v1/messages?participants=%2B15550101044&maxResults=5", "/phoneNumberId"),
        ("/v1/messages?phoneNumberId=PNoffice1&maxResults=5", "/participants"),
        ("/v1/messages?phoneNumberId=PNoffice1&participants=%2B15550101044", "/maxResults"),
        (_V1_LIST.replace("participants", "participants[]"), "/participants"),
        (_V1_LIST.replace("%2B", "+"), "/participants"),
        (_V1_LIST.replace("%2B15550101044", "32665"), "/participants"),
        (_V1_LIST.replace("PNoffice1", "office"), "/phoneNumberId"),
        (_V1_LIST.replace("=5", "=101"), "/maxResults"),
        (_V1_LIST.replace("=5", "=0"), "/maxResults"),
        (_V1_LIST.replace("=5", "=five"), "/maxResults"),
        (_V1_LIST + "&createdAfter=yesterday", "/createdAfter"),
        (_V1_LIST + "&createdAt[gt]=2026-04-02T00:00:00Z", "/createdAt[gt]"),
        (_V1_LIST + "&pageToken=nonsense", "/pageToken"),
        (_V1_LIST + "&userId=anna", "/userId"),
        (_V1_LIST.replace("messages", "calls") + "&participants=%2B1555", "/participants"),
        ("/v1/calls?phoneNumberId=PNoffice1&participants=&maxResults=5", "/participants"),
        ("/v1/conversations", "/maxResults"),
        ("/v1/conversations?maxResults=101", "/maxResults"),
        ("/v1/contacts?maxResults=51", "/maxResults"),
        ("/v1/phone-numbers?userId=5", "/userId"),
        ("/v1/webhooks?userId=5", "/userId"),
        ("/messages?limit=51", "/limit"),
        ("/messages?limit=0", "/limit"),
        ("/calls?limit=51", "/limit"),
        ("/messages?after=nonsense", "/after"),
        ("/messages?createdAt[gte]=2026-04-02T00:00:00Z", "/createdAt[gte]"),
        ("/messages?createdAfter=2026-04-02T00:00:00Z", "/createdAfter"),
        ("/messages?createdAt[gt]=1775088000", "/createdAt[gt]"),
        ("/messages?direction=inbound", "/direction"),
        ("/calls?include=transcript", "/include"),
        ("/calls?maxResults=5", "/maxResults"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(openphone: Client, path: str, wrong: str) -> None:
    answer = openphone.ask("GET", path)
    assert answer.status_code == 400
    assert wrong in [one["path"] for one in answer.json()["errors"]]


def test_v1_has_a_code_of_its_own_for_two_participants_of_a_call(openphone: Client) -> None:
    answer = openphone.ask("GET", "/v1/calls", params={"participants": [JONAS, MARIA], **OFFICE})
    assert (answer.status_code, answer.json()["code"]) == (400, "0101400")

"""Requests to OpenPhone's API and its answers, without I/O."""

from typing import Any

import pytest

from openphone.api import v1, v2026
from openphone.api.protocol import ApiError, Request, item, page, refusal
from openphone.errors import OpenPhoneError

SHOWN_NEVER = "+15550101099"


def test_each_page_of_v1_leads_to_the_next_by_its_token() -> None:
    first = v1.list_conversations(updated_after="2026-11-01T00:00:00Z")
    found = page(first, {"data": [{"id": "CN1"}], "totalItems": 2, "nextPageToken": "t2"})
    assert found.items == ({"id": "CN1"},)
    assert found.following == Request(
        "GET",
        "/v1/conversations",
        (("updatedAfter", "2026-11-01T00:00:00Z"), ("maxResults", "100"), ("pageToken", "t2")),
    )


def test_each_page_of_2026_leads_to_the_next_by_its_cursor() -> None:
    request = v2026.list_messages(created_after="2026-11-01T00:00:00Z").with_query(after="c2")
    found = page(request, {"data": [], "nextCursor": "c3"})
    assert found.following == Request(
        "GET",
        "/messages",
        (("createdAt[gt]", "2026-11-01T00:00:00Z"), ("limit", "50"), ("after", "c3")),
        headers=(("Quo-Api-Version", "2026-03-30"),),
    )


@pytest.mark.parametrize("answer", [{"data": []}, {"data": [], "nextPageToken": None}])
def test_the_last_page_leads_nowhere(answer: dict[str, Any]) -> None:
    assert page(v1.list_contacts(), answer).following is None


def test_a_page_that_leads_to_itself_is_an_error() -> None:
    request = v1.list_contacts().with_query(pageToken="same")
    with pytest.raises(ApiError, match="same page"):
        page(request, {"data": [], "nextPageToken": "same"})


@pytest.mark.parametrize("answer", [None, [], "text", {}, {"data": {}}, {"data": ["text"]}])
def test_what_is_no_list_is_an_error(answer: object) -> None:
    with pytest.raises(ApiError, match="not a list"):
        page(v1.list_contacts(), answer)


def test_one_thing_comes_with_or_without_an_envelope() -> None:
    assert item({"data": {"id": "WH1"}}) == {"id": "WH1"}
    assert item({"id": "WH1"}) == {"id": "WH1"}
    wrong: object
    for wrong in (None, [], {"data": None}):
        with pytest.raises(ApiError, match="not an object"):
            item(wrong)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (301, "redirect"),
        (400, "wrong"),
        (401, "OPENPHONE_API_KEY"),
        (403, "owner or admin"),
        (404, "nothing under this id"),
        (418, "418"),
        (429, "too many requests"),
        (502, "failure of its own"),
    ],
)
def test_a_refusal_says_what_to_do(status: int, says: str) -> None:
    error = refusal(status, None)
    assert isinstance(error, OpenPhoneError)
    assert error.status == status
    assert says in str(error)


def test_a_refusal_shows_the_vendors_code_and_fields_and_no_values() -> None:
    answer = {
        "message": f"no {SHOWN_NEVER}",
        "code": "0301400",
        "title": SHOWN_NEVER,
        "errors": [
            {"path": "/url", "message": SHOWN_NEVER, "value": SHOWN_NEVER},
            {"path": f"/{SHOWN_NEVER}"},
            "text",
        ],
    }
    error = refusal(400, answer)
    assert error.code == "0301400"
    assert "[code 0301400; fields /url]" in str(error)
    assert SHOWN_NEVER not in str(error)


@pytest.mark.parametrize("code", [None, 7, SHOWN_NEVER, "a" * 41, "two words"])
def test_what_is_no_code_is_not_shown(code: object) -> None:
    error = refusal(404, {"code": code, "errors": "none"})
    assert error.code == ""
    assert "[" not in str(error)


def test_ids_cannot_change_the_path() -> None:
    assert v1.delete_webhook("../contacts").path == "/v1/webhooks/..%2Fcontacts"
    assert v2026.rotate_key("a/b?c").path == "/webhooks/a%2Fb%3Fc/rotate"


def test_the_webhooks_of_v1_have_one_topic_each() -> None:
    url = "https://example.com/hook"
    assert v1.create_webhook("call-summaries", url, ["call.summary.completed"], "x") == Request(
        "POST",
        "/v1/webhooks/call-summaries",
        body={
            "url": url,
            "events": ["call.summary.completed"],
            "resourceIds": ["*"],
            "label": "x",
        },
    )


VERSION = (("Quo-Api-Version", "2026-03-30"),)


@pytest.mark.parametrize(
    ("request_", "method", "path", "query"),
    [
        (v1.list_webhooks(), "GET", "/v1/webhooks", ()),
        (v1.delete_webhook("WH1"), "DELETE", "/v1/webhooks/WH1", ()),
        (v1.list_phone_numbers(), "GET", "/v1/phone-numbers", ()),
        (
            v1.list_messages("PN1", ["+1", "+2"], created_after="T"),
            "GET",
            "/v1/messages",
            (
                ("phoneNumberId", "PN1"),
                ("participants", "+1"),
                ("participants", "+2"),
                ("maxResults", "100"),
                ("createdAfter", "T"),
            ),
        ),
        (
            v1.list_calls("PN1", "+1", created_before="T"),
            "GET",
            "/v1/calls",
            (
                ("phoneNumberId", "PN1"),
                ("participants", "+1"),
                ("maxResults", "100"),
                ("createdBefore", "T"),
            ),
        ),
        (v1.list_recordings("AC1"), "GET", "/v1/call-recordings/AC1", ()),
        (v1.get_summary("AC1"), "GET", "/v1/call-summaries/AC1", ()),
        (v1.get_transcript("AC1"), "GET", "/v1/call-transcripts/AC1", ()),
        (v1.get_voicemail("AC1"), "GET", "/v1/call-voicemails/AC1", ()),
        (v1.list_contacts(), "GET", "/v1/contacts", (("maxResults", "50"),)),
    ],
)
def test_v1_is_asked_this_way(
    request_: Request, method: str, path: str, query: tuple[tuple[str, str], ...]
) -> None:
    assert request_ == Request(method, path, query)


@pytest.mark.parametrize(
    ("request_", "method", "path", "query", "body"),
    [
        (v2026.list_webhooks(), "GET", "/webhooks", (("limit", "50"),), None),
        (
            v2026.create_webhook("https://e.com", ("call.missed",), "x"),
            "POST",
            "/webhooks",
            (),
            {"url": "https://e.com", "events": ["call.missed"], "label": "x"},
        ),
        (
            v2026.update_webhook("WH1", events=("call.missed",)),
            "PATCH",
            "/webhooks/WH1",
            (),
            {"events": ["call.missed"]},
        ),
        (v2026.delete_webhook("WH1"), "DELETE", "/webhooks/WH1", (), None),
        (v2026.rotate_key("WH1"), "POST", "/webhooks/WH1/rotate", (), None),
        (v2026.list_phone_numbers(), "GET", "/phone-numbers", (("limit", "50"),), None),
        (
            v2026.list_calls(created_before="T"),
            "GET",
            "/calls",
            (("createdAt[lt]", "T"), ("limit", "50"), ("include", "summary,voicemail")),
            None,
        ),
        (
            v2026.list_calls(created_after="S", created_before="T", inclusive=True),
            "GET",
            "/calls",
            (
                ("createdAt[gte]", "S"),
                ("createdAt[lte]", "T"),
                ("limit", "50"),
                ("include", "summary,voicemail"),
            ),
            None,
        ),
        (v2026.list_recordings("AC1"), "GET", "/calls/AC1/recordings", (), None),
        (v2026.list_transcripts("AC1"), "GET", "/calls/AC1/transcripts", (), None),
    ],
)
def test_2026_is_asked_this_way_and_names_its_version(
    request_: Request,
    method: str,
    path: str,
    query: tuple[tuple[str, str], ...],
    body: dict[str, Any] | None,
) -> None:
    assert request_ == Request(method, path, query, body, VERSION)

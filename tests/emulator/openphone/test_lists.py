"""The lists of the current generation, and how both turn pages."""

from typing import Any

from tests.emulator.openphone.simulated import Client, simulator

JONAS = "+15550101044"


def test_the_current_generation_lists_the_whole_workspace_newest_first(openphone: Client) -> None:
    found = openphone.get("/messages", limit=50)
    assert found["nextCursor"] is None
    ids = [one["id"] for one in found["data"]]
    assert ids[:4] == ["ACm014", "ACm022", "ACm013", "ACm012"]
    assert len(ids) == 17
    plan = next(one for one in found["data"] if one["id"] == "ACm010")
    assert plan["conversationId"] == "CNtom0002"
    assert plan["media"] == [
        {"url": "https://storage.example.com/plan-c.png?sig=n7", "type": "image/png"}
    ]
    assert len(openphone.get("/messages")["data"]) == 10


def test_the_current_generation_shows_the_parties_of_a_call_as_objects(openphone: Client) -> None:
    call = openphone.get("/calls/ACc005")["data"]
    assert call["participants"] == [
        {"phoneNumber": "+15550101022", "actorId": None},
        {"phoneNumber": "+15550100002", "actorId": "USluis02"},
    ]
    assert call["actorId"] == "USluis02"
    assert "conversationId" not in call
    assert "userId" not in call
    assert "summary" not in call


def test_sections_of_a_call_come_when_they_are_asked_for(openphone: Client) -> None:
    found = openphone.get("/calls", include="summary,voicemail", limit=50)["data"]
    calls = {one["id"]: one for one in found}
    assert calls["ACc003"]["summary"]["type"] == "agent"
    assert calls["ACc003"]["summary"]["jobs"][0]["name"] == "Message taking"
    assert calls["ACc005"]["summary"] == {
        "status": "completed",
        "type": "human",
        "summary": ["Wants all four buildings inspected before the winter."],
        "nextSteps": ["Send the offer by Friday."],
        "jobs": None,
        "title": None,
    }
    assert calls["ACc006"]["summary"]["status"] == "absent"
    assert calls["ACc004"]["voicemail"]["id"] == "VMstrang1"
    assert "voicemail" not in calls["ACc005"]


def test_bounds_of_the_current_generation(openphone: Client) -> None:
    def between(path: str, **bounds: str) -> list[str]:
        named = {f"createdAt[{name}]": value for name, value in bounds.items()}
        return openphone.ids(path, limit=50, **named)

    late = "2026-04-02T17:50:00.000Z"
    assert between("/messages", gt=late) == ["ACm014"]
    assert between("/messages", gt="2026-04-02T17:30:00Z", lt="2026-04-02T18:01:00Z") == ["ACm022"]
    assert between("/calls", gt="2026-04-02T17:42:00Z") == ["ACc008"]
    assert between("/calls", gte="2026-04-02T17:42:00Z") == ["ACc008", "ACc006"]
    assert between("/calls", lt="2026-04-02T13:52:00Z") == ["ACc001"]
    assert between("/calls", lte="2026-04-02T13:52:00Z") == ["ACc007", "ACc001"]


def test_filters_of_the_current_generation(openphone: Client) -> None:
    assert openphone.ids("/messages", status="undelivered") == ["ACm012"]
    assert openphone.ids("/messages", phoneNumberId="PNfield02", direction="incoming") == ["ACm010"]
    assert openphone.ids("/messages", to=JONAS) == ["ACm003", "ACm001"]
    assert openphone.ids("/calls", participant=JONAS, status="no-answer") == ["ACc001"]
    assert openphone.ids("/calls", actorId="USluis02") == ["ACc005"]


def test_pages_hold_every_item_once() -> None:
    with simulator(items=250) as openphone:
        for path, total in (("/messages", 217), ("/calls", 58)):
            pages = _pages(openphone, path, {"limit": 50}, "after", "nextCursor")
            assert [len(page) for page in pages[:-1]] == [50] * (len(pages) - 1)
            ids = [name for page in pages for name in page]
            assert len(ids) == len(set(ids)) == total
        one = {"phoneNumberId": "PNoffice1", "participants": "+15550110001", "maxResults": 4}
        pages = _pages(openphone, "/v1/messages", one, "pageToken", "nextPageToken")
        # Of 250, every twentieth is with this person: 1, 21, … 241.
        assert [len(page) for page in pages] == [4, 4, 4, 1]
        conversations = {"maxResults": 10}
        pages = _pages(openphone, "/v1/conversations", conversations, "pageToken", "nextPageToken")
        # Ten of the samples' with phone numbers alone, and twenty people.
        assert [len(page) for page in pages] == [10, 10, 10]


def test_what_comes_in_between_two_pages_neither_repeats_nor_hides_an_item(
    openphone: Client,
) -> None:
    first = openphone.get("/messages", limit=10)
    openphone.play("message.received")
    second = openphone.get("/messages", limit=10, after=first["nextCursor"])
    ids = [one["id"] for one in first["data"] + second["data"]]
    assert len(ids) == len(set(ids)) == 17


def _pages(
    openphone: Client, path: str, params: dict[str, Any], token: str, following: str
) -> list[list[str]]:
    found = openphone.get(path, **params)
    pages = [[one["id"] for one in found["data"]]]
    while found[following]:
        found = openphone.get(path, **params, **{token: found[following]})
        pages.append([one["id"] for one in found["data"]])
    return pages

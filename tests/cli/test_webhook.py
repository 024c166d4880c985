"""What is missing for a URL, in which form URLs are equal, and how keys join a secret's text."""

from dataclasses import replace

import click
import pytest

from cli.config import Config
from cli.errors import CommandError
from cli.keys.key_text import KeyText, TooLargeError
from cli.terminal.options import check_reachable, receiver_url
from cli.webhooks.creation import Creation
from cli.webhooks.webhook import (
    Webhook,
    missing,
    normal_url,
    read_webhook,
    read_webhooks,
    unknown_events,
)
from openphone.api.protocol import ApiError
from openphone.events.envelope import Json
from tests.cli.fakes import FakeApi

URL = "https://r.example/api/webhooks/openphone"
OURS = Webhook("2026", "1", URL, ("call.missed",), "enabled", "Firestore pipeline")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://R.Example/a", "https://r.example/a", True),
        ("HTTPS://r.example:443/a", "https://r.example/a", True),
        ("http://r.example:80", "http://r.example/", True),
        (" https://r.example/a#part", "https://r.example/a", True),
        ("https://[::1]:443/a", "https://[::1]/a", True),
        ("https://r.example/a", "https://r.example/A", False),
        ("https://r.example/a", "https://r.example/a/", False),
        ("https://r.example/a?x=1", "https://r.example/a?x=2", False),
        ("https://r.example:8443/a", "https://r.example/a", False),
        ("http://r.example/a", "https://r.example/a", False),
        ("https://r.example:port/a", "https://r.example/a", False),
        ("", "https://r.example/", False),
    ],
)
def test_two_urls_are_equal_where_they_are_one_address(
    one: str, other: str, *, equal: bool
) -> None:
    assert (normal_url(one) == normal_url(other)) is equal


def test_a_webhook_is_read_whatever_is_left_out() -> None:
    assert read_webhook("v1", {"id": 7, "events": None, "resourceIds": ["PN1"]}) == Webhook(
        "v1", "7", "", (), "", "", limited=True
    )
    with pytest.raises(ApiError, match="no id"):
        read_webhook("v1", {"id": None})


def test_deleted_webhooks_are_not_there() -> None:
    items: list[Json] = [{"id": "1", "deletedAt": "2026-11-01T00:00:00Z"}, {"id": "2"}]
    assert [one.id for one in read_webhooks("v1", items)] == ["2"]


def test_nothing_is_missing_where_every_event_is_there() -> None:
    assert missing("2026", URL, ["call.missed"], [OURS]) == ()


def test_v1_is_asked_only_for_the_topics_that_are_missing() -> None:
    there = replace(OURS, api="v1", events=("call.completed",))
    steps = missing("v1", URL, ["message.received", "call.completed"], [there])
    assert [(one.request.path, one.events) for one in steps] == [
        ("/v1/webhooks/messages", ("message.received",))
    ]


def test_2026_keeps_the_events_that_a_webhook_has() -> None:
    (step,) = missing("2026", URL, ["call.ringing"], [OURS])
    assert step.before == OURS
    assert step.request.method == "PATCH"
    assert step.request.body == {"events": ["call.missed", "call.ringing"]}


def test_events_of_v1_are_known_and_those_of_2026_only_look_like_some() -> None:
    assert unknown_events("v1", ["call.ringing", "call.missed"]) == ["call.missed"]
    assert unknown_events("2026", ["task.duedate.updated", "call", "a b.c"]) == ["call", "a b.c"]


def test_new_keys_come_after_what_was_there_byte_for_byte() -> None:
    text = KeyText(b"\xef\xbb\xbf# caf\xe9\r\nold").with_keys([("WH1 API v1", "new")])
    assert text.data == b"\xef\xbb\xbf# caf\xe9\r\nold\n# WH1 API v1\nnew\n"
    assert text.signing_keys() == ("old", "new")
    assert text.names("WH1")
    assert not text.names("WH")


def test_a_version_holds_64_kib_and_no_more() -> None:
    entry = ("c", "k" * 10)  # 16 bytes: "\n", "# c\n" and the key's line
    assert len(KeyText(b"o" * (65_536 - 16)).with_keys([entry]).data) == 65_536
    with pytest.raises(TooLargeError):
        KeyText(b"o" * (65_536 - 15)).with_keys([entry])


@pytest.mark.parametrize(
    ("given", "base", "url"),
    [
        (None, "https://r.example", URL),
        (None, "https://r.example/", URL),
        (None, URL, URL),
        (None, "https://r.example/base", "https://r.example/base/api/webhooks/openphone"),
        ("https://r.example", "https://other.example", URL),
        ("https://r.example/hook", "", "https://r.example/hook"),
    ],
)
def test_the_receivers_path_is_added_where_none_is_given(
    given: str | None, base: str, url: str
) -> None:
    assert receiver_url(given, Config.from_env({"WEBHOOK_BASE_URL": base})) == url


@pytest.mark.parametrize("url", [None, "r.example", "https://", "ftp://r.example", "https://[x"])
def test_what_is_no_address_is_wrong_usage(url: str | None) -> None:
    with pytest.raises(click.UsageError):
        receiver_url(url, Config.from_env({}))


@pytest.mark.parametrize("url", ["http://r.example/a", "https://127.0.0.1/a", "https://localhost"])
def test_openphone_cannot_deliver_everywhere(url: str) -> None:
    with pytest.raises(click.UsageError):
        check_reachable(url, Config.from_env({}))
    check_reachable(url, Config.from_env({"OPENPHONE_API_URL": "http://127.0.0.1:8084"}))


def made(name: str, **fields: object) -> Json:
    item = {"id": name, "url": URL, "label": "Firestore pipeline", "key": "k", "events": []}
    return item | fields


def keep(_: object) -> None:
    """Store nothing, successfully."""


def refuse(_: object) -> None:
    raise CommandError("Not stored.")


def failure(api: FakeApi, *, events: list[str], there: list[Webhook]) -> str:
    """Return the text with which a run ends."""
    steps = missing("2026", URL, events, there)
    with pytest.raises(CommandError) as caught:
        Creation(api, URL, there).run(steps, refuse)  # type: ignore[arg-type]
    return caught.value.message


def test_what_cannot_be_deleted_again_is_named() -> None:
    api = FakeApi({"data": made("9")}, ApiError("no", status=500), there=[made("9")])
    text = failure(api, events=["call.missed"], there=[])
    assert text.startswith("Not stored. Still there")
    assert "openphone webhooks delete 9" in text


def test_what_was_deleted_meanwhile_counts_as_deleted() -> None:
    api = FakeApi({"data": made("9")}, ApiError("gone", status=404), there=[])
    assert "Nothing is left" in failure(api, events=["call.missed"], there=[])


def test_webhooks_of_others_for_the_same_url_are_left_alone() -> None:
    others = [made("5", label="Theirs"), made("6", url="https://else.example")]
    api = FakeApi({"data": made("9")}, None, there=[*others, made("9")])
    failure(api, events=["call.ringing"], there=[])
    assert [path for method, path in api.sent if method == "DELETE"] == ["/webhooks/9"]


def test_added_events_are_taken_away_again() -> None:
    api = FakeApi({"data": made("1")}, {"data": made("1")}, there=[made("1")])
    assert "Nothing is left" in failure(api, events=["call.ringing"], there=[OURS])
    assert api.sent == [("PATCH", "/webhooks/1")] * 2


def test_where_the_list_fails_nobody_claims_to_know() -> None:
    api = FakeApi(ApiError("no answer"))
    text = failure(api, events=["call.missed"], there=[])
    assert "may have made a webhook all the same" in text


def test_a_webhook_without_a_key_is_useless_and_deleted() -> None:
    api = FakeApi({"data": made("9", key="")}, None, there=[])
    assert "no signing key" in failure(api, events=["call.missed"], there=[])
    assert api.sent[-1] == ("DELETE", "/webhooks/9")


def test_an_interruption_takes_back_what_was_made() -> None:
    api = FakeApi(KeyboardInterrupt(), None, there=[made("9")])
    steps = missing("2026", URL, ["call.missed"], [])
    with pytest.raises(CommandError, match="Interrupted"):
        Creation(api, URL, []).run(steps, keep)  # type: ignore[arg-type]
    assert api.sent[-1] == ("DELETE", "/webhooks/9")

"""The samples are a believable day in every shape, and are signed with keys that fit."""

import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from delivery.signer import shape as delivery_shape
from emulator.demo import samples
from emulator.errors import StackError
from emulator.keys import LOCAL_KEYS, VARIABLE, content, signer
from emulator.processes.services import SAMPLE_NUMBERS
from emulator.samples.day import to_latest_day
from openphone.errors import EventError
from openphone.events.event import Event
from openphone.events.reading import read_event
from openphone.signatures import Policy, read_signature

NOW = datetime(2026, 7, 3, 20, 0, tzinfo=UTC)
DAY = samples.load(NOW)
OURS = set(SAMPLE_NUMBERS.split(","))


def events() -> list[Event]:
    return [read_event(body) for body in DAY if samples.BROKEN_EVENT.encode() not in body]


def shapes() -> Counter[str]:
    return Counter(map(shape, DAY))


def shape(body: bytes) -> str:
    event = json.loads(body)
    if isinstance(event.get("object"), dict):
        return "wrapped v3"
    version = str(event.get("apiVersion", "v1"))
    return "guide" if version == "v1" else version


def test_there_are_at_least_forty_events_in_all_shapes() -> None:
    assert len(DAY) >= 40
    assert set(shapes()) == {"guide", "v2", "v3", "wrapped v3", "v4", "2026-03-30"}


def test_each_shape_has_the_signature_it_comes_with() -> None:
    schemes = {shape(body): signer({}).scheme(delivery_shape(body)) for body in DAY}
    assert schemes.pop("guide") == "hex"
    assert schemes.pop("2026-03-30") == "standard"
    assert set(schemes.values()) == {"openphone"}


def test_at_least_six_contacts_have_names_in_both_generations() -> None:
    entries = [event.entry for event in events() if event.entry]
    named = {entry.id for entry in entries if {"first_name", "company"} & set(entry.fields)}
    assert len(named) >= 6
    contact_shapes = {shape(body) for body in DAY if b'"contact.updated"' in body}
    assert {"v3", "2026-03-30"} <= contact_shapes


def test_every_number_is_an_invented_one() -> None:
    numbers = {number for body in DAY for number in re.findall(rb"\+\d+", body)}
    assert len(numbers) > 6
    assert all(re.fullmatch(rb"\+1555010\d{4}", number) for number in numbers)


def test_every_address_is_an_invented_one() -> None:
    hosts = {host for body in DAY for host in re.findall(rb"(?:@|://)([a-z.]+)", body)}
    assert hosts
    assert all(host.endswith(b"example.com") for host in hosts)


def test_there_are_calls_with_all_that_can_come_with_a_call() -> None:
    calls = [event.activity for event in events() if event.activity]
    assert any(call.recordings for call in calls)
    assert any(call.voicemail for call in calls)
    assert any(call.ai_summary for call in calls)
    assert any(call.ai_transcript for call in calls)


def test_a_transcript_and_a_summary_come_before_their_call() -> None:
    order = [(event.type, event.activity.id) for event in events() if event.activity]
    first = {entry: order.index(entry) for entry in reversed(order)}
    early = {
        call
        for kind, call in order
        if kind == "call.completed"
        and first.get(("call.transcript.completed", call), len(order)) < first[kind, call]
        and first.get(("call.summary.completed", call), len(order)) < first[kind, call]
    }
    assert early


def test_one_group_talks() -> None:
    groups = {
        frozenset({e.activity.parties.sender, *e.activity.parties.recipients}) - OURS
        for e in events()
        if e.activity and len(e.activity.parties.recipients) > 1
    }
    assert len(groups) == 1


def test_one_call_comes_in_two_generations() -> None:
    generations: dict[str, set[str]] = {}
    for body in DAY:
        event = json.loads(body)
        event = event["object"] if isinstance(event.get("object"), dict) else event
        if event["type"] == "call.completed":
            data = event["data"].get("object") or event["data"]["resource"]
            generations.setdefault(data["id"], set()).add(event.get("apiVersion", ""))
    assert {"v3", "2026-03-30"} in generations.values()


def test_exactly_one_event_is_broken_and_one_is_of_an_unknown_type() -> None:
    broken = []
    for body in DAY:
        try:
            read_event(body)
        except EventError:
            broken.append(json.loads(body)["id"])
    assert broken == [samples.BROKEN_EVENT]
    assert [e.type for e in events() if not e.activity and not e.entry] == ["task.assigned"]


def test_event_ids_are_given_once() -> None:
    ids = [json.loads(body).get("id") for body in DAY]
    assert max(Counter(filter(None, ids)).values()) == 1


def test_the_day_is_the_latest_one_that_is_over() -> None:
    text = '"2026-04-02T12:00:00.000Z" "2026-04-02T18:30:00.000Z" "2026-04-02" 17'
    moved = to_latest_day(text, datetime(2026, 7, 3, 18, 30, tzinfo=UTC))
    assert moved == '"2026-07-03T12:00:00.000Z" "2026-07-03T18:30:00.000Z" "2026-04-02" 17'
    moved = to_latest_day(text, datetime(2026, 7, 3, 18, 29, tzinfo=UTC))
    assert "2026-07-02T18:30:00.000Z" in moved


def test_moving_to_the_same_day_changes_nothing() -> None:
    text = '"2026-04-02T18:30:00.000Z"'
    assert to_latest_day(text, datetime(2026, 4, 3, tzinfo=UTC)) == text


def scheme_used(shape: str, env: dict[str, str]) -> str:
    """Sign for a shape, prove that the receiver would accept it, and return the scheme used."""
    signing = signer(env)
    headers = signing.sign(signing.scheme(shape), b"{}", webhook_id="msg_1", at=1000.0)
    raw = {name: value.encode() for name, value in headers.items()}
    claim = read_signature(raw, now=1000.0, policy=Policy())
    claim.verify(b"{}", content(env).splitlines())
    return claim.scheme


SHAPES = {"2026": "standard", "legacy": "openphone", "guide": "hex"}


def test_without_a_key_of_the_users_each_scheme_has_a_local_one() -> None:
    assert {shape: scheme_used(shape, {}) for shape in SHAPES} == SHAPES
    assert set(SHAPES.values()) == set(LOCAL_KEYS)


def test_a_key_of_the_users_replaces_the_local_ones_one_a_line() -> None:
    assert content({VARIABLE: "one, two"}) == "one\ntwo"
    assert content({VARIABLE: " , "}) == content({})


@pytest.mark.parametrize(
    ("key", "used"),
    [
        ("just some text", "hex"),
        ("whsec_c29tZSBrZXk=", "standard"),
        ("c29tZSBrZXk=", "openphone"),
    ],
)
def test_a_key_of_the_users_signs_under_the_scheme_that_it_is_made_for(key: str, used: str) -> None:
    assert {scheme_used(shape, {VARIABLE: key}) for shape in SHAPES} == {used}


def test_a_scheme_that_is_switched_off_is_not_used() -> None:
    assert scheme_used("guide", {"SIGNATURE_SCHEMES": "standard, openphone"}) == "openphone"


def test_keys_that_fit_no_enabled_scheme_are_a_clear_error() -> None:
    env = {VARIABLE: "just some text", "SIGNATURE_SCHEMES": "standard"}
    with pytest.raises(StackError, match=VARIABLE):
        signer(env)

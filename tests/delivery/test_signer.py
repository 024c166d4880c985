"""Which key and scheme an event is signed with."""

import json

import pytest

from delivery.signer import DeliveryError, Signer, shape
from openphone.signatures import SCHEMES, Policy, read_signature

WHSEC, BASE64, TEXT = "whsec_c3RhbmRhcmQta2V5", "bGVnYWN5LWtleQ==", "a-text-key!"
NOW = 1_763_800_000.0


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"apiVersion": "2026-03-30"}, "2026"),
        ({"apiVersion": "v2"}, "legacy"),
        ({"apiVersion": "v4"}, "legacy"),
        ({"object": {"apiVersion": "v3"}}, "legacy"),
        ({"apiVersion": "v1"}, "guide"),
        ({}, "guide"),
    ],
)
def test_the_version_tells_the_shape(event: dict[str, object], expected: str) -> None:
    assert shape(json.dumps(event).encode()) == expected


def test_what_is_no_event_counts_as_the_guides() -> None:
    assert shape(b"no JSON") == "guide"


@pytest.mark.parametrize(
    ("keys", "schemes"),
    [
        ([WHSEC, BASE64, TEXT], ("standard", "openphone", "hex")),
        ([WHSEC, BASE64], ("standard", "openphone", "openphone")),
        ([WHSEC], ("standard", "standard", "standard")),
        ([BASE64], ("openphone", "openphone", "openphone")),
        ([TEXT], ("hex", "hex", "hex")),
    ],
)
def test_an_event_is_signed_as_its_shape_and_the_keys_allow(
    keys: list[str], schemes: tuple[str, ...]
) -> None:
    signer = Signer(keys)
    assert tuple(map(signer.scheme, ("2026", "legacy", "guide"))) == schemes


@pytest.mark.parametrize(
    ("keys", "scheme"),
    [
        ([BASE64, WHSEC], "openphone"),
        ([WHSEC, BASE64], "standard"),
        ([TEXT, WHSEC], "standard"),
        ([TEXT], "hex"),
        (["whsec_!", BASE64], "openphone"),
    ],
)
def test_without_a_shape_the_first_key_decides_and_hex_comes_last(
    keys: list[str], scheme: str
) -> None:
    assert Signer(keys).scheme() == scheme


@pytest.mark.parametrize(
    ("scheme", "own"), [("standard", WHSEC), ("openphone", BASE64), ("hex", TEXT)]
)
def test_a_scheme_is_signed_with_the_key_that_was_made_for_it(scheme: str, own: str) -> None:
    signer = Signer([BASE64, TEXT, WHSEC], [scheme])
    assert signer.scheme("guide") == scheme
    verify(signer, scheme, own)


def test_of_two_keys_for_a_scheme_the_first_signs() -> None:
    verify(Signer([BASE64, "b3RoZXIta2V5"]), "openphone", BASE64)


@pytest.mark.parametrize(
    ("key", "enabled", "scheme"),
    [
        (BASE64, ["standard"], "standard"),
        (BASE64, ["hex"], "hex"),
        (WHSEC, ["openphone", "hex"], "hex"),
    ],
)
def test_where_its_own_scheme_is_off_a_key_signs_under_another(
    key: str, enabled: list[str], scheme: str
) -> None:
    signer = Signer([key], enabled)
    assert {signer.scheme(name) for name in ("2026", "legacy", "guide", "")} == {scheme}
    verify(signer, scheme, key)


@pytest.mark.parametrize(
    ("keys", "enabled"),
    [
        ([], SCHEMES),
        (["whsec_!"], SCHEMES),
        ([TEXT], ["standard"]),
        (["%%%"], ["standard", "openphone"]),
    ],
)
def test_without_a_usable_key_there_is_no_signer_and_the_error_shows_no_key(
    keys: list[str], enabled: list[str]
) -> None:
    with pytest.raises(DeliveryError, match="no signing key can be used") as caught:
        Signer(keys, enabled)
    assert not any(key in str(caught.value) for key in keys)


def verify(signer: Signer, scheme: str, key: str) -> None:
    """Fail unless the receiver would accept the signature for this key."""
    headers = signer.sign(scheme, b"{}", webhook_id="msg_1", at=NOW)
    raw = {name.lower(): value.encode() for name, value in headers.items()}
    claim = read_signature(raw, now=NOW, policy=Policy())
    assert claim.scheme == scheme
    claim.verify(b"{}", [key])

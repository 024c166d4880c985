import base64
import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from openphone.errors import OpenPhoneError, SignatureError
from openphone.signatures import (
    SCHEMES,
    Policy,
    made_for,
    parse_keys,
    read_signature,
    scheme,
    sign,
)

NOW = 1_775_120_400.0
POLICY = Policy()
BODY = b'{"id": "EV1"}'
KEY = base64.b64encode(bytes(range(224, 256))).decode()
OTHER_KEY = base64.b64encode(b"second-signing-key").decode()
VECTORS = json.loads(Path(__file__).with_name("signatures.json").read_text(encoding="utf-8"))
# The vectors say in words why one does not verify; these are the reasons behind the words.
REASONS = {
    "altered": "mismatch",
    "fail closed": "mismatch",
    "the strongest scheme present decides": "mismatch",
}


def raw(headers: dict[str, str]) -> dict[str, bytes]:
    return {name: value.encode("latin-1") for name, value in headers.items()}


def verify(
    headers: dict[str, str] | dict[str, bytes],
    body: bytes = BODY,
    *keys: str,
    now: float = NOW,
    policy: Policy = POLICY,
) -> None:
    given_bytes = {k: v.encode("latin-1") if isinstance(v, str) else v for k, v in headers.items()}
    read_signature(given_bytes, now=now, policy=policy).verify(body, keys or (KEY,))


def refusal(
    headers: dict[str, str] | dict[str, bytes],
    body: bytes = BODY,
    *keys: str,
    now: float = NOW,
    policy: Policy = POLICY,
) -> str:
    with pytest.raises(SignatureError) as caught:
        verify(headers, body, *keys, now=now, policy=policy)
    return caught.value.reason


def legacy(*entries: str) -> dict[str, str]:
    return {"openphone-signature": ",".join(entries)}


def entry(key: str = KEY, at: float = NOW, body: bytes = BODY) -> str:
    return sign("openphone", key, body, at=at)["openphone-signature"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_holds(vector: dict[str, Any]) -> None:
    headers = {name: value.encode() for name, value in vector["headers"].items()}
    reason = "verified"
    try:
        claim = read_signature(headers, now=vector["now"], policy=POLICY)
        claim.verify(vector["body"].encode(), vector["keys"])
    except SignatureError as error:
        reason = error.reason
    why = vector.get("why", "verified")
    assert (reason == "verified") is vector["valid"]
    assert reason == REASONS.get(why, why)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_signed_verifies_with_that_key_and_body_alone(scheme: str) -> None:
    headers = sign(scheme, KEY, BODY, webhook_id="msg_1", at=NOW)
    verify(headers)
    verify(headers, BODY, OTHER_KEY, KEY)
    assert refusal(headers, BODY + b" ") == "mismatch"
    assert refusal(headers, BODY, OTHER_KEY) == "mismatch"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_claim_tells_its_scheme_and_shows_no_signature(scheme: str) -> None:
    headers = raw(sign(scheme, KEY, BODY, webhook_id="msg_1", at=NOW))
    claim = read_signature(headers, now=NOW, policy=POLICY)
    assert claim.scheme == scheme
    assert claim.webhook_id == ("msg_1" if scheme == "standard" else "")
    assert repr(claim) == f"Claim(scheme={scheme!r}, webhook_id={claim.webhook_id!r})"


@pytest.mark.parametrize(
    ("scheme", "past", "future"),
    [("standard", 300, 300), ("openphone", 345_600, 300)],
)
def test_the_tolerance_includes_its_last_second(scheme: str, past: int, future: int) -> None:
    headers = sign(scheme, KEY, BODY, webhook_id="msg_1", at=NOW)
    verify(headers, now=NOW + past)
    verify(headers, now=NOW - future)
    assert refusal(headers, now=NOW + past + 1) == "stale"
    assert refusal(headers, now=NOW - future - 1) == "future"


def test_the_tolerances_are_settings() -> None:
    policy = Policy(tolerances={"openphone": 10, "standard": 20})
    old = sign("openphone", KEY, BODY, at=NOW - 11)
    assert refusal(old, policy=policy) == "stale"
    assert refusal(sign("standard", KEY, BODY, webhook_id="m", at=NOW + 21), policy=policy) == (
        "future"
    )
    verify(sign("standard", KEY, BODY, webhook_id="m", at=NOW - 20), policy=policy)


def test_one_fresh_legacy_value_among_stale_and_malformed_ones_suffices() -> None:
    verify(legacy("hmac;1;;", entry(at=NOW - 500_000), "", entry(), "garbage"))


def test_a_legacy_list_without_a_fresh_value_says_why() -> None:
    assert refusal(legacy("hmac;1;;", entry(at=NOW - 500_000))) == "stale"
    assert refusal(legacy(entry(at=NOW + 500_000), "garbage")) == "future"


def test_legacy_values_of_two_keys_and_two_times_each_count() -> None:
    headers = legacy(entry(OTHER_KEY), entry(KEY), entry(KEY, NOW - 60))
    verify(headers)
    verify(headers, BODY, OTHER_KEY)


def test_spaces_around_the_values_of_a_legacy_list_do_not_matter() -> None:
    verify({"openphone-signature": f"{entry(OTHER_KEY)} , {entry()} "})


def test_too_many_entries_are_refused_before_any_is_tried() -> None:
    verify(legacy(*[entry(OTHER_KEY)] * 15, entry()))
    assert refusal(legacy(*[entry()] * 17)) == "malformed"
    headers = sign("standard", KEY, BODY, webhook_id="m", at=NOW)
    headers["webhook-signature"] = " ".join([headers["webhook-signature"]] * 17)
    assert refusal(headers) == "malformed"


def test_too_many_timestamps_are_refused() -> None:
    verify(legacy(*(entry(at=NOW - i) for i in range(4))))
    assert refusal(legacy(*(entry(at=NOW - i) for i in range(5)))) == "malformed"


def test_a_header_costs_one_hmac_for_each_key_and_timestamp(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    digest = scheme.digest

    def count(secret: bytes, prefix: bytes, body: bytes) -> bytes:
        made.append((secret, prefix))
        return digest(secret, prefix, body)

    headers = legacy(*[entry(OTHER_KEY, at) for at in (NOW, NOW - 1) for _ in range(8)])
    monkeypatch.setattr(scheme, "digest", count)
    assert refusal(headers, BODY, KEY, KEY, "bm90aGVyIGtleQ==") == "mismatch"
    assert len(made) == 2 * 2


@pytest.mark.parametrize("scheme", ["openphone", "standard"])
def test_a_key_that_cannot_be_decoded_is_skipped(scheme: str) -> None:
    headers = sign(scheme, KEY, BODY, webhook_id="m", at=NOW)
    verify(headers, BODY, "guide signing key", "é", "", "whsec_", KEY)
    assert refusal(headers, BODY, "guide signing key", "whsec_", "AAA", "\udcff") == "mismatch"


def test_the_prefix_of_a_standard_key_is_optional_and_part_of_no_other() -> None:
    verify(sign("standard", "whsec_" + KEY, BODY, webhook_id="m", at=NOW))
    assert refusal(sign("openphone", KEY, BODY, at=NOW), BODY, "whsec_" + KEY) == "mismatch"
    assert refusal(sign("hex", KEY, BODY, at=NOW), BODY, "whsec_" + KEY) == "mismatch"


@pytest.mark.parametrize(
    ("name", "key"), [("standard", ""), ("standard", "whsec_"), ("openphone", ""), ("hex", "")]
)
def test_an_empty_key_never_verifies(name: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheme.Scheme, "secret", lambda *_: b"")
    headers = sign(name, key, BODY, webhook_id="m", at=NOW)
    monkeypatch.undo()
    assert refusal(headers, BODY, key) == "mismatch"


@pytest.mark.parametrize(
    ("scheme", "key"),
    [
        ("standard", ""),
        ("standard", "whsec_"),
        ("standard", "not base64"),
        ("openphone", "whsec_" + KEY),
        ("hex", ""),
        ("hex", "\udcff"),
        ("sha1", KEY),
    ],
)
def test_signing_with_an_unusable_key_or_scheme_is_an_error(scheme: str, key: str) -> None:
    with pytest.raises(OpenPhoneError):
        sign(scheme, key, BODY, at=NOW)


def test_the_strongest_scheme_decides_even_where_a_weaker_one_would_do() -> None:
    good = {s: sign(s, KEY, BODY, webhook_id="m", at=NOW) for s in SCHEMES}
    verify(good["standard"] | good["openphone"] | good["hex"])
    verify(good["standard"] | legacy("garbage") | {"x-openphone-signature-v1": "zz"})
    bad = good["standard"] | {"webhook-signature": "garbage"}
    assert refusal(bad | good["openphone"] | good["hex"]) == "malformed"
    assert refusal(legacy("garbage") | good["hex"]) == "malformed"
    stale = sign("standard", KEY, BODY, webhook_id="m", at=NOW - 301)
    assert refusal(stale | good["openphone"]) == "stale"


def test_a_scheme_that_is_switched_off_is_ignored() -> None:
    headers = sign("hex", KEY, BODY, at=NOW)
    policy = Policy(schemes=("standard", "openphone"))
    assert refusal(headers, policy=policy) == "missing"
    verify(headers | sign("openphone", KEY, BODY, at=NOW), policy=policy)
    bad = sign("standard", KEY, BODY, webhook_id="m", at=NOW) | {"webhook-signature": "garbage"}
    verify(bad | headers, policy=Policy(schemes=("hex",)))


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_a_standard_signature_without_its_other_headers_is_malformed(name: str) -> None:
    headers = sign("standard", KEY, BODY, webhook_id="m", at=NOW)
    assert refusal(headers | {name: ""}) == "malformed"
    del headers[name]
    assert refusal(headers) == "malformed"


@pytest.mark.parametrize(
    "stamp",
    ["", " ", "+1775120400", "1_775_120_400", "1775120400.0", "٣", "9" * 13, "9" * 5000, "1e9"],
)
def test_a_standard_timestamp_is_a_bounded_number_of_ascii_digits(stamp: str) -> None:
    headers: dict[str, bytes] = raw(sign("standard", KEY, BODY, webhook_id="m", at=NOW))
    assert refusal(headers | {"webhook-timestamp": stamp.encode()}) == "malformed"


@pytest.mark.parametrize(
    "stamp", ["", "177512040000", "17751204000000", "1775120400.00", "+775120400000", "٣" * 13]
)
def test_a_legacy_timestamp_is_thirteen_ascii_digits(stamp: str) -> None:
    value = entry().replace("1775120400000", stamp).encode()
    assert refusal({"openphone-signature": value}) == "malformed"


def test_only_a_whole_digest_in_strict_base64_is_a_signature() -> None:
    prefix, _, text = entry().rpartition(";")
    for bad in (text[:-4], text + "AAAA", text.rstrip("="), f"*{text}", f"{text}===", f" {text}"):
        assert refusal(legacy(f"{prefix};{bad}")) == "malformed"


def test_repeated_headers_joined_by_commas_verify_only_as_a_legacy_list() -> None:
    verify(legacy(entry(OTHER_KEY), entry()))
    once = sign("standard", KEY, BODY, webhook_id="m", at=NOW)
    for name, reason in (
        ("webhook-id", "mismatch"),
        ("webhook-timestamp", "malformed"),
        ("webhook-signature", "malformed"),
    ):
        assert refusal(once | {name: f"{once[name]},{once[name]}"}) == reason
    text = sign("hex", KEY, BODY, at=NOW)["x-openphone-signature-v1"]
    assert refusal({"x-openphone-signature-v1": f"{text},{text}"}) == "malformed"


def test_keys_are_listed_one_a_line() -> None:
    text = "# messages\r\n  one \n\n\t\n#two\nthr,ee\n one key # with a hash"
    assert parse_keys(text) == ("one", "thr,ee", "one key # with a hash")
    assert parse_keys(text, commas=True) == ("one", "thr", "ee", "one key # with a hash")
    assert parse_keys("") == parse_keys("#") == parse_keys(" , ", commas=True) == ()


@pytest.mark.parametrize(
    ("key", "scheme"),
    [
        ("whsec_" + KEY, "standard"),
        ("whsec_not base64", "standard"),
        (KEY, "openphone"),
        ("AAA", "hex"),
        ("guide signing key", "hex"),
        ("é", "hex"),
        ("\udcff", "hex"),
    ],
)
def test_the_form_of_a_key_tells_the_scheme_it_is_made_for(key: str, scheme: str) -> None:
    assert made_for(key) == scheme


FRAGMENTS = [b"hmac", b"1", b";", b",", b" ", b"v1", b"=", b"\xff", b"\x00", b"\r\n"]
STAMPS = [b"1775120400000", b"1775120400", b"9" * 5000]
DIGESTS = [entry().encode(), b"A" * 43 + b"=", b"0" * 64]
NAMES = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "openphone-signature",
    "x-openphone-signature-v1",
]
hostile = st.binary(max_size=80) | st.lists(
    st.sampled_from([*FRAGMENTS, *STAMPS, *DIGESTS]), max_size=40
).map(b"".join)


@given(
    headers=st.dictionaries(st.sampled_from(NAMES), hostile),
    body=st.binary(max_size=40),
    keys=st.lists(st.text(max_size=20) | st.sampled_from([KEY, "\udcff", "whsec_="]), max_size=3),
    now=st.floats(min_value=0, max_value=1e11),
)
def test_hostile_input_gives_a_signature_error_and_nothing_else(
    headers: dict[str, bytes], body: bytes, keys: list[str], now: float
) -> None:
    with contextlib.suppress(SignatureError):
        read_signature(headers, now=now, policy=POLICY).verify(body, keys)


texts = st.text(max_size=100)
secrets = st.binary(min_size=1, max_size=64)
# What an HTTP header can carry in both implementations.
ids = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(body=texts, secret=secrets, webhook_id=ids, prefix=st.sampled_from(["", "whsec_"]))
def test_what_the_standardwebhooks_library_signs_verifies(
    body: str, secret: bytes, webhook_id: str, prefix: str
) -> None:
    now = datetime.now(UTC)
    signature = standardwebhooks.Webhook(secret).sign(webhook_id, now, body)
    stamp = str(int(now.timestamp()))
    headers = {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature,
    }
    key = prefix + base64.b64encode(secret).decode()
    verify(headers, body.encode(), key, now=now.timestamp())
    assert refusal(headers, body.encode() + b"x", key, now=now.timestamp()) == "mismatch"


@given(body=texts, secret=secrets, webhook_id=ids)
def test_the_standardwebhooks_library_verifies_what_is_signed(
    body: str, secret: bytes, webhook_id: str
) -> None:
    key = base64.b64encode(secret).decode()
    now = datetime.now(UTC).timestamp()
    headers = sign("standard", key, body.encode(), webhook_id=webhook_id, at=now)
    judge = standardwebhooks.Webhook("whsec_" + key)
    judge.verify(body, headers, json_parse=False)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        judge.verify(body + "x", headers, json_parse=False)

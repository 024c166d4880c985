import gzip
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from documents import schema
from documents.paths import Document, Path
from documents.records import PAYLOAD_BYTES, is_duplicate, record
from documents.values import document_size
from pipeline.message import PushedMessage

NOW = datetime(2026, 4, 3, tzinfo=UTC)
RECEIVED = datetime(2026, 4, 2, tzinfo=UTC)
KEEP = timedelta(days=90)
EXPIRES = datetime(2026, 7, 2, tzinfo=UTC)


def make(body: bytes, event_id: str = "EV1") -> tuple[schema.WebhookEvent, dict[Path, Document]]:
    return record(PushedMessage(event_id, body), now=NOW, keep=KEEP)


def test_a_record_holds_what_is_known_of_the_event_and_its_exact_body() -> None:
    pushed = PushedMessage("EV1", b' {"a": 1}\n', "call.ringing", "v3", "openphone", RECEIVED)
    assert record(pushed, now=NOW, keep=KEEP, activity_id="AC1", ignored=False) == (
        {
            "event_id": "EV1",
            "event_type": "call.ringing",
            "api_version": "v3",
            "signature_scheme": "openphone",
            "payload": ' {"a": 1}\n',
            "processed": True,
            "activity_id": "AC1",
            "received_at": RECEIVED,
            "processed_at": NOW,
            "expire_at": EXPIRES,
        },
        {},
    )


def test_a_record_has_no_empty_placeholders() -> None:
    assert make(b"{}") == (
        {
            "event_id": "EV1",
            "payload": "{}",
            "processed": True,
            "received_at": NOW,
            "processed_at": NOW,
            "expire_at": EXPIRES,
        },
        {},
    )


def test_a_record_of_a_failed_event_says_why() -> None:
    document, _ = record(PushedMessage("EV1", b""), now=NOW, keep=KEEP, error="data: missing")
    assert (document["processed"], document["error_message"]) == (False, "data: missing")
    assert document["payload"] == ""


def test_a_record_of_an_ignored_event_says_so_and_counts_as_processed() -> None:
    document, _ = record(PushedMessage("EV1", b"{}"), now=NOW, keep=KEEP, ignored=True, error=None)
    assert (document["processed"], document["ignored"]) == (True, True)
    assert "error_message" not in document


def test_attributes_are_made_fit_to_be_stored() -> None:
    pushed = PushedMessage("EV1", b"{}", "a\ud800", "b\ud800", "c\ud800")
    document, _ = record(pushed, now=NOW, keep=KEEP)
    assert document["event_type"] == "a\ufffd"
    assert document["api_version"] == "b\ufffd"
    assert document["signature_scheme"] == "c\ufffd"


@pytest.mark.parametrize(
    "body", [b"", "\x00é\N{GRINNING FACE}\r\n".encode(), rb'{"a": "\ud800"}', b"x" * PAYLOAD_BYTES]
)
def test_a_text_that_one_document_can_hold_stands_in_the_record(body: bytes) -> None:
    document, parts = make(body)
    assert document["payload"].encode() == body
    assert "payload_encoding" not in document
    assert parts == {}
    assert document_size("webhook_events", "EV1", document) < 1024 * 1024


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"\xff", 1),
        (b'{"a": "\xed\xa0\x80"}', 1),
        (b"x" * (PAYLOAD_BYTES + 1), 1),
        (hashlib.shake_256(b"").digest(5 * 1024 * 1024), 6),
        (hashlib.shake_256(b"").hexdigest(1000).encode() * 5000, 1),
    ],
    ids=["no_utf8", "surrogate", "just_too_large", "incompressible", "compressible"],
)
def test_any_other_body_is_compressed_into_parts_that_join_to_it(body: bytes, count: int) -> None:
    document, parts = make(body)
    assert "payload" not in document
    assert document["payload_encoding"] == "gzip-parts"
    names = document["payload_parts"]
    assert len(names) == count
    digest = hashlib.sha256(body).hexdigest()[:8]
    assert names == [f"EV1-{digest}-{number:04}" for number in range(count)]
    paths = [Path("webhook_events/EV1/payload_parts", name) for name in names]
    assert list(parts) == paths
    assert gzip.decompress(b"".join(parts[path]["data"] for path in paths)) == body
    for path, part in parts.items():
        assert part.keys() == {"data", "expire_at"}
        assert part["expire_at"] == EXPIRES
        assert document_size(path.collection, path.id, part) < 1024 * 1024


def test_one_body_always_makes_the_same_parts_and_another_body_others() -> None:
    assert make(b"\xff") == make(b"\xff")
    [part] = make(b"\xff")[1].values()
    # RFC 1952: the time of the compression, which would make two of one body differ.
    assert part["data"][4:8] == b"\x00" * 4
    assert make(b"\xff")[1].keys().isdisjoint(make(b"\xfe")[1])
    assert make(b"\xff")[1].keys().isdisjoint(make(b"\xff", "EV2")[1])


@pytest.mark.parametrize(
    ("stored", "replay", "duplicate"),
    [
        (None, False, False),
        (None, True, False),
        ({"processed": True}, False, True),
        ({"processed": True}, True, True),
        ({"processed": False}, False, True),
        ({"processed": False}, True, False),
    ],
)
def test_only_a_replay_replaces_a_record_and_only_a_failed_one(
    stored: Document | None,
    replay: bool,  # noqa: FBT001 - a table's column
    duplicate: bool,  # noqa: FBT001 - the same
) -> None:
    assert is_duplicate(stored, PushedMessage("EV1", b"{}", replay=replay)) is duplicate

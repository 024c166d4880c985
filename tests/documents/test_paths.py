import pytest

from documents.paths import Path, conversation_id, number_id, vendor_document_id
from tests.builders import ANN, BEN, CARA

# printf '%s' TEXT | sha256sum | cut -c1-32
DIGESTS = {
    "a/b": "c14cddc033f64b9dea80ea675cf280a0",
    "..": "5ec1f7e700f37c3d0b2981d04855fc34",
    "": "e3b0c44298fc1c149afbf4c8996fb924",
    # The three bytes that UTF-8 would have for it: printf '\xed\xa0\x80'
    "\ud800": "91a681b998555fb475479817b126c94e",
}


@pytest.mark.parametrize("given", ["AC1", "a.b", "x" * 1500, "é", " "])
def test_what_can_be_a_document_id_is_one(given: str) -> None:
    assert vendor_document_id(given) == given
    assert number_id(given) == given


@pytest.mark.parametrize("given", DIGESTS)
def test_what_cannot_be_a_document_id_is_hashed(given: str) -> None:
    assert vendor_document_id(given) == f"id-{DIGESTS[given]}"
    assert number_id(given) == f"number-{DIGESTS[given]}"
    assert conversation_id([given]) == f"number-{DIGESTS[given]}"


@pytest.mark.parametrize("given", [".", "__x__", "____", "x" * 1501, "é" * 751, "/"])
def test_every_id_that_firestore_refuses_is_hashed(given: str) -> None:
    assert vendor_document_id(given).startswith("id-")
    assert len(vendor_document_id(given)) == len("id-") + 32
    assert number_id(given).startswith("number-")


@pytest.mark.parametrize("number", [ANN, "32665", "anonymous"])
def test_a_conversation_with_one_number_is_named_by_it(number: str) -> None:
    assert conversation_id([number]) == number
    assert conversation_id([number, number]) == number


@pytest.mark.parametrize(
    ("numbers", "digest"),
    [
        ([BEN, CARA], "5a5303fcc033eec7d2e5b6762ff74fea"),
        ([CARA, BEN], "5a5303fcc033eec7d2e5b6762ff74fea"),
        ([CARA, BEN, CARA], "5a5303fcc033eec7d2e5b6762ff74fea"),
        (["anonymous", "32665"], "3f45bbfd77ba9651abd180b9952a35d3"),
        ([BEN, "+1\ud800"], None),
    ],
)
def test_a_group_is_named_by_the_digest_of_its_sorted_numbers(
    numbers: list[str], digest: str | None
) -> None:
    found = conversation_id(numbers)
    assert found == f"group-{digest}" if digest else found.startswith("group-")


def test_paths_are_sorted_by_collection_and_id() -> None:
    assert sorted([Path("b", "1"), Path("a", "2"), Path("a", "1")]) == [
        Path("a", "1"),
        Path("a", "2"),
        Path("b", "1"),
    ]

import pytest

from documents.paths import ACTIVITIES, CONTACTS, CONVERSATIONS, ENTRIES, EVENTS, Path
from processor.store.cache import LIFETIME_SECONDS, DocumentCache, VersionedDocument

RECORD, ACTIVITY = Path(EVENTS, "EV1"), Path(ACTIVITIES, "AC1")
ANN, BEN = Path(CONVERSATIONS, "ann"), Path(CONVERSATIONS, "ben")
CONTACT, ENTRY = Path(CONTACTS, "ann"), Path(ENTRIES, "CT1")
ABSENT = VersionedDocument(None)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(clock: Clock) -> DocumentCache:
    return DocumentCache(clock, most=3)


def versioned(name: str) -> VersionedDocument:
    return VersionedDocument({"name": name}, f"version of {name}")


@pytest.mark.parametrize("path", [ANN, CONTACT])
def test_a_conversation_and_a_contact_are_recalled_as_they_were_last_seen(
    cache: DocumentCache, path: Path
) -> None:
    cache.keep(path, versioned("old"))
    cache.keep(path, versioned("new"))
    assert cache.recall([path]) == {path: versioned("new")}


@pytest.mark.parametrize("path", [ANN, CONTACT, ENTRY])
def test_an_unknown_document_has_to_be_read(cache: DocumentCache, path: Path) -> None:
    assert cache.recall([path]) is None


def test_nothing_is_recalled_where_one_of_the_documents_has_to_be_read(
    cache: DocumentCache,
) -> None:
    cache.keep(ANN, versioned("ann"))
    assert cache.recall([ANN, RECORD]) == {ANN: versioned("ann"), RECORD: ABSENT}
    assert cache.recall([ANN, RECORD, BEN]) is None


@pytest.mark.parametrize("path", [RECORD, ACTIVITY])
def test_a_record_and_an_unknown_activity_are_assumed_to_be_new(
    cache: DocumentCache, path: Path
) -> None:
    assert cache.recall([path]) == {path: ABSENT}


def test_an_activity_known_to_exist_has_to_be_read(cache: DocumentCache, clock: Clock) -> None:
    cache.keep(ACTIVITY, versioned("AC1"))
    clock.now += 10 * LIFETIME_SECONDS
    assert cache.recall([ACTIVITY]) is None


def test_a_record_is_never_cached_so_that_no_event_is_taken_for_a_duplicate(
    cache: DocumentCache,
) -> None:
    cache.keep(RECORD, versioned("EV1"))
    assert cache.recall([RECORD]) == {RECORD: ABSENT}


def test_an_address_book_entry_is_not_cached(cache: DocumentCache) -> None:
    cache.keep(ENTRY, versioned("CT1"))
    assert cache.recall([ENTRY]) is None


def test_after_a_minute_a_document_has_to_be_read(cache: DocumentCache, clock: Clock) -> None:
    cache.keep(ANN, versioned("ann"))
    clock.now += 59.9
    assert cache.recall([ANN]) == {ANN: versioned("ann")}
    clock.now += 0.1
    assert cache.recall([ANN]) is None


@pytest.mark.parametrize("read", [versioned("new"), ABSENT])
def test_reading_one_document_that_changed_clears_the_cache(
    cache: DocumentCache, read: VersionedDocument
) -> None:
    cache.keep(ANN, versioned("ann"))
    cache.keep(BEN, versioned("ben"))
    cache.keep(ACTIVITY, versioned("AC1"))
    cache.notice(ANN, read)
    assert cache.recall([ANN]) is None
    assert cache.recall([BEN]) is None
    assert cache.recall([ACTIVITY]) is None, "an activity that exists keeps existing"


def test_reading_an_unchanged_or_unknown_document_leaves_the_cache_alone(
    cache: DocumentCache,
) -> None:
    cache.keep(ANN, versioned("ann"))
    cache.notice(ANN, versioned("ann"))
    cache.notice(BEN, versioned("ben"))
    assert cache.recall([ANN]) == {ANN: versioned("ann")}


def test_a_full_cache_drops_what_was_kept_longest_ago(
    cache: DocumentCache,
) -> None:
    for name in ("a", "b", "c"):
        cache.keep(Path(CONVERSATIONS, name), versioned(name))
        cache.keep(Path(ACTIVITIES, name), versioned(name))
    cache.keep(Path(CONVERSATIONS, "a"), versioned("a"))
    cache.keep(Path(CONVERSATIONS, "d"), versioned("d"))
    cache.keep(Path(ACTIVITIES, "d"), versioned("d"))
    known = {name for name in "abcd" if cache.recall([Path(CONVERSATIONS, name)])}
    assert known == {"a", "c", "d"}
    new = {name for name in "abcd" if cache.recall([Path(ACTIVITIES, name)])}
    assert new == {"a"}

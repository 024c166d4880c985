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
def remembered(clock: Clock) -> DocumentCache:
    return DocumentCache(clock, most=3)


def seen(name: str) -> VersionedDocument:
    return VersionedDocument({"name": name}, f"version of {name}")


@pytest.mark.parametrize("path", [ANN, CONTACT])
def test_a_conversation_and_a_contact_are_recalled_as_they_were_last_seen(
    remembered: DocumentCache, path: Path
) -> None:
    remembered.keep(path, seen("old"))
    remembered.keep(path, seen("new"))
    assert remembered.recall([path]) == {path: seen("new")}


@pytest.mark.parametrize("path", [ANN, CONTACT, ENTRY])
def test_a_document_that_nothing_is_known_of_has_to_be_read(
    remembered: DocumentCache, path: Path
) -> None:
    assert remembered.recall([path]) is None


def test_nothing_is_recalled_where_one_of_the_documents_has_to_be_read(
    remembered: DocumentCache,
) -> None:
    remembered.keep(ANN, seen("ann"))
    assert remembered.recall([ANN, RECORD]) == {ANN: seen("ann"), RECORD: ABSENT}
    assert remembered.recall([ANN, RECORD, BEN]) is None


@pytest.mark.parametrize("path", [RECORD, ACTIVITY])
def test_the_record_of_an_event_and_an_unknown_activity_are_taken_for_new(
    remembered: DocumentCache, path: Path
) -> None:
    assert remembered.recall([path]) == {path: ABSENT}


def test_an_activity_that_is_there_has_to_be_read(remembered: DocumentCache, clock: Clock) -> None:
    remembered.keep(ACTIVITY, seen("AC1"))
    clock.now += 10 * LIFETIME_SECONDS
    assert remembered.recall([ACTIVITY]) is None


def test_a_record_is_never_remembered_so_that_no_event_is_taken_for_a_duplicate(
    remembered: DocumentCache,
) -> None:
    remembered.keep(RECORD, seen("EV1"))
    assert remembered.recall([RECORD]) == {RECORD: ABSENT}


def test_an_entry_of_the_address_book_is_not_remembered(remembered: DocumentCache) -> None:
    remembered.keep(ENTRY, seen("CT1"))
    assert remembered.recall([ENTRY]) is None


def test_after_a_minute_a_document_has_to_be_read(remembered: DocumentCache, clock: Clock) -> None:
    remembered.keep(ANN, seen("ann"))
    clock.now += 59.9
    assert remembered.recall([ANN]) == {ANN: seen("ann")}
    clock.now += 0.1
    assert remembered.recall([ANN]) is None


@pytest.mark.parametrize("read", [seen("new"), ABSENT])
def test_whoever_reads_one_document_that_changed_forgets_all(
    remembered: DocumentCache, read: VersionedDocument
) -> None:
    remembered.keep(ANN, seen("ann"))
    remembered.keep(BEN, seen("ben"))
    remembered.keep(ACTIVITY, seen("AC1"))
    remembered.notice(ANN, read)
    assert remembered.recall([ANN]) is None
    assert remembered.recall([BEN]) is None
    assert remembered.recall([ACTIVITY]) is None, "that it is there stays true"


def test_what_is_read_and_did_not_change_or_was_not_known_changes_nothing(
    remembered: DocumentCache,
) -> None:
    remembered.keep(ANN, seen("ann"))
    remembered.notice(ANN, seen("ann"))
    remembered.notice(BEN, seen("ben"))
    assert remembered.recall([ANN]) == {ANN: seen("ann")}


def test_of_too_many_those_that_were_kept_longest_ago_are_forgotten(
    remembered: DocumentCache,
) -> None:
    for name in ("a", "b", "c"):
        remembered.keep(Path(CONVERSATIONS, name), seen(name))
        remembered.keep(Path(ACTIVITIES, name), seen(name))
    remembered.keep(Path(CONVERSATIONS, "a"), seen("a"))
    remembered.keep(Path(CONVERSATIONS, "d"), seen("d"))
    remembered.keep(Path(ACTIVITIES, "d"), seen("d"))
    known = {name for name in "abcd" if remembered.recall([Path(CONVERSATIONS, name)])}
    assert known == {"a", "c", "d"}
    new = {name for name in "abcd" if remembered.recall([Path(ACTIVITIES, name)])}
    assert new == {"a"}

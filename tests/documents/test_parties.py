import pytest

from documents.parties import ExternalParties, external_parties
from openphone.errors import EventError
from openphone.events.event import Parties
from tests.builders import ALSO_OURS, ANN, BEN, CARA, OURS

KNOWN = frozenset({OURS, ALSO_OURS})
NOBODY: frozenset[str] = frozenset()


def incoming(*recipients: str) -> Parties:
    return Parties(ANN, recipients, "incoming")


def outgoing(*recipients: str) -> Parties:
    return Parties(OURS, recipients, "outgoing")


@pytest.mark.parametrize(
    ("parties", "ours", "numbers"),
    [
        (incoming(OURS), KNOWN, (ANN,)),
        (incoming(OURS), NOBODY, (ANN,)),
        (incoming(OURS, BEN), KNOWN, (ANN, BEN)),
        (incoming(BEN, OURS), KNOWN, (ANN, BEN)),
        (incoming(OURS, BEN, ALSO_OURS), KNOWN, (ANN, BEN)),
        (incoming(OURS, ALSO_OURS), KNOWN, (ANN,)),
        (incoming(OURS, BEN), NOBODY, (ANN, BEN)),
        (incoming(BEN, OURS), NOBODY, (ANN, OURS)),
        (incoming(OURS, CARA, BEN), NOBODY, (ANN, BEN, CARA)),
        (incoming(OURS, ANN), KNOWN, (ANN,)),
        (Parties(OURS, (ALSO_OURS,), "incoming"), KNOWN, (OURS,)),
        (outgoing(ANN), KNOWN, (ANN,)),
        (outgoing(ANN), NOBODY, (ANN,)),
        (outgoing(CARA, ANN, BEN, ANN), NOBODY, (ANN, BEN, CARA)),
        (outgoing(ANN, ALSO_OURS), KNOWN, (ANN, ALSO_OURS)),
        (Parties("anonymous", ("32665",), "incoming"), NOBODY, ("anonymous",)),
    ],
)
def test_sender_recipients_and_direction_decide_with_strength_2(
    parties: Parties, ours: frozenset[str], numbers: tuple[str, ...]
) -> None:
    assert external_parties(parties, ours) == ExternalParties(tuple(sorted(numbers)), 2)


@pytest.mark.parametrize("ours", [KNOWN, NOBODY, frozenset({ANN})])
def test_the_external_participants_decide_with_strength_2(ours: frozenset[str]) -> None:
    parties = Parties(external=(BEN, ANN), participants=(CARA, OURS))
    assert external_parties(parties, ours) == ExternalParties((ANN, BEN), 2)


@pytest.mark.parametrize(
    ("participants", "numbers"),
    [
        ((ANN, OURS), (ANN,)),
        ((OURS, ANN), (ANN,)),
        ((CARA, OURS, ANN, ALSO_OURS, BEN), (ANN, BEN, CARA)),
        ((ANN, OURS, ANN), (ANN,)),
    ],
)
def test_participants_other_than_ours_are_external_with_strength_1(
    participants: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    assert external_parties(Parties(participants=participants), KNOWN) == ExternalParties(
        numbers, 1
    )


@pytest.mark.parametrize("participants", [(BEN,), (BEN, ANN), (BEN, OURS, ANN)])
def test_without_one_of_ours_the_first_participant_is_external_with_strength_0(
    participants: tuple[str, ...],
) -> None:
    assert external_parties(Parties(participants=participants), NOBODY) == ExternalParties(
        (BEN,), 0
    )


@pytest.mark.parametrize(
    "unsaid",
    [
        Parties("", (OURS,), "incoming"),
        Parties(ANN, (), "incoming"),
        Parties(ANN, (OURS,), ""),
    ],
)
def test_where_sender_recipients_or_direction_is_missing_the_next_source_decides(
    unsaid: Parties,
) -> None:
    assert external_parties(unsaid, KNOWN) is None
    named = Parties(unsaid.sender, unsaid.recipients, unsaid.direction, participants=(BEN, OURS))
    assert external_parties(named, KNOWN) == ExternalParties((BEN,), 1)


@pytest.mark.parametrize("parties", [Parties(), Parties(participants=(OURS, ALSO_OURS))])
def test_an_event_may_name_nobody(parties: Parties) -> None:
    assert external_parties(parties, KNOWN) is None


def crowd(size: int) -> tuple[str, ...]:
    return tuple(f"+1555020{number:04}" for number in range(size))


@pytest.mark.parametrize(
    "make",
    [
        lambda numbers: Parties(OURS, numbers, "outgoing"),
        lambda numbers: Parties(external=numbers),
        lambda numbers: Parties(participants=(OURS, *numbers)),
    ],
)
def test_a_group_has_at_most_a_hundred_external_numbers(make: object) -> None:
    assert callable(make)
    found = external_parties(make(crowd(100) * 2), KNOWN)
    assert found is not None
    assert len(found.numbers) == 100
    with pytest.raises(EventError) as caught:
        external_parties(make(crowd(101)), KNOWN)
    assert str(caught.value) == "the event names more than 100 outside numbers"


def test_a_guess_is_one_number_however_many_are_named() -> None:
    assert external_parties(Parties(participants=crowd(500)), NOBODY) == ExternalParties(
        ("+15550200000",), 0
    )


def test_our_number_named_twice_is_still_one_recipient() -> None:
    assert external_parties(incoming(OURS, OURS), frozenset()) == ExternalParties((ANN,), 2)

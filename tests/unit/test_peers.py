"""Whom one may name for feedback, and how many."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.definition.conversation import Peers
from domain.ids import PersonId
from domain.peers import (
    AskedTooOften,
    Circle,
    ManagerAsPeer,
    NomineesNotAccepted,
    OneselfAsPeer,
    PeerHasLeft,
    PeerNotInCycle,
    check_nominees,
    read_nominees,
)

ME, BOSS, ANN, BEN, EVA, OUTSIDER, GONE = (PersonId(UUID(int=n)) for n in range(1, 8))
NUMBERS: Mapping[str, PersonId] = {"1": ME, "2": BOSS, "3": ANN, "4": BEN, "5": EVA}
NAMES = {ANN: "Ann Okafor", BEN: "Ben Sato", OUTSIDER: "Jo Lind", GONE: "Kim Bai", BOSS: "Mara"}
RULES = Peers(count=3, minimum=2)


def circle(asked: Mapping[PersonId, int] | None = None, per_giver: int | None = 2) -> Circle:
    return Circle(
        reviewee=ME,
        managers=frozenset({BOSS}),
        launched=frozenset({ME, BOSS, ANN, BEN, EVA, GONE}),
        gone=frozenset({GONE}),
        asked=asked or {},
        per_giver=per_giver,
        name_of=lambda person: NAMES.get(person, "somebody"),
    )


def read(answer: JsonValue, rules: Peers = RULES) -> JsonValue:
    return read_nominees(answer, NUMBERS.get, rules)


def test_colleagues_are_named_by_number_and_kept_by_id() -> None:
    assert read(["3", " 4 "]) == [str(ANN), str(BEN)]
    assert read([3, 4, 5]) == [str(ANN), str(BEN), str(EVA)]


@pytest.mark.parametrize(
    "answer, sentence",
    [
        ("3", "Please list colleagues"),
        ({"3": True}, "Please list colleagues"),
        (["3", "99"], "There is nobody known as '99'."),
        (["3", True], "There is nobody known as 'True'."),
        (["3", "  "], "There is nobody known as '  '."),
        (["3", "3"], "3 is named twice; name each colleague once."),
        (["3", 3], "3 is named twice"),
        (["3"], "Please name at least 2 colleagues; you have named 1."),
        ([], "Please name at least 2 colleagues; you have named 0."),
        (["2", "3", "4", "5"], "Please name at most 3 colleagues; you have named 4."),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_words(answer: JsonValue, sentence: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read(answer)
    assert sentence in " ".join(refused.value.sentences)


def test_everything_that_is_wrong_with_a_list_is_said_at_once() -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read(["98", "99"])
    assert len(refused.value.sentences) == 2


def test_a_list_far_too_long_is_refused_in_one_sentence() -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read([f"nobody {number}" for number in range(1000)])
    said = "Please name at most 3 colleagues; you have named 1000."
    assert refused.value.sentences == (said,)


def test_a_minimum_above_the_count_asks_for_no_more_than_the_count() -> None:
    assert read(["3"], Peers(count=1, minimum=5)) == [str(ANN)]
    with pytest.raises(NotAnAnswer, match="at most 1 colleague;"):
        read(["3", "4"], Peers(count=1, minimum=5))


@pytest.mark.parametrize(
    "person, refusal, sentence",
    [
        (ME, OneselfAsPeer, "Nobody gives feedback on themselves"),
        (BOSS, ManagerAsPeer, "Mara rates this review anyway"),
        (OUTSIDER, PeerNotInCycle, "Jo Lind is not in this cycle"),
        (GONE, PeerHasLeft, "Kim Bai has left"),
        (ANN, AskedTooOften, "Ann Okafor is asked for feedback in 2 reviews of this cycle already"),
    ],
)
def test_a_colleague_who_cannot_be_asked_is_refused_by_name(
    person: PersonId, refusal: type[NomineesNotAccepted], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        check_nominees([BEN, person], circle({ANN: 2}))


def test_what_is_wrong_with_several_is_said_at_once() -> None:
    with pytest.raises(NomineesNotAccepted) as refused:
        check_nominees([OUTSIDER, GONE, BEN], circle())
    assert refused.value.code == "nominees_not_accepted"
    assert "Jo Lind" in str(refused.value)
    assert "Kim Bai" in str(refused.value)


@pytest.mark.parametrize(
    "asked, per_giver, nominees",
    [({ANN: 1}, 2, [ANN, BEN]), ({ANN: 50}, None, [ANN]), ({}, 1, [ANN])],
)
def test_who_is_asked_less_often_than_the_cap_may_be_named(
    asked: Mapping[PersonId, int], per_giver: int | None, nominees: Sequence[PersonId]
) -> None:
    check_nominees(nominees, circle(asked, per_giver))


def test_a_cap_of_one_reads_as_one_review() -> None:
    with pytest.raises(AskedTooOften, match="in 1 review of this cycle"):
        check_nominees([ANN], circle({ANN: 1}, per_giver=1))

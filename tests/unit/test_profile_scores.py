"""Answers about a role are given line by line, and come to a score."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.definition.forms import FormField
from domain.definition.rating import Level, RatingScale
from domain.definition.words import FieldKind
from domain.expectations.part_scores import expectation_part
from domain.expectations.scores import NO_PROFILE, read_scores
from tests.unit.roles import SCALE, profile

TO_DO, TO_HAVE, TO_BE = FieldKind.ACCOUNTABILITIES, FieldKind.SKILLS, FieldKind.VALUES


def field(kind: FieldKind, *, required: bool = True) -> FormField:
    return FormField(id="role", label="How is it done?", kind=kind, required=required)


def refusal(kind: FieldKind, answer: JsonValue, *, required: bool = True) -> tuple[str, ...]:
    with pytest.raises(NotAnAnswer) as refused:
        read_scores(field(kind, required=required), answer, profile(), SCALE)
    return refused.value.sentences


@pytest.mark.parametrize(
    "kind, answer, kept",
    [
        (TO_DO, {"measure": 4, "grind": "3"}, {"grind": 3, "measure": 4}),
        (TO_HAVE, {"craft": 2.0}, {"craft": 2}),
        (TO_BE, {"clean_hands": 5, "candour": None}, {"clean_hands": 5}),
    ],
)
def test_lines_are_kept_in_the_order_of_the_profile(
    kind: FieldKind, answer: JsonValue, kept: JsonValue
) -> None:
    assert read_scores(field(kind), answer, profile(), SCALE) == kept


def test_a_line_that_the_profile_does_not_have_is_refused() -> None:
    (sentence,) = refusal(TO_DO, {"grind": 3, "design": 4})
    assert sentence == "There is no 'design' to score here; the lines are: grind, measure."


def test_a_skill_is_seen_at_one_of_its_own_levels_and_not_on_the_rating_scale() -> None:
    assert refusal(TO_HAVE, {"craft": 4}) == ("Craft: 4 is not one of its levels: 1, 2, 3.",)
    assert refusal(TO_HAVE, {"craft": 1.5}) == ("Craft: 1.5 is not one of its levels: 1, 2, 3.",)


def test_every_fault_is_said_at_once() -> None:
    assert len(refusal(TO_DO, {"grind": 9, "measure": "much", "polish": 1})) == 3


@pytest.mark.parametrize("answer", [{}, {"grind": None}])
def test_something_has_to_be_scored_where_an_answer_is_required(answer: JsonValue) -> None:
    assert refusal(TO_DO, answer) == ("Please give at least one score.",)
    assert read_scores(field(TO_DO, required=False), answer, profile(), SCALE) == {}


def test_scores_are_given_by_line() -> None:
    assert refusal(TO_DO, [3, 4]) == ("Please give a score for each of the lines.",)


def test_without_a_profile_the_person_reads_what_hr_can_do() -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_scores(field(TO_DO), {"grind": 3}, None, SCALE)
    assert refused.value.sentences == (NO_PROFILE,)
    assert "HR can help" in NO_PROFILE


def part(kind: FieldKind, answer: JsonValue, level: str = "L1") -> dict[str, Decimal]:
    return dict(expectation_part(field(kind), answer, profile(level), SCALE, meets=3))


def test_accountabilities_and_values_stand_on_the_scale_already() -> None:
    assert part(TO_DO, {"grind": 2, "measure": 4}) == {"Grind": 2, "Measure": 4}
    assert part(TO_BE, {"candour": 1}) == {"Candour": 1}


def test_a_skill_scores_as_far_from_meets_as_it_is_seen_from_expected() -> None:
    assert part(TO_HAVE, {"craft": 2, "planning": 1}) == {"Craft": 4, "Planning": 3}
    assert part(TO_HAVE, {"craft": 1}, "L2") == {"Craft": 1}


def test_a_skill_never_scores_beyond_the_ends_of_the_scale() -> None:
    short = RatingScale(levels=SCALE.levels[1:4])
    far: JsonValue = {"craft": 1}
    assert expectation_part(field(TO_HAVE), far, profile("L2"), short, 2) == (
        ("Craft", Decimal(2)),
    )


@pytest.mark.parametrize("answer", [None, {}, "much", {"polish": 4}])
def test_what_was_not_scored_has_no_score(answer: JsonValue) -> None:
    assert part(TO_DO, answer) == {}


def test_without_a_profile_or_a_scale_nothing_has_a_score() -> None:
    assert expectation_part(field(TO_DO), {"grind": 3}, None, SCALE, 3) == ()
    assert expectation_part(field(TO_DO), {"grind": 3}, profile(), None, 3) == ()


@given(
    seen=st.sampled_from((1, 2, 3)),
    lowest=st.integers(0, 5),
    size=st.integers(2, 8),
    meets=st.integers(0, 7),
)
def test_the_score_of_a_skill_is_on_the_scale_and_rises_with_the_level_seen(
    seen: int, lowest: int, size: int, meets: int
) -> None:
    levels = range(lowest, lowest + size)
    scale = RatingScale(levels=tuple(Level(value=n, label="x", meaning="x") for n in levels))
    at = levels[meets % size]

    def score(level: int) -> Decimal:
        ((_, found),) = expectation_part(field(TO_HAVE), {"craft": level}, profile("L2"), scale, at)
        return found

    assert levels[0] <= score(seen) <= levels[-1]
    assert score(3) == at
    assert score(1) <= score(seen)

"""A rating far from the evidence asks for a reason, and no evidence shines through too early."""

from decimal import Decimal

import pytest
from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.evidence import difference, reason_missing
from domain.goals import Goal, SoftMeasure
from domain.part_scores import AnswersByForm
from tests.unit.scored_cycle import definition_with

Words = dict[str, JsonValue]

DIFFERENCE = "- {id: difference, label: Why so far?, kind: text, required: false}\n      "
EXPLAINS = (
    ("    rating.skills: 40\n", "    rating.skills: 40\n  explain_from: 1\n"),
    ("- {id: days", DIFFERENCE + "- {id: days"),
)
SELF = "  self:\n    title: Self\n    fields: [{id: goals, label: How far?, kind: goal_scores}]\n"
OWN_STEP = (
    "      - {id: assess, title: Look back, role: reviewee, form: self,"
    " due: {working_days: 5}, ladder: a}\n"
)
WITH_SELF = (
    ("  rating:\n    title: Rating", f"{SELF}  rating:\n    title: Rating"),
    ("      - {id: peers,", f"{OWN_STEP}      - {{id: peers,"),
    ("rating.goals: 60", "self.goals: 60"),
)
GOALS = (
    Goal(
        id="halve",
        title="Halve it",
        weight=Decimal(100),
        measure=SoftMeasure(levels=("not yet", "done")),
    ),
)


def missing(
    definition: CycleDefinition, words: Words, others: AnswersByForm | None = None
) -> str | None:
    return reason_missing(definition, "rating", words, GOALS, None, others or {})


def rating(level: int, **more: JsonValue) -> Words:
    """A rating of somebody who reached the objective at 1 and shows every skill at 2."""
    return {
        "goals": {"halve": 1},
        "skills": {"Do": 2, "Have": 2, "Be": 2},
        "rating": level,
        **more,
    }


def test_a_rating_far_from_the_evidence_asks_for_a_reason_and_shows_the_arithmetic() -> None:
    assert missing(definition_with(*EXPLAINS), rating(3)) == (
        "The rating 3 is 1.6 above the indicative score: 1.4 = 60 % x 1 (rating.goals) + 40 % x 2"
        " (rating.skills). The rating is your decision; say in 'difference' what the score does"
        " not see."
    )


def test_a_rating_below_the_evidence_asks_too() -> None:
    words: Words = {"goals": {"halve": 3}, "skills": {"Do": 3}, "rating": 1}
    sentence = missing(definition_with(*EXPLAINS), words)
    assert sentence is not None
    assert sentence.startswith("The rating 1 is 2 below the indicative score: 3.0 = ")


def test_with_a_reason_the_rating_stands_as_it_is() -> None:
    words = rating(3, difference="Carried the audit alone, which no objective names.")
    assert missing(definition_with(*EXPLAINS), words) is None


@pytest.mark.parametrize("level", [1, 2])
def test_a_rating_near_the_evidence_asks_for_nothing(level: int) -> None:
    assert missing(definition_with(*EXPLAINS), rating(level)) is None


def test_exactly_the_difference_of_the_definition_asks() -> None:
    words: Words = {"goals": {"halve": 1}, "skills": {"Do": 1}, "rating": 2}
    assert missing(definition_with(*EXPLAINS), words) is not None


def test_a_definition_that_does_not_ask_is_never_asked_for() -> None:
    assert missing(definition_with(), rating(3)) is None


def test_without_any_evidence_nothing_is_asked() -> None:
    assert missing(definition_with(*EXPLAINS), {"rating": 3}) is None


@pytest.mark.parametrize(
    "is_independent, is_asked", [("", False), ("independent_first: false\n", True)]
)
def test_a_self_assessment_the_rater_may_not_read_yet_is_no_evidence(
    is_independent: str, *, is_asked: bool
) -> None:
    definition = definition_with(
        *EXPLAINS, *WITH_SELF, ("key: annual-2026\n", f"key: annual-2026\n{is_independent}")
    )
    others: AnswersByForm = {"self": [{"goals": {"halve": 1}}]}
    words: Words = {"skills": {"Do": 3}, "rating": 3}
    assert (missing(definition, words, others) is not None) == is_asked


def test_the_difference_says_which_way() -> None:
    assert difference(3, Decimal("2.6")) == Decimal("0.4")
    assert difference(2, Decimal("2.6")) == Decimal("-0.6")

"""What an answer stands for in a score: one person's, several people's, and none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import FormField
from domain.definition.rating import Level, RatingScale
from domain.definition.words import FieldKind
from domain.expectations.profile import (
    Accountability,
    Behaviour,
    ExpectedSkill,
    RoleProfile,
    WordPicture,
)
from domain.goals import Goal, SoftMeasure
from domain.part_scores import AnswersByForm, Background, Part, part_of, parts_of, singles_of
from tests.unit.scored_cycle import definition_with

SCALE = RatingScale(
    levels=tuple(Level(value=n, label=f"Level {n}", meaning="A sentence.") for n in range(1, 6))
)
PROFILE = RoleProfile(
    family="optics",
    family_title="Optics",
    level="3",
    title="Optics engineer",
    purpose="Makes instruments see.",
    accountabilities=(Accountability(id="bench", title="Run the bench", expected="It runs."),),
    skills=(
        ExpectedSkill(
            id="lenses",
            title="Lenses",
            expected=2,
            levels=tuple(WordPicture(level=n, picture="Seen doing it.") for n in range(1, 4)),
        ),
    ),
    values=(Behaviour(id="respect", title="Respect", looks_like="Listens.", not_like="Talks."),),
)


def objectives(**weights: int) -> tuple[Goal, ...]:
    soft = SoftMeasure(levels=("low", "high"))
    return tuple(
        Goal(id=key, title=key.title(), measure=soft, weight=Decimal(weight))
        for key, weight in weights.items()
    )


BACKGROUND = Background(objectives(a=30, b=70), PROFILE, SCALE, meets=3)


def question(kind: FieldKind) -> FormField:
    return FormField(id="part", label="?", kind=kind, items=("care", "reach", "drive"))


@pytest.mark.parametrize(
    "kind, answer, expected",
    [
        (FieldKind.RATING, 4, Decimal(4)),
        (FieldKind.RATING, 0, Decimal(0)),
        (FieldKind.NUMBER, "3.5", Decimal("3.5")),
        (FieldKind.GOAL_SCORES, {"a": 5, "b": 3}, Decimal("3.6")),
        (FieldKind.GOAL_SCORES, {"a": 5, "b": None, "gone": 1}, Decimal(5)),
        (FieldKind.SCORES, {"care": 2, "reach": 3}, Decimal("2.5")),
        (FieldKind.SCORES, {"care": None, "reach": 0}, Decimal(0)),
        (FieldKind.SCORES, {}, None),
        (FieldKind.ACCOUNTABILITIES, {"bench": 4}, Decimal(4)),
        (FieldKind.SKILLS, {"lenses": 3}, Decimal(4)),
        (FieldKind.SKILLS, {"lenses": 1}, Decimal(2)),
        (FieldKind.VALUES, {"respect": 1}, Decimal(1)),
        (FieldKind.TEXT, "4", None),
        (FieldKind.RATING, None, None),
    ],
)
def test_an_answer_stands_for_a_score(
    kind: FieldKind, answer: JsonValue, expected: Decimal | None
) -> None:
    assert part_of("form.part", question(kind), [answer], BACKGROUND).score == expected


def test_the_score_of_objectives_is_worked_out_by_their_weights() -> None:
    part = part_of("r.goals", question(FieldKind.GOAL_SCORES), [{"a": 5, "b": 3}], BACKGROUND)
    assert part.sentence == "3.60 = 30 % x 5 (A) + 70 % x 3 (B)"


def test_the_score_of_lines_is_worked_out_as_their_mean() -> None:
    answer: JsonValue = {"care": 2, "reach": 3, "drive": 5}
    part = part_of("r.lines", question(FieldKind.SCORES), [answer], BACKGROUND)
    assert part.sentence == "3.33 = (2 (care) + 3 (reach) + 5 (drive)) / 3"


def test_without_a_profile_its_lines_have_no_score() -> None:
    nobody = Background(scale=SCALE, meets=3)
    assert singles_of(question(FieldKind.VALUES), {"respect": 4}, nobody) == ()


def test_of_several_authors_the_mean_counts_and_those_without_a_score_do_not() -> None:
    answers: list[JsonValue] = [{"care": 1}, {"care": 4, "reach": 5}, None]
    part = part_of("r.lines", question(FieldKind.SCORES), answers, BACKGROUND)
    assert part.score == Fraction(11, 4)
    assert part.sentence == "2.75 = the mean of all answers"


def test_a_single_low_answer_of_one_author_among_several_is_not_told_apart() -> None:
    answers: list[JsonValue] = [{"care": 1}, {"care": 4}]
    part = part_of("r.lines", question(FieldKind.SCORES), answers, BACKGROUND)
    assert [(each.title, each.score) for each in part.singles] == [("care", Fraction(5, 2))]


def anonymous() -> CycleDefinition:
    return definition_with(
        ("- {id: good, label: What is good?, kind: text}",
         "- {id: good, label: What is good?, kind: scores, items: [Do]}"),
        ("rating.goals: 60", "peers.good: 60"),
    )  # fmt: skip


@pytest.mark.parametrize("number, score", [(0, None), (2, None), (3, 2), (4, 2)])
def test_an_anonymous_form_counts_from_its_threshold_on(number: int, score: int | None) -> None:
    answers: AnswersByForm = {"peers": [{"good": {"Do": 2}}] * number}
    peers, skills = parts_of(anonymous(), answers, BACKGROUND)
    assert (peers.name, peers.score) == ("peers.good", score)
    assert (skills.name, skills.score) == ("rating.skills", None)


def test_below_the_threshold_nothing_tells_whether_anybody_answered() -> None:
    some = parts_of(anonymous(), {"peers": [{"good": {"Do": 1}}] * 2}, BACKGROUND)
    assert some == parts_of(anonymous(), {}, BACKGROUND)


lines = st.dictionaries(st.sampled_from(["care", "reach"]), st.integers(0, 5), min_size=1)
several = st.lists(lines, min_size=1)


def lines_of(given_answers: list[dict[str, int]]) -> Part:
    answers: list[JsonValue] = [dict(answer) for answer in given_answers]
    return part_of("r.lines", question(FieldKind.SCORES), answers, BACKGROUND)


@given(several)
def test_the_order_of_authors_changes_nothing(given_answers: list[dict[str, int]]) -> None:
    there, back = lines_of(given_answers), lines_of(given_answers[::-1])
    assert (there.score, set(there.singles)) == (back.score, set(back.singles))


@given(several)
def test_a_part_lies_between_its_lowest_and_its_highest_score(
    given_answers: list[dict[str, int]],
) -> None:
    found = [score for answer in given_answers for score in answer.values()]
    score = lines_of(given_answers).score
    assert score is not None
    assert min(found) <= score <= max(found)

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.definition.forms import Form, FormField
from domain.definition.rating import Level, RatingScale
from domain.definition.words import FieldKind
from domain.expectations.profile import Accountability, RoleProfile
from domain.form_rules import FormRules
from domain.forms import LARGEST_ANSWERS, check, normalised, rating_in
from domain.goals import Goal, SoftMeasure

FIVE = RatingScale(
    levels=tuple(Level(value=n, label=str(n), meaning=f"Level {n}.") for n in range(1, 6))
)
GAPS = RatingScale(
    levels=tuple(Level(value=n, label=str(n), meaning=f"Level {n}.") for n in (0, 2, 4))
)
SOFT = SoftMeasure(levels=("low", "high"))
AGREED = tuple(
    Goal(id=key, title=f"Objective {key}", measure=SOFT, weight=Decimal(50)) for key in ("a", "b")
)
PROFILE = RoleProfile(
    family="engineering",
    family_title="Engineering",
    level="L1",
    title="Engineer",
    purpose="Builds things that hold.",
    accountabilities=(Accountability(id="build", title="Build", expected="It holds."),),
)
RULES = FormRules(scale=FIVE, goals=AGREED, profile=PROFILE)


def asking(kind: FieldKind, **options: Any) -> Form:  # noqa: ANN401 - options of any field
    return Form(title="F", fields=(FormField(id="q", label="Q?", kind=kind, **options),))


def said(form: Form, answer: JsonValue, rules: FormRules = RULES) -> list[str]:
    return [problem.sentence for problem in check(form, {"q": answer}, rules)]


def kept(form: Form, answer: JsonValue, rules: FormRules = RULES) -> JsonValue:
    return normalised(form, {"q": answer}, rules)["q"]


def test_every_problem_of_a_form_is_told_at_once_and_by_question() -> None:
    form = Form(
        title="Self-assessment",
        fields=(
            FormField(id="words", label="What went well?", kind=FieldKind.TEXT, max_words=2),
            FormField(id="level", label="Your rating", kind=FieldKind.RATING),
            FormField(id="talked", label="Did you talk?", kind=FieldKind.YES_NO),
        ),
    )
    problems = check(form, {"words": "one two three", "level": 5.9, "mood": "blue"}, RULES)
    assert [(problem.field, problem.sentence) for problem in problems] == [
        ("mood", "The form has no question 'mood'."),
        ("words", "This has 3 words; please shorten it to 2."),
        ("level", "5.9 is not on the scale 1-5."),
        ("talked", "Please answer this question."),
    ]


PROFILE_KINDS = (FieldKind.ACCOUNTABILITIES, FieldKind.SKILLS, FieldKind.VALUES)


@pytest.mark.parametrize("kind", PROFILE_KINDS)
def test_nobody_is_asked_for_a_role_profile_there_is_not(kind: FieldKind) -> None:
    without = FormRules(scale=FIVE)
    assert said(asking(kind), None, without) == []
    assert "no role profile" in said(asking(kind), {"build": 3}, without)[0]


def test_a_line_of_the_profile_is_scored_on_the_scale() -> None:
    form = asking(FieldKind.ACCOUNTABILITIES)
    assert kept(form, {"build": "4"}) == {"build": 4}
    assert "nothing to score" not in said(form, {"build": 9})[0]
    assert "'fly'" in said(form, {"fly": 3})[0]


@pytest.mark.parametrize("blank", [None, "", "  \n ", [], {}], ids=repr)
@pytest.mark.parametrize("kind", list(FieldKind))
def test_a_blank_is_no_answer_whatever_is_asked(kind: FieldKind, blank: JsonValue) -> None:
    options = {"choices": ("a", "b"), "items": ("a", "b")}
    assert said(asking(kind, **options), blank) == ["Please answer this question."]
    optional = asking(kind, required=False, **options)
    assert said(optional, blank) == []
    assert normalised(optional, {"q": blank}, RULES) == {}


@pytest.mark.parametrize(
    "level", [5.9, "5.9", 0, 6, -1, "4.5", "1e0", True, "five", 10**40, "\uff15"], ids=repr
)
def test_a_rating_off_the_scale_is_refused_and_never_cut_to_fit(level: JsonValue) -> None:
    assert len(said(asking(FieldKind.RATING), level)) == 1


@pytest.mark.parametrize("level", [4, 4.0, "4", "4.0", " 4 "], ids=repr)
def test_a_level_may_be_written_as_any_equal_number(level: JsonValue) -> None:
    form = asking(FieldKind.RATING)
    assert said(form, level) == []
    assert rating_in(form, normalised(form, {"q": level}, RULES)) == 4


def test_a_level_in_a_gap_of_the_scale_is_refused_and_zero_may_be_a_level() -> None:
    form, rules = asking(FieldKind.RATING), FormRules(scale=GAPS)
    assert said(form, 3, rules) == ["3 is not on the scale 0, 2, 4."]
    assert kept(form, 0, rules) == 0
    assert said(form, 3, FormRules()) == ["This cycle has no rating scale."]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("a\x00b", "Character 2 cannot be shown or stored"),
        ("a\x1b[31m", "Character 2 cannot be shown or stored"),
        ("ab\ud800", "Character 3 cannot be shown or stored"),
        ("\u202eevil", "Character 1 is an invisible sign that turns text around"),
        ("a\u2066b", "Character 2 is an invisible sign that turns text around"),
        (7, "Please answer in words."),
        (["words"], "Please answer in words."),
    ],
)
def test_text_that_cannot_be_shown_is_refused(text: JsonValue, reason: str) -> None:
    (sentence,) = said(asking(FieldKind.TEXT), text)
    assert sentence.startswith(reason)


def test_ordinary_text_of_any_language_is_kept_with_plain_line_ends() -> None:
    text = "\tGrüße 👩\u200d💻\r\n\u05e9\u05dc\u05d5\u05dd\u200f\r\u0633\u0644\u0627\u0645  "
    assert (
        kept(asking(FieldKind.TEXT), text)
        == "Grüße 👩\u200d💻\n\u05e9\u05dc\u05d5\u05dd\u200f\n\u0633\u0644\u0627\u0645"
    )


def test_words_are_counted_as_a_person_counts_them() -> None:
    form = asking(FieldKind.TEXT, max_words=3)
    assert said(form, "one   two\n\nthree") == []
    assert said(form, "one two three four") == ["This has 4 words; please shorten it to 3."]
    assert said(form, "x" * 120) == []
    assert said(form, "x" * 121) == ["This has 121 letters; please shorten it to 120."]


@pytest.mark.parametrize(
    "number, sentences",
    [
        (0, []),
        (100, []),
        ("99.5", []),
        (100.5, ["100.5 is more than the largest answer, 100."]),
        ("-0.1", ["-0.1 is less than the smallest answer, 0."]),
        ("3,5", ["3,5 is not a number; write it like 3.5."]),
        ("1_000", ["1_000 is not a number; write it like 3.5."]),
        ("", ["Please answer this question."]),
        (False, ["Please answer with a number."]),
        (float("nan"), ["nan is not a number; write it like 3.5."]),
        (float("inf"), ["inf is not a number; write it like 3.5."]),
        ("1e999999", ["1e999999 is not a number; write it like 3.5."]),
    ],
)
def test_numbers_are_held_against_their_range(number: JsonValue, sentences: list[str]) -> None:
    form = asking(FieldKind.NUMBER, minimum=Decimal(0), maximum=Decimal(100))
    assert said(form, number) == sentences


@pytest.mark.parametrize("number", [0.1, "0.1", "0.10", " 0.100", "+0.1"], ids=repr)
def test_a_number_is_kept_exactly_however_it_was_written(number: JsonValue) -> None:
    assert kept(asking(FieldKind.NUMBER), number) == "0.1"


@pytest.mark.parametrize(
    "day", ["2026-02-29", "2026-13-01", "20260301", "1 March 2026", 20260301], ids=repr
)
def test_a_date_that_does_not_exist_is_refused(day: JsonValue) -> None:
    assert len(said(asking(FieldKind.DATE), day)) == 1
    assert kept(asking(FieldKind.DATE), "2028-02-29") == "2028-02-29"


def test_only_choices_that_were_offered_are_accepted() -> None:
    form = asking(FieldKind.CHOICE, choices=("exceeds", "meets"))
    assert said(form, "Meets") == ["Please choose one of: exceeds, meets."]
    assert said(form, ["meets"]) == ["Please choose one of: exceeds, meets."]
    assert kept(form, "meets") == "meets"


def test_no_is_an_answer() -> None:
    form = asking(FieldKind.YES_NO)
    assert [kept(form, answer) for answer in (False, "no", True, "yes")] == [
        False,
        False,
        True,
        True,
    ]
    assert said(form, 0) == ["Please answer yes or no."]


def test_objectives_of_a_form_sum_to_one_hundred() -> None:
    form = asking(FieldKind.GOALS)
    goal: dict[str, JsonValue] = AGREED[0].model_dump(mode="json")
    assert said(form, [goal]) == ["50; weights must sum to exactly 100.00."]
    assert said(form, [{**goal, "weight": 100}]) == []
    assert said(form, [{"id": "x"}])[0] == "Objective 1: the title is missing."


def test_an_objective_without_a_score_is_left_out_and_never_a_zero() -> None:
    form = asking(FieldKind.GOAL_SCORES)
    assert kept(form, {"a": 5, "b": None}) == {"a": 5}
    assert kept(form, {"a": "5"}) == {"a": 5}
    assert said(form, {"a": None}) == ["Please give at least one score."]


def test_a_score_for_an_unknown_objective_or_off_the_scale_is_refused() -> None:
    assert said(asking(FieldKind.GOAL_SCORES), {"a": 9, "z": 3}) == [
        "There is no 'z' to score here.",
        "Objective a: 9 is not on the scale 1-5.",
    ]
    assert said(asking(FieldKind.SCORES, items=("Care",)), {"Care": 3, "care": 3}) == [
        "There is no 'care' to score here."
    ]


def test_without_agreed_objectives_nobody_has_to_score_them() -> None:
    rules = FormRules(scale=FIVE)
    assert said(asking(FieldKind.GOAL_SCORES), {}, rules) == []
    assert said(asking(FieldKind.GOAL_SCORES), [1], rules) != []


def test_answers_that_are_too_large_or_too_deep_are_refused_in_one_sentence() -> None:
    form = asking(FieldKind.TEXT)
    assert said(form, "x" * (LARGEST_ANSWERS - 20)) == []
    too_long = ["The answers are longer than 64 KiB; please shorten them."]
    assert said(form, "é" * (LARGEST_ANSWERS // 2)) == too_long
    deep: JsonValue = "x"
    for _ in range(100_000):
        deep = [deep]
    assert said(form, deep) == too_long
    assert said(asking(FieldKind.NUMBER), 10**5000) == too_long


def test_answers_with_faults_are_never_kept() -> None:
    with pytest.raises(NotAnAnswer, match="on the scale"):
        normalised(asking(FieldKind.RATING), {"q": 9}, RULES)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(FieldKind), json)
def test_any_answer_is_either_refused_in_a_sentence_or_kept_and_kept_again(
    kind: FieldKind, answer: JsonValue
) -> None:
    form = asking(kind, required=False, choices=("a", "b"), items=("a", "b"))
    sentences = said(form, answer)
    assert all(sentence.endswith(".") for sentence in sentences)
    if not sentences:
        once = normalised(form, {"q": answer}, RULES)
        assert normalised(form, once, RULES) == once


@given(st.integers(1, 5), st.floats(0, 6))
def test_a_number_is_a_level_only_when_it_equals_one(level: int, near: float) -> None:
    assert (said(asking(FieldKind.RATING), near) == []) == (near in {1, 2, 3, 4, 5})
    assert kept(asking(FieldKind.RATING), str(level)) == level

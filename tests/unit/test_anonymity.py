"""Nothing that is shown of an anonymous form tells who said what, when, or how many did."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.anonymity import Given, Voices, anonymous_steps, countable, peer_means, voices
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind, Shown
from domain.ids import PersonId
from tests.unit.test_planning import setting, team

AUTHORS = tuple(PersonId(UUID(int=n)) for n in range(1, 9))
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)
FIELDS = (
    FormField(id="keep", label="What to keep?", kind=FieldKind.TEXT),
    FormField(id="skills", label="How well?", kind=FieldKind.SCORES, items=("Listens", "Decides")),
    FormField(id="overall", label="Overall?", kind=FieldKind.RATING, required=False),
)
WORDS = Form(title="Feedback", fields=FIELDS, anonymous=True, threshold=3)
SUMMARY = WORDS.model_copy(update={"shown": Shown.SUMMARY})
OPEN_FORM = WORDS.model_copy(update={"anonymous": False})
FORMS = st.sampled_from((WORDS, SUMMARY))

scores = st.integers(1, 5)
one_answer: st.SearchStrategy[dict[str, JsonValue]] = st.fixed_dictionaries(
    {"keep": st.text("abc ", min_size=1, max_size=4)},
    optional={
        "skills": st.fixed_dictionaries({}, optional={"Listens": scores, "Decides": scores}),
        "overall": scores,
    },
)
moments = st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes))


def said(author: int, keep: str, listens: int | None = None, *, minute: int = 0) -> Given:
    answers: dict[str, JsonValue] = {"keep": keep}
    if listens is not None:
        answers["skills"] = {"Listens": listens}
    at = NOON + timedelta(minutes=minute)
    return Given(author=AUTHORS[author], at=at, answers=answers)


THREE = (said(0, "your calm", 5), said(1, "the jokes", 2, minute=9), said(2, "a plan", 2))


@st.composite
def several(draw: st.DrawFn, low: int, high: int) -> list[Given]:
    """Answers of so many people, at any time."""
    people = draw(st.lists(st.sampled_from(AUTHORS), min_size=low, max_size=high, unique=True))
    return [Given(author=one, at=draw(moments), answers=draw(one_answer)) for one in people]


def seen(form: Form, answers: Sequence[Given], *, is_over: bool) -> tuple[object, ...]:
    """Everything that can be had of a form."""
    return (
        voices(form, answers, is_over=is_over),
        countable(form, answers, is_over=is_over),
        peer_means(form, answers, is_over=is_over),
    )


NOTHING = seen(WORDS, (), is_over=True)


@given(FORMS, several(0, 2), several(0, 2))
def test_below_the_threshold_it_shows_in_nothing_who_answered_or_whether_anybody_did(
    form: Form, some: list[Given], others: list[Given]
) -> None:
    assert seen(form, some, is_over=True) == seen(form, others, is_over=True) == NOTHING


@given(FORMS, several(0, 8))
def test_while_somebody_can_still_answer_nothing_shows(form: Form, some: list[Given]) -> None:
    assert seen(form, some, is_over=False) == NOTHING


@given(FORMS, several(3, 8), st.data())
def test_it_shows_in_nothing_who_answered_when_or_in_which_order(
    form: Form, some: list[Given], data: st.DataObject
) -> None:
    authors = data.draw(st.permutations(AUTHORS))[: len(some)]
    others = [
        each.model_copy(update={"author": author, "at": data.draw(moments)})
        for each, author in zip(some, authors, strict=True)
    ]
    shuffled = data.draw(st.permutations(others))
    assert seen(form, some, is_over=True) == seen(form, shuffled, is_over=True)


@given(FORMS, several(3, 8), st.data())
@settings(max_examples=200)
def test_it_shows_in_nothing_which_answers_came_from_the_same_person(
    form: Form, some: list[Given], data: st.DataObject
) -> None:
    """Every question, and every line of it, is dealt out anew among those who answered."""
    dealt: list[dict[str, JsonValue]] = [{} for _ in some]
    for field in form.fields:
        lines = field.items or ("",)
        for line in lines:
            found = [_at(each, field.id, line) for each in some]
            for answers, answer in zip(dealt, data.draw(st.permutations(found)), strict=True):
                _put(answers, field.id, line, answer)
    others = [
        each.model_copy(update={"answers": answers})
        for each, answers in zip(some, dealt, strict=True)
    ]
    assert seen(form, some, is_over=True) == seen(form, others, is_over=True)


def _at(each: Given, question: str, line: str) -> JsonValue:
    answer = each.answers.get(question)
    return answer.get(line) if isinstance(answer, dict) else answer


def _put(answers: dict[str, JsonValue], question: str, line: str, answer: JsonValue) -> None:
    if answer is None:
        return
    if not line:
        answers[question] = answer
        return
    lines = answers.setdefault(question, {})
    assert isinstance(lines, dict)
    lines[line] = answer


def test_from_the_threshold_on_every_answer_shows_sorted_by_its_words() -> None:
    assert voices(WORDS, THREE, is_over=True) == (
        Voices(question="keep", answers=("a plan", "the jokes", "your calm")),
        Voices(question="skills", line="Listens", answers=(2, 2, 5)),
    )


def test_a_summary_gives_means_and_no_words_at_all() -> None:
    assert voices(SUMMARY, THREE, is_over=True) == (
        Voices(question="skills", line="Listens", mean=Decimal("3.0")),
    )


def test_a_mean_of_fewer_than_the_threshold_is_not_given() -> None:
    two = (*THREE[:2], said(2, "a plan"))
    assert voices(SUMMARY, two, is_over=True) == ()
    assert countable(WORDS, two, is_over=True) == ()
    assert peer_means(WORDS, two, is_over=True) == {}


def test_who_answered_again_counts_once_and_with_the_later_answer() -> None:
    again = (*THREE[:2], said(1, "the cake", 1, minute=60))
    assert voices(WORDS, again, is_over=True) is None
    found = voices(WORDS, (*again, THREE[2]), is_over=True)
    assert found is not None
    assert found[0].answers == ("a plan", "the cake", "your calm")


def test_a_threshold_of_two_is_enough_for_two() -> None:
    pair = WORDS.model_copy(update={"threshold": 2})
    assert voices(pair, THREE[:2], is_over=True) is not None
    assert voices(pair, THREE[:1], is_over=True) is None


def test_means_are_cut_to_one_decimal_and_formed_line_by_line() -> None:
    means = peer_means(WORDS, (*THREE, said(3, "all", 3)), is_over=True)
    assert means == {"skills": Decimal("3.0")}
    uneven = (*THREE[:2], said(2, "x", 4))
    assert peer_means(WORDS, uneven, is_over=True) == {"skills": Decimal("3.7")}


def test_a_form_with_names_has_means_from_the_first_answer_on() -> None:
    assert peer_means(OPEN_FORM, THREE[:1], is_over=False) == {"skills": Decimal("5.0")}


def test_what_a_score_is_formed_of_has_the_same_means_and_no_words() -> None:
    rows = countable(WORDS, THREE, is_over=True)
    assert rows == (
        {"skills": {"Listens": 2}},
        {"skills": {"Listens": 2}},
        {"skills": {"Listens": 5}},
    )


@pytest.mark.parametrize("step, hidden", [("peer_feedback", True), ("rate", False)])
def test_the_steps_of_peers_with_an_anonymous_form_are_the_anonymous_ones(
    step: str, *, hidden: bool
) -> None:
    assert (step in anonymous_steps(setting(team()).definition)) is hidden

"""What people of the demonstration hand in is what the forms of the definition take."""

from datetime import date

import pytest

from domain.alignment.above import Above
from domain.definition.cycle import Step
from domain.definition.words import Act
from domain.form_rules import FormRules
from domain.forms import check
from domain.goals import Goal, read_goals
from domain.ids import PersonId
from domain.people import Person
from domain.review.verdict import Verdict
from tests.unit.demo_company import (
    OPENS,
    author,
    company,
    definition,
    numbered,
    participants,
    waiting,
)
from workers.demo.script import read_script, read_words

ON = date(2026, 6, 12)
THEMES = {str(told["serves"]) for offered in read_words().objectives.values() for told in offered}
STEPS = [step for step in definition().steps if step.form is not None]


def rules_for(reviewee: Person) -> FormRules:
    rules = definition().development
    assert rules is not None
    return FormRules(
        scale=definition().rating_scale,
        goal_rules=definition().goals,
        goals=agreed_goals_of(reviewee),
        above=Above.named(THEMES),
        profile=author().profile(reviewee),
        development=rules,
        peers=definition().peers,
        find=found,
        today=ON,
    )


def found(words: str) -> PersonId | None:
    person = company().find(words)
    return person.id if person else None


def agreed_goals_of(reviewee: Person) -> tuple[Goal, ...]:
    is_sent_back = reviewee.employee_number in read_script().goals_sent_back
    return goals_of(reviewee, round_=2 if is_sent_back else 1)


def goals_of(reviewee: Person, round_: int = 1) -> tuple[Goal, ...]:
    step = definition().steps[0]
    said = author().answers(step, Verdict.SUBMITTED, reviewee, reviewee, round_, ON)
    goals, problems = read_goals(said["objectives"])
    assert problems == ()
    return goals


def verdict_on(step: str, number: str, round_: int = 1) -> Verdict:
    person = numbered(number)
    return participants().submission(waiting(step, person, person.id, round_=round_), OPENS).verdict


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_everybody_fills_in_every_form_without_a_fault(step: Step) -> None:
    form = definition().forms[step.form or ""]
    for person in company().values():
        said = author().answers(step, Verdict.SUBMITTED, person, person, 1, ON)
        assert check(form, said, rules_for(person)) == ()


def test_goals_proposed_again_weigh_differently() -> None:
    for number in read_script().goals_sent_back:
        first, second = goals_of(numbered(number)), goals_of(numbered(number), round_=2)
        assert [goal.id for goal in first] == [goal.id for goal in second]


def test_goals_are_sent_back_once_and_then_agreed_to() -> None:
    number = min(read_script().goals_sent_back)
    assert verdict_on("agree_goals", number) is Verdict.SENT_BACK
    assert verdict_on("agree_goals", number, round_=2) is Verdict.AGREED


def test_a_dispute_is_answered_as_the_script_says_and_signed_afterwards() -> None:
    assert verdict_on("sign", "1027") is Verdict.DISPUTED
    assert verdict_on("resolve", "1027") is Verdict.AMENDED
    assert verdict_on("sign", "1027", round_=2) is Verdict.ACKNOWLEDGED


def test_a_dispute_can_be_followed_by_a_declined_signature() -> None:
    assert verdict_on("sign", "1084") is Verdict.DISPUTED
    assert verdict_on("resolve", "1084") is Verdict.UPHELD
    assert verdict_on("sign", "1084", round_=2) is Verdict.DECLINED


@pytest.mark.parametrize("verdict", [Verdict.SENT_BACK, Verdict.DISPUTED, Verdict.DECLINED])
def test_a_verdict_that_needs_words_comes_with_a_reason(verdict: Verdict) -> None:
    step = next(step for step in definition().steps if step.act is Act.SIGN)
    said = author().answers(step, verdict, numbered("1027"), numbered("1027"), 1, ON)
    assert len(said) == 1
    assert all(isinstance(words, str) and words for words in said.values())


def test_an_amended_rating_is_better_than_the_one_that_was_disputed() -> None:
    step = next(step for step in definition().steps if step.act is Act.RESOLVE)
    said = author().answers(step, Verdict.AMENDED, numbered("1027"), numbered("1024"), 1, ON)
    better = said["rating"]
    assert isinstance(better, int)
    assert better > author().deserved(numbered("1027"))


def test_ratings_spread_over_the_whole_scale_with_most_in_the_middle() -> None:
    levels = [author().deserved(person) for person in company().values()]
    scale = definition().rating_scale
    assert scale is not None
    assert set(levels) == {level.value for level in scale.levels}
    assert max(set(levels), key=levels.count) == 3

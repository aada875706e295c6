"""A form to start from has every question, and the lines of the person it is about."""

import pytest
from pydantic import JsonValue

from domain.definition.cycle import Step
from domain.goals import Goal
from tests.unit.demo_company import author, definition, numbered
from tests.unit.test_demo_answers import goals_of
from workers.commands.blank_answers import blank_answers

PERSON = numbered("1042")
WITH_FORM = [step for step in definition().steps if step.form is not None]


def blank(step: str, goals: tuple[Goal, ...] = ()) -> dict[str, JsonValue]:
    spec = next(each for each in definition().steps if each.id == step)
    return blank_answers(definition(), spec, goals, author().profile(PERSON))


@pytest.mark.parametrize("step", WITH_FORM, ids=lambda step: step.id)
def test_a_blank_form_has_every_question_once(step: Step) -> None:
    found = blank(step.id, goals_of(PERSON))
    assert list(found) == [field.id for field in definition().forms[step.form or ""].fields]


def test_readings_are_asked_for_by_objective_and_by_the_kind_of_its_measure() -> None:
    goals = goals_of(PERSON)
    asked = blank("mid_year_notes", goals)["progress"]
    assert isinstance(asked, dict)
    assert list(asked) == [goal.id for goal in goals]
    assert all(isinstance(line, dict) and "evidence" in line for line in asked.values())


def test_the_lines_of_the_role_profile_stand_there_to_be_scored() -> None:
    profile = author().profile(PERSON)
    assert profile is not None
    assert blank("rate")["skills"] == {skill.id: None for skill in profile.skills}
    assert blank("rate")["values"] == {value.id: None for value in profile.to_be}


def test_a_plan_begins_in_the_usual_rhythm() -> None:
    plan = blank("draw_up_plan")["plan"]
    assert isinstance(plan, dict)
    assert plan["rhythm"] == "usual"


def test_a_step_without_a_form_asks_for_a_reason_alone() -> None:
    assert blank("agree_goals") == {"reason": ""}

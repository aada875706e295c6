"""Definitions in which objectives cannot be followed through the year."""

import pytest

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_names, template_text
from tests.unit.mid_year_cycle import MID_YEAR
from tests.unit.sound_cycle import HERE, Bad, bad

GOALS = "goals: {minimum: 1, maximum: 5}"
FOLLOWED = (
    bad(
        "read before they are set",
        "The step 'propose' reads objectives, but no earlier step sets them; put a step whose "
        "form has a field of the kind 'goals' before it.",
        ("id: propose, title: Set, role: reviewee, form: goals",
         f"id: propose, title: Set, role: reviewee, form: {HERE}peers"),
        ("label: What is good?, kind: text", "label: What is good?, kind: goal_progress"),
    ),
    bad(
        "changed before they are set",
        "The step 'propose' changes objectives, but no earlier step sets them; put a step whose "
        "form has a field of the kind 'goals' before it.",
        ("id: propose, title: Set, role: reviewee, form: goals",
         f"id: propose, title: Set, role: reviewee, form: {HERE}peers"),
        ("label: What is good?, kind: text", "label: What is good?, kind: goal_changes"),
    ),
    bad(
        "read twice in a form",
        "A form has at most one field of the kind 'goal_progress'; remove this one.",
        ("id: good, label: What is good?, kind: text",
         "id: good, label: What is good?, kind: goal_progress"),
        ("kind: choice, choices: [Gladly, Rather not]", f"kind: {HERE}goal_progress"),
    ),
    bad(
        "changed by one side",
        "In the step 'rate' the manager changes objectives, but no step of the reviewee agrees to "
        "it, so that the change stands without them; add a step with 'act: agree' and "
        "'returns_to: rate'.",
        ("act: rate, form: rating", f"act: rate, form: {HERE}rating"),
        ("kind: number, minimum: 0, maximum: 9", "kind: goal_changes"),
    ),
    bad(
        "bands without a scale's level",
        "The scale has no level 9; choose one of 1, 2, 3.",
        (GOALS, f"goals: {{bands: [{{attained: 0, level: {HERE}9}}]}}"),
    ),
    bad(
        "bands that fall",
        "The band from 5 follows one from 8; list the bands from the lowest attainment to the "
        "highest.",
        (GOALS, f"goals: {{bands: [{{level: 1, attained: 8}}, {{attained: {HERE}5, level: 2}}]}}"),
    ),
    bad(
        "bands that suggest no more",
        "The band from 80 suggests level 2, no more than the band below it, 2; more attainment "
        "suggests a higher level.",
        (GOALS, f"goals: {{bands: [{{attained: 0, level: 2}}, {{attained: 80, level: {HERE}2}}]}}"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", FOLLOWED, ids=lambda case: case.name)
def test_objectives_nobody_can_follow_are_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected


def test_bands_need_a_scale() -> None:
    text = f"{MID_YEAR}goals: {{bands: [{{attained: 0, level: 1}}]}}\n"
    (problem,) = read_cycle(text).problems
    assert problem.sentence.startswith("There are bands that suggest a level, but there is no")


def test_a_talk_that_both_sign_off_is_sound() -> None:
    assert read_cycle(MID_YEAR).problems == ()


@pytest.mark.parametrize("name", template_names())
def test_every_template_follows_its_objectives(name: str) -> None:
    said = [each.sentence for each in read_cycle(template_text(name)).problems]
    assert [sentence for sentence in said if "objectives" in sentence or "band" in sentence] == []

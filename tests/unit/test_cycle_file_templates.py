"""The definitions that come with Perennial pass their own check and hold what they promise."""

import itertools

import pytest

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import (
    UnknownTemplate,
    template_names,
    template_summary,
    template_text,
)
from domain.definition.cycle import CycleDefinition
from domain.definition.timetable import timetable
from domain.definition.words import Act, AtExpiry


def template(name: str) -> CycleDefinition:
    definition = read_cycle(template_text(name)).definition
    assert definition is not None
    return definition


def test_five_templates_come_along() -> None:
    assert template_names() == (
        "annual-six-stage",
        "half-year",
        "probation",
        "quarterly-check-in",
        "three-sixty",
    )


@pytest.mark.parametrize("name", template_names())
def test_a_template_passes_the_check_without_a_warning(name: str) -> None:
    cycle = read_cycle(template_text(name))
    assert cycle.problems == ()
    assert cycle.definition is not None


@pytest.mark.parametrize("name", template_names())
def test_a_template_begins_with_a_line_that_says_what_it_is_for(name: str) -> None:
    summary = template_summary(name)
    assert summary.endswith(".")
    assert 40 < len(summary) < 100


def test_a_template_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownTemplate, match="There is no template"):
        template_text("../secret")


def test_the_annual_cycle_knows_all_six_stages_and_every_way_to_expire() -> None:
    annual = template("annual-six-stage")
    assert [stage.id for stage in annual.stages] == [
        "goal_setting",
        "mid_year",
        "self_assessment",
        "manager_rating",
        "calibration",
        "sign_off",
    ]
    assert {step.at_expiry for step in annual.steps} == set(AtExpiry)
    assert {step.act for step in annual.steps} == set(Act)


def test_the_annual_cycle_leaves_people_alone_for_months() -> None:
    planned = timetable(template("annual-six-stage"))
    gaps = [(later.opens - earlier.due).days for earlier, later in itertools.pairwise(planned)]
    assert sum(gap > 50 for gap in gaps) == 2


def test_the_360_shows_nothing_below_three_peers_and_asks_for_one_more() -> None:
    around = template("three-sixty")
    assert [stage.id for stage in around.stages] == [
        "self_assessment",
        "peer_feedback",
        "manager_rating",
        "sign_off",
    ]
    assert around.forms["peer_feedback"].threshold == 3
    assert around.peers.minimum == 4


def test_the_quarter_rates_nobody_and_the_half_year_calibrates_nobody() -> None:
    assert Act.RATE not in {step.act for step in template("quarterly-check-in").steps}
    assert Act.CALIBRATE not in {step.act for step in template("half-year").steps}


def test_probation_counts_working_days_alone() -> None:
    probation = template("probation")
    dates = [step.due.on for step in probation.steps] + [each.opens.on for each in probation.stages]
    assert set(dates) == {None}

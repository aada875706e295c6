"""What HR chooses for a launch: a process under another name, on other days, for some people."""

from datetime import date, timedelta

import pytest

from activities.intake.cycle_template import template_names, template_text
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.people import Organisation
from gateway.launch_plan import (
    LaunchPlan,
    as_yaml,
    chosen_people,
    date_problems,
    dated,
    dates_of,
    definition_of,
    moved,
    named_anew,
    read,
)
from tests.invented_people import person


def template(name: str) -> CycleDefinition:
    found = read(template_text(name)).definition
    assert found is not None
    return found


@pytest.mark.parametrize("name", template_names())
def test_an_earlier_cycle_is_written_so_that_it_reads_the_same(name: str) -> None:
    assert read(as_yaml(template(name))).definition == template(name)


@pytest.mark.parametrize("name", template_names())
def test_all_days_move_together_by_whole_weeks(name: str) -> None:
    before = template(name)
    year = timedelta(days=364)
    after = dated(before, moved(dates_of(before), before.begins + year))
    assert (after.begins, after.ends) == (before.begins + year, before.ends + year)
    assert date_problems(after) == {}
    assert [step.due.working_days for step in after.steps] == [
        step.due.working_days for step in before.steps
    ]


def test_a_day_that_does_not_fit_shows_at_its_own_place() -> None:
    definition = template("annual-six-stage")
    changed = dated(definition, {"stage.mid_year": When(on=date(2031, 1, 1))})
    found = date_problems(changed)
    assert "stage.mid_year" in found
    assert "" not in found


def test_days_of_steps_that_are_gone_are_left_out() -> None:
    plan = LaunchPlan(source=template_text("probation"), dates={"step.gone": When(working_days=1)})
    assert definition_of(plan) == template("probation")


def test_another_key_and_title_leave_every_other_word_as_it_is() -> None:
    source = template_text("half-year")
    changed = named_anew(source, "next-half", 'The "second": half')
    found = read(changed).definition
    assert found is not None
    assert (found.key, found.title) == ("next-half", 'The "second": half')
    assert len(changed.splitlines()) == len(source.splitlines())
    assert changed.startswith(source.splitlines()[0])


def test_a_key_that_is_missing_is_put_in_front() -> None:
    assert named_anew("title: x\n", "a", "").splitlines() == ['key: "a"', "title: x"]


def test_a_process_with_faults_is_no_process() -> None:
    assert definition_of(LaunchPlan(source="key: A b")) is None
    assert definition_of(LaunchPlan()) is None


def test_people_are_chosen_by_department_or_by_name() -> None:
    ana, ben = person("1", department="Optics"), person("2", department="Sales")
    people = Organisation([ana, ben])
    gone = person("3").id
    assert chosen_people(LaunchPlan(), people) == [ana.id, ben.id]
    by_department = LaunchPlan(whom="departments", departments=("Sales",))
    assert chosen_people(by_department, people) == [ben.id]
    assert chosen_people(LaunchPlan(whom="named", named=(gone, ana.id)), people) == [ana.id]

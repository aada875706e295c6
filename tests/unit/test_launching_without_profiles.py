"""Nobody is launched without a role profile unseen: they are named, and left out where asked."""

import pytest

from activities.population import Population, populate
from domain.cycle.eligibility import LeftOut
from domain.definition.conversation import Expectations
from domain.people import EmploymentStatus, Organisation
from domain.review.plan import ReviewPlan
from tests.invented_people import AT, person
from tests.played_cycle import launch_of
from tests.unit.roles import profiles

OPTICIAN = {"job_family": "optics", "level": "L1"}


def company() -> Organisation:
    boss, hr = person("1", job_family="optics", level="L2"), person("2", "1", **OPTICIAN)
    cared = {"hr_partner": hr.id}
    return Organisation(
        [
            boss.model_copy(update=cared),
            hr.model_copy(update={"hr_partner": boss.id}),
            person("3", "1", **OPTICIAN, **cared),
            person("4", "1", job_family="optics", level="L7", **cared),
            person("5", "1", **cared, employment_status=EmploymentStatus.INACTIVE),
        ]
    )


def launched(expectations: Expectations | None) -> Population:
    people = company()
    launch = launch_of(people, tuple(people))
    changed = launch.definition.model_copy(update={"expectations": expectations})
    return populate(launch.model_copy(update={"definition": changed}), people, AT, profiles())


def numbers(population: Population) -> list[str]:
    people = population.setting.people
    return sorted(people[each].employee_number for each in population.without_profile)


def result(population: Population, number: str) -> ReviewPlan | LeftOut:
    found = population.setting.people.by_number(number)
    assert found is not None
    return population.plan(found.id)


def seated(population: Population) -> set[str]:
    people = population.setting.people
    return {people[one].employee_number for group in population.members.values() for one in group}


def test_whoever_has_no_profile_is_left_out_with_a_reason_of_its_own() -> None:
    population = launched(Expectations(meets=3))
    assert result(population, "4") is LeftOut.NO_PROFILE
    assert isinstance(result(population, "3"), ReviewPlan)
    assert seated(population) == {"1", "2", "3"}


def test_where_profiles_are_not_required_people_without_one_are_taken_in_and_named() -> None:
    population = launched(Expectations(required=False, meets=3))
    assert isinstance(result(population, "4"), ReviewPlan)
    assert numbers(population) == ["4"]
    assert seated(population) == {"1", "2", "3", "4"}


@pytest.mark.parametrize("required", [True, False])
def test_only_those_who_would_be_taken_in_are_named(required: bool) -> None:  # noqa: FBT001
    population = launched(Expectations(required=required, meets=3))
    assert numbers(population) == ["4"]
    assert result(population, "5") is LeftOut.HAS_LEFT


def test_a_cycle_that_asks_nothing_of_roles_needs_no_profiles() -> None:
    population = launched(None)
    assert population.without_profile == frozenset()
    assert isinstance(result(population, "4"), ReviewPlan)

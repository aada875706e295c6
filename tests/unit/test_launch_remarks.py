"""What HR is told before a launch of something that the cycle asks for and that is not there."""

import pytest

from domain.alignment.above import Above
from domain.definition.conversation import Expectations
from domain.definition.cycle import CycleDefinition
from domain.expectations.profile import ProfileSet
from gateway.launch_remarks import launch_remarks
from tests.played_cycle import annual
from tests.unit.roles import profiles

NOTHING = Above(frozenset())
STRATEGY = Above.named(["Grow in the north"])


def asking(*, aligned: bool = False, expectations: Expectations | None = None) -> CycleDefinition:
    definition = annual()
    goals = definition.goals.model_copy(update={"aligned": aligned})
    return definition.model_copy(update={"goals": goals, "expectations": expectations})


def test_a_cycle_that_asks_for_neither_is_launched_without_a_word() -> None:
    assert launch_remarks(asking(), ProfileSet(), NOTHING) == ()


@pytest.mark.parametrize("above, is_said", [(NOTHING, True), (STRATEGY, False)])
def test_goals_that_are_to_serve_objectives_need_some(above: Above, *, is_said: bool) -> None:
    said = launch_remarks(asking(aligned=True), profiles(), above)
    assert any("no objectives above are loaded" in each for each in said) is is_said
    assert len(said) == is_said


def test_objectives_that_are_all_retired_are_none_to_serve() -> None:
    retired = Above.named([], retired=["Grow in the north"])
    assert len(launch_remarks(asking(aligned=True), profiles(), retired)) == 1


@pytest.mark.parametrize(
    "required, consequence", [(True, "everybody is left out"), (False, "forms stand without them")]
)
def test_what_becomes_of_people_without_any_profiles_is_said(
    *, required: bool, consequence: str
) -> None:
    asked = asking(expectations=Expectations(required=required, meets=3))
    [said] = launch_remarks(asked, ProfileSet(), NOTHING)
    assert consequence in said
    assert launch_remarks(asked, profiles(), NOTHING) == ()

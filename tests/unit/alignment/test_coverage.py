"""Who works on what: objectives nobody serves, goals that hang in the air."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.alignment.arithmetic import arithmetic
from domain.alignment.coverage import coverage
from domain.alignment.goals_below import GoalBelow, Placed, Standing, of_people, titles_of
from domain.alignment.roll_up import roll_up
from domain.alignment.tree import ObjectiveTree
from tests.invented_objectives import BOSS, LEAD, goal, measured, named, objective

TREE = ObjectiveTree(
    [
        objective("strategy", owner=BOSS.id),
        objective("plan", "strategy", owner=LEAD.id),
        objective("idle", "strategy", owner=LEAD.id),
        objective("old", "idle", retired_on=date(2026, 3, 1)),
        objective("nobodys"),
    ]
)
DEPARTMENTS = {BOSS.id: "Management", LEAD.id: "Optics"}
GOALS = (
    goal("a", "Objective PLAN"),
    goal("b", "old"),
    goal("c", reason="Keeps the lights on"),
    goal("d", "their-plan", reviewee=BOSS.id),
)
REPORT = coverage(Placed(TREE, GOALS), DEPARTMENTS)


def keys(standing: Standing) -> list[object]:
    return [one.key for one in REPORT.goals[standing]]


def test_an_objective_is_covered_by_goals_further_below() -> None:
    assert [one.key for one in REPORT.untouched] == ["idle", "nobodys"]


def test_goals_are_told_by_how_they_stand_to_the_tree() -> None:
    assert {standing: keys(standing) for standing in Standing} == {
        Standing.ALIGNED: ["a"],
        Standing.RETIRED: ["b"],
        Standing.NONE: ["c"],
        Standing.UNKNOWN: ["d"],
    }
    assert REPORT.goals[Standing.NONE][0].reason == "Keeps the lights on"


def test_departments_are_counted_each_by_its_owners_and_people() -> None:
    told = {one.department: one for one in REPORT.departments}
    assert list(told) == ["", "Management", "Optics"]
    optics = told["Optics"]
    assert (optics.objectives, optics.untouched, optics.goals, optics.aligned) == (2, 1, 3, 1)
    assert (told[""].objectives, told["Management"].standing[Standing.UNKNOWN]) == (1, 1)


def test_circles_orphans_and_what_is_under_something_retired_are_reported() -> None:
    broken = TREE.with_objectives(
        [objective("x", "y"), objective("y", "x"), objective("o", "gone"), objective("u", "old")]
    )
    report = coverage(Placed(broken, [goal("a", "x")]), {})
    assert [{one.key for one in loop} for loop in report.loops] == [{"x", "y"}]
    assert [one.key for one in report.orphans] == ["o"]
    assert [one.key for one in report.under_retired] == ["u"]
    assert not {"x", "y"} & {one.key for one in report.untouched}


def test_goals_of_people_roll_up_beside_objectives_by_weight() -> None:
    tree = ObjectiveTree(
        [objective("top"), measured("team", "top", 80, weight=Decimal(50)), measured("old", "top")]
    )
    retired = tree[named("old")].model_copy(update={"retired_on": date(2026, 3, 1)})
    own = goal("own", "top", Fraction(3, 4), weight=30)
    silent = goal("silent", "top", weight=20)
    placed = Placed(tree.with_objectives([retired]), [own, silent])
    rolled = roll_up(placed.nodes())
    assert arithmetic(rolled, named("top"), titles_of(placed).__getitem__) == (
        "59.38 % = 62.5 % x 50 % + 37.5 % x 75 %, rounded; without “Goal silent”, of which nothing "
        "is known yet; the others share the weight of 20"
    )


def test_goals_are_found_below_what_they_serve_and_by_whose_they_are() -> None:
    placed = Placed(TREE, GOALS)
    assert [one.key for one in placed.below[named("plan")]] == ["a"]
    chosen: list[GoalBelow] = of_people(GOALS, [BOSS.id])
    assert [one.key for one in chosen] == ["d"]

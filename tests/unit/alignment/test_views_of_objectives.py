"""The tree and its coverage, as they are told line by line."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from domain.alignment.coverage import coverage
from domain.alignment.goals_below import Placed
from domain.alignment.tree import ObjectiveTree
from domain.ids import PersonId
from domain.views.objectives import HEADINGS, coverage_lines, tree_lines
from tests.invented_objectives import BOSS, LEAD, PEOPLE, goal, measured, named, objective

GONE = PersonId(UUID(int=99))
TREE = ObjectiveTree(
    [
        objective("top", owner=BOSS.id, category="strategy"),
        measured("plan", "top", 80, owner=GONE),
        objective("loop", "loop"),
    ]
)
PLACED = Placed(
    TREE,
    [
        goal("a", "top", Fraction(1, 4)),
        goal("b", reason="Asked of everybody"),
        goal("c", "elsewhere", reviewee=BOSS.id),
    ],
)
DEPARTMENTS = {each.id: each.department for each in PEOPLE.values()}


def test_an_objective_is_told_with_its_owner_and_how_its_progress_comes_about() -> None:
    top, plan = tree_lines(PLACED, PEOPLE)
    assert (top.owner, top.category, top.goals, top.depth) == ("Person 1", "strategy", 1, 0)
    assert (top.progress, top.arithmetic) == (Decimal("37.5"), "37.5 % = 50 % x 50 % + 50 % x 25 %")
    assert (plan.owner, plan.depth, plan.own) == ("somebody who was erased", 1, Decimal(50))


def test_goals_of_people_have_lines_of_their_own_if_asked() -> None:
    lines = list(tree_lines(PLACED, PEOPLE, TREE[named("top")], goals=True))
    assert [(one.depth, one.title, one.owner) for one in lines] == [
        (0, "Objective top", "Person 1"),
        (1, "Goal a", "Person 2"),
        (1, "Objective plan", "somebody who was erased"),
    ]
    assert lines[1].key is None


def test_a_coverage_report_is_told_under_its_headings() -> None:
    told = coverage_lines(coverage(PLACED, DEPARTMENTS), PEOPLE)
    assert list(told) == list(HEADINGS)
    assert [one.what for one in told["untouched"]] == [
        "Objective plan (plan)",
        "Objective loop (loop)",
    ]
    assert [(one.who, one.why) for one in told["none"]] == [("Person 2", "Asked of everybody")]
    assert [one.why for one in told["unknown"]] == ["elsewhere"]
    assert "circle" in told["loops"][0].what


def test_a_department_is_told_only_what_is_its_own() -> None:
    told = coverage_lines(coverage(PLACED, DEPARTMENTS), PEOPLE, LEAD.department)
    assert [one.what for one in told["none"]] == ["Goal b"]
    assert told["unknown"] == told["untouched"] == []

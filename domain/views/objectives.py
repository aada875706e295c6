"""The tree of objectives and its coverage, line by line, for those who look at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.alignment.arithmetic import arithmetic
from domain.alignment.coverage import Coverage
from domain.alignment.faults import circle_in_words
from domain.alignment.goals_below import GoalBelow, Placed, Standing, titles_of
from domain.alignment.objective import Objective
from domain.alignment.roll_up import RollUp, roll_up
from domain.ids import PersonId
from domain.people import Organisation

ERASED = "somebody who was erased"


@dataclass(frozen=True, slots=True)
class TreeLine:
    """An objective above, or a goal of a person, in its place in the tree.

    Attributes:
        depth: levels below where the tree begins.
        key: the key of an objective; None of a goal.
        title: the objective in words.
        category: the level it belongs to, in the organisation's own word; "goal" of a goal.
        owner: whose it is, by name; empty without one.
        weight: what it counts among those that serve the same.
        progress: in per cent, from what serves it; None where nothing is known.
        own: its own reading in per cent.
        arithmetic: how the progress comes about.
        goals: how many goals of people serve it directly.
        due: when it is to be reached.
        is_retired: whether it counts no more.
    """

    depth: int
    key: str | None
    title: str
    category: str
    owner: str
    weight: Decimal
    progress: Decimal | None
    own: Decimal | None
    arithmetic: str
    goals: int
    due: date | None
    is_retired: bool


def tree_lines(
    placed: Placed, people: Organisation, start: Objective | None = None, *, goals: bool = False
) -> Iterator[TreeLine]:
    """Tell the tree line by line from a start down, or all of it, each behind what it serves.

    Args:
        placed: the tree and the goals below it.
        people: who owns what, by name.
        start: where to begin; None is at the top.
        goals: whether each goal of a person has a line as well.
    """
    rolled = roll_up(placed.nodes())
    titles = titles_of(placed)
    for depth, one in placed.tree.walk(start):
        below = placed.below.get(one.id, ())
        yield TreeLine(
            depth=depth,
            key=one.key,
            title=one.title,
            category=one.category,
            owner="" if one.owner is None else name_of(one.owner, people),
            weight=one.weight,
            progress=_per_cent(rolled.progress_of(one.id)),
            own=_per_cent(rolled.own_of(one.id)),
            arithmetic=arithmetic(rolled, one.id, titles.__getitem__),
            goals=len(below),
            due=one.due,
            is_retired=one.is_retired,
        )
        for goal in below if goals else ():
            yield _goal_line(goal, depth + 1, rolled, people)


def _goal_line(goal: GoalBelow, depth: int, rolled: RollUp, people: Organisation) -> TreeLine:
    made = _per_cent(rolled.progress_of(goal.key))
    return TreeLine(
        depth=depth,
        key=None,
        title=goal.title,
        category="goal",
        owner=name_of(goal.reviewee, people),
        weight=goal.weight,
        progress=made,
        own=made,
        arithmetic=arithmetic(rolled, goal.key, str),
        goals=0,
        due=None,
        is_retired=False,
    )


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One thing that the coverage report points at: what, of whom, and why."""

    what: str
    who: str
    department: str
    why: str = ""


HEADINGS: Mapping[str, str] = {
    "untouched": "Nobody works on",
    "none": "Goals that serve nothing above",
    "retired": "Goals that serve a retired objective",
    "unknown": "Goals that name no objective of this organisation",
    "under_retired": "Objectives that serve a retired one",
    "orphans": "Objectives whose parent is not there",
    "loops": "Circles",
}
"""What a coverage report points at, in the order in which it is told."""


def coverage_lines(
    report: Coverage, people: Organisation, department: str | None = None
) -> dict[str, list[CoverageLine]]:
    """Tell what a report points at, under the names of `HEADINGS`.

    With a department only what its people own or have as goals; circles are told in any case.
    """
    told = {
        "untouched": [_objective(one, people) for one in report.untouched],
        "none": [_goal(one, people) for one in report.goals[Standing.NONE]],
        "retired": [_goal(one, people) for one in report.goals[Standing.RETIRED]],
        "unknown": [_goal(one, people) for one in report.goals[Standing.UNKNOWN]],
        "under_retired": [_objective(one, people) for one in report.under_retired],
        "orphans": [_objective(one, people) for one in report.orphans],
    }
    chosen = {
        name: [one for one in lines if department in (None, one.department)]
        for name, lines in told.items()
    }
    return chosen | {"loops": [CoverageLine(circle_in_words(one), "", "") for one in report.loops]}


def _objective(one: Objective, people: Organisation) -> CoverageLine:
    if one.owner is None:
        return CoverageLine(f"{one.title} ({one.key})", "", "")
    who = name_of(one.owner, people)
    return CoverageLine(f"{one.title} ({one.key})", who, department_of(one.owner, people))


def _goal(goal: GoalBelow, people: Organisation) -> CoverageLine:
    why = goal.serves or goal.reason or "no reason given"
    who = name_of(goal.reviewee, people)
    return CoverageLine(goal.title, who, department_of(goal.reviewee, people), why)


def name_of(person: PersonId, people: Organisation) -> str:
    """Give the name of a person."""
    known = people.get(person)
    return ERASED if known is None else known.display_full_name


def department_of(person: PersonId, people: Organisation) -> str:
    """Give the department of a person; empty of somebody who is not there."""
    known = people.get(person)
    return "" if known is None else known.department


def _per_cent(part: int | None) -> Decimal | None:
    return None if part is None else Decimal(part) / 100

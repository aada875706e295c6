"""Who works on what the organisation wants: objectives nobody serves, goals that serve none."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.alignment.goals_below import GoalBelow, Placed, Standing
from domain.alignment.objective import Objective
from domain.alignment.tree import ObjectiveTree
from domain.ids import ObjectiveId, PersonId


@dataclass(frozen=True, slots=True)
class DepartmentCoverage:
    """One department in numbers: objectives by who owns them, goals by whose they are.

    Attributes:
        department: as the directory names it; empty for what has no owner known there.
        objectives: objectives above that are in force.
        untouched: of these, how many nobody works on.
        goals: agreed goals of people.
        standing: of these, how many stand how to the tree.
    """

    department: str
    objectives: int
    untouched: int
    goals: int
    standing: Mapping[Standing, int]

    @property
    def aligned(self) -> int:
        """Count the goals that serve an objective in force."""
        return self.standing[Standing.ALIGNED]


@dataclass(frozen=True)
class Coverage:
    """What the tree and the goals of people leave open.

    Attributes:
        untouched: objectives in force that no goal serves, neither directly nor further below.
        goals: the goals by how they stand to the tree.
        under_retired: objectives in force that serve a retired one.
        orphans: objectives whose parent is not there.
        loops: circles of objectives that serve each other.
        departments: every department in numbers, in alphabetical order.
    """

    untouched: tuple[Objective, ...]
    goals: Mapping[Standing, tuple[GoalBelow, ...]]
    under_retired: tuple[Objective, ...]
    orphans: tuple[Objective, ...]
    loops: tuple[tuple[Objective, ...], ...]
    departments: tuple[DepartmentCoverage, ...]


def coverage(placed: Placed, departments: Mapping[PersonId, str]) -> Coverage:
    """Report on a tree and the goals below it.

    Args:
        placed: the tree with the goals in their places.
        departments: the department of each person.
    """
    tree = placed.tree
    touched = _touched(placed)
    untouched = tuple(one for one in tree.values() if not one.is_retired and one.id not in touched)
    goals: dict[Standing, list[GoalBelow]] = {standing: [] for standing in Standing}
    for goal in placed.goals:
        goals[placed.standing(goal)].append(goal)
    return Coverage(
        untouched=untouched,
        goals={standing: tuple(some) for standing, some in goals.items()},
        under_retired=tree.under_retired,
        orphans=tree.orphans,
        loops=tree.loops,
        departments=tuple(_departments(tree, untouched, goals, departments)),
    )


def _touched(placed: Placed) -> set[ObjectiveId]:
    """Gather what some goal serves, directly or further below; what is retired passes nothing on.

    Each objective is climbed past once, so circles end and deep trees cost no more than flat ones.
    """
    touched: set[ObjectiveId] = set()
    for served in placed.served.values():
        at: Objective | None = served
        while at is not None and not at.is_retired and at.id not in touched:
            touched.add(at.id)
            at = placed.tree.parent_of(at)
    return touched


def _departments(
    tree: ObjectiveTree,
    untouched: Iterable[Objective],
    goals: Mapping[Standing, Iterable[GoalBelow]],
    departments: Mapping[PersonId, str],
) -> Iterable[DepartmentCoverage]:
    def owned(one: Objective) -> str:
        return "" if one.owner is None else departments.get(one.owner, "")

    owners = Counter(owned(one) for one in tree.values() if not one.is_retired)
    idle = Counter(map(owned, untouched))
    of_goals = {
        standing: Counter(departments.get(goal.reviewee, "") for goal in some)
        for standing, some in goals.items()
    }
    for name in sorted({*owners, *(one for some in of_goals.values() for one in some)}):
        standing = {each: some[name] for each, some in of_goals.items()}
        yield DepartmentCoverage(
            department=name,
            objectives=owners[name],
            untouched=idle[name],
            goals=sum(standing.values()),
            standing=standing,
        )

"""The goals of people, as the tree sees them: what each serves, and how far it has come."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from domain.alignment.objective import Objective
from domain.alignment.roll_up import Node
from domain.alignment.tree import ObjectiveTree
from domain.attainment import counted
from domain.ids import PersonId


class Standing(StrEnum):
    """How a goal stands to the tree."""

    ALIGNED = "aligned"  # serves an objective that is in force
    NONE = "none"  # names nothing above it
    RETIRED = "retired"  # names an objective that is retired
    UNKNOWN = "unknown"  # names what is not an objective of this organisation


@dataclass(frozen=True, slots=True)
class GoalBelow:
    """An agreed goal of a person.

    Attributes:
        key: what it is known by among all goals and objectives.
        reviewee: whose goal it is.
        title: the goal in words.
        weight: what it counts among the goals of that person, of 100.
        serves: the key or title of an objective above, as the person wrote it.
        reason: why it serves none, if it does not.
        attained: how far it has come, from 0 to 1; None without a reading.
    """

    key: Hashable
    reviewee: PersonId
    title: str
    weight: Decimal
    serves: str | None = None
    reason: str | None = None
    attained: Fraction | None = None


@dataclass(frozen=True)
class Placed:
    """The tree with the goals of people in their places."""

    tree: ObjectiveTree
    goals: Sequence[GoalBelow] = ()

    @cached_property
    def served(self) -> Mapping[Hashable, Objective]:
        """The objective that each goal serves, in force or retired; by the key of the goal."""
        found: dict[str, Objective | None] = {}
        for goal in self.goals:
            if goal.serves is not None and goal.serves not in found:
                found[goal.serves] = self.tree.find(goal.serves)
        named = ((goal.key, found[goal.serves]) for goal in self.goals if goal.serves is not None)
        return {key: objective for key, objective in named if objective is not None}

    @cached_property
    def below(self) -> Mapping[Hashable, Sequence[GoalBelow]]:
        """The goals that serve each objective directly, by its id."""
        below: dict[Hashable, list[GoalBelow]] = {}
        for goal in self.goals:
            objective = self.served.get(goal.key)
            if objective is not None:
                below.setdefault(objective.id, []).append(goal)
        return below

    def standing(self, goal: GoalBelow) -> Standing:
        """Tell how a goal stands to the tree."""
        if goal.serves is None:
            return Standing.NONE
        objective = self.served.get(goal.key)
        if objective is None:
            return Standing.UNKNOWN
        return Standing.RETIRED if objective.is_retired else Standing.ALIGNED

    def nodes(self) -> list[Node]:
        """Give everything there is to roll up: the objectives, then the goals."""
        nodes = [
            Node(one.id, one.parent, one.weight, attained(one), not one.is_retired)
            for one in self.tree.values()
        ]
        for goal in self.goals:
            objective = self.served.get(goal.key)
            parent = None if objective is None else objective.id
            nodes.append(Node(goal.key, parent, goal.weight, goal.attained))
        return nodes


def attained(objective: Objective) -> Fraction | None:
    """Give how far an objective has come by its own measure, if it has one that was read."""
    if objective.measure is None or objective.reading is None:
        return None
    return counted(objective.measure, objective.reading.measured)


def titles_of(placed: Placed) -> Mapping[Hashable, str]:
    """Give every objective and goal the name that a sentence about it uses."""
    titles: dict[Hashable, str] = {one.id: one.title for one in placed.tree.values()}
    return titles | {goal.key: goal.title for goal in placed.goals}


def of_people(goals: Iterable[GoalBelow], people: Iterable[PersonId]) -> list[GoalBelow]:
    """Choose the goals of some people."""
    wanted = frozenset(people)
    return [goal for goal in goals if goal.reviewee in wanted]

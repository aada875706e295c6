"""Objectives above for tests, all invented."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.alignment.entry import Line, ObjectiveRules
from domain.alignment.goals_below import GoalBelow
from domain.alignment.loading import Reading, check_objectives
from domain.alignment.objective import Objective, OwnReading, objective_id
from domain.alignment.tree import ObjectiveTree
from domain.ids import ObjectiveId, PersonId
from domain.measures import NumericMeasure
from domain.people import Organisation
from domain.progress.measured import Measured
from tests.invented_people import NAMING_KEY, person

BOSS = person("1", department="Management")
LEAD = person("2", "1", department="Optics")
PEOPLE = Organisation([BOSS, LEAD, person("3", "2", department="Optics")])
YIELD = NumericMeasure(baseline=Decimal(60), target=Decimal(100), unit="per cent", direction="up")


def named(key: str) -> ObjectiveId:
    """The id of an objective of that key."""
    return objective_id(NAMING_KEY, key)


def objective(key: str, parent: str | None = None, **values: object) -> Objective:
    """Invent an objective, serving another one."""
    given = {"id": named(key), "key": key, "title": f"Objective {key}"}
    placed = {"parent": None if parent is None else named(parent)}
    return Objective.model_validate({**given, **placed, **values})


def measured(key: str, parent: str | None = None, value: int = 80, **values: object) -> Objective:
    """Invent one with a reading of its own, between 60 and 100."""
    reading = OwnReading(measured=Measured(on=date(2026, 6, 30), value=Decimal(value)))
    return objective(key, parent, measure=YIELD, reading=reading, **values)


def goal(
    name: str,
    serves: str | None = None,
    attained: Fraction | None = None,
    *,
    reviewee: PersonId = LEAD.id,
    weight: int = 100,
    reason: str | None = None,
) -> GoalBelow:
    """Invent a goal of somebody in Optics."""
    return GoalBelow(name, reviewee, f"Goal {name}", Decimal(weight), serves, reason, attained)


def load(*rows: Mapping[str, str | tuple[str, ...]], known: ObjectiveTree | None = None) -> Reading:
    """Read rows as a file with a line for each, the first on line 2."""
    rules = ObjectiveRules(NAMING_KEY, PEOPLE, known or ObjectiveTree())
    return check_objectives((Line(number, row) for number, row in enumerate(rows, start=2)), rules)


def problems(reading: Reading) -> list[tuple[int, str]]:
    """Where the problems of a reading are."""
    return [(problem.line, problem.column) for problem in reading.problems]

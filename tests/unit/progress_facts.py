"""Objectives and readings that tests of progress stand on."""

from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from domain.goals import Goal
from domain.measures import Milestone, MilestoneMeasure, NumericMeasure, SoftMeasure

TODAY = date(2026, 6, 30)
FASTER = Goal(
    id="faster",
    title="Answer faster",
    weight=Decimal(50),
    measure=NumericMeasure(baseline=Decimal(12), target=Decimal(4), unit="days", direction="down"),
)
ROLLOUT = Goal(
    id="rollout",
    title="Roll the new desk out",
    weight=Decimal(30),
    measure=MilestoneMeasure(
        milestones=(
            Milestone(id="trial", title="Trial in one team", due=date(2026, 4, 30)),
            Milestone(id="all", title="All teams", due=date(2026, 10, 31)),
        )
    ),
)
TRUST = Goal(
    id="trust",
    title="Be the team others ask first",
    weight=Decimal(20),
    measure=SoftMeasure(levels=("nobody asks us", "some ask", "teams ask us first")),
)
GOALS = (FASTER, ROLLOUT, TRUST)


def said(**parts: JsonValue) -> dict[str, JsonValue]:
    """A reading as a person gives it."""
    return {"evidence": "The desk's monthly report.", "confidence": "high", **parts}


def with_weight(goal: Goal, weight: str) -> Goal:
    """The same objective with another weight."""
    return goal.model_copy(update={"weight": Decimal(weight)})


def written(goal: Goal) -> dict[str, JsonValue]:
    """An objective as an answer holds it."""
    return goal.model_dump(mode="json")

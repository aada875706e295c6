"""Invented development plans, and the words to play them."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.definition.conversation import Development, Rhythm
from domain.development import commands as c
from domain.development import events as e
from domain.development.decide import decide
from domain.development.evolve import evolve, fold
from domain.development.state import PlanState, Told
from domain.development.words import Aim, CheckInWords, PlanGoal, PlannedAction, PlanWords
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId
from tests.given_when_then import Decider

REVIEWEE, MANAGER, HR, NEWCOMER, STRANGER = (PersonId(UUID(int=number)) for number in range(1, 6))
FIRST: Final = date(2027, 1, 11)
"""The day on which plans begin, a Monday."""

RULES: Final = Development(
    rhythms={
        "usual": Rhythm(title="Every 30 days", check_ins=(30, 60, 90)),
        "close": Rhythm(title="Every 14 days", check_ins=(14, 28, 42), decides=True),
    }
)

PLAN: Decider[PlanState, c.Command, Told] = Decider(PlanState(), decide, evolve)


def on(day: int) -> datetime:
    """Noon, so many days after plans begin."""
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=day, hours=12)


def plan_words(rhythm: str = "usual", what: str = "Listen longer") -> PlanWords:
    goals = (PlanGoal(id="1", what="Ten calm talks", seen_by="Notes"),) if rhythm != "usual" else ()
    return PlanWords(
        strengths="Explains hard things simply",
        aims=(Aim(id="1", skill="listening", what=what, seen_by="Others speak first"),),
        goals=goals,
        actions=(PlannedAction(id="1", what="Read a book", owner=REVIEWEE, due=date(2027, 2, 1)),),
        support="An hour every other week",
        rhythm=rhythm,
    )


def begin(rhythm: str = "usual", manager: PersonId | None = MANAGER) -> c.BeginPlan:
    begun = e.PlanBegun(
        at=on(0),
        organisation=OrganisationId(UUID(int=50)),
        cycle=CycleId(UUID(int=51)),
        review=ReviewId(UUID(int=52)),
        reviewee=REVIEWEE,
        manager=manager,
        hr_partner=HR,
    )
    return c.BeginPlan(at=on(0), begun=begun, plan=plan_words(rhythm), rules=RULES)


def edit(
    day: int, by: PersonId = REVIEWEE, what: str = "Ask more", rhythm: str = "usual"
) -> c.EditPlan:
    return c.EditPlan(
        at=on(day), by=by, request=f"edit {day} {by}", plan=plan_words(rhythm, what), rules=RULES
    )


def acknowledge(day: int, by: PersonId = MANAGER) -> c.AcknowledgePlan:
    return c.AcknowledgePlan(at=on(day), by=by)


def hold(day: int, by: PersonId = MANAGER) -> c.HoldCheckIn:
    words = CheckInWords.model_validate({"notes": "Went well", "aims": {"1": "on_the_way"}})
    return c.HoldCheckIn(at=on(day), by=by, request=f"hold {day} {by}", words=words)


def look(day: int) -> c.PassPlanTime:
    return c.PassPlanTime(at=on(day))


def state_after(*commands: c.Command) -> PlanState:
    """Where a plan stands after all this was asked of it and accepted."""
    state = PlanState()
    for command in commands:
        state = fold(decide(state, command), state)
    return state


def told_after(*commands: c.Command) -> tuple[e.Event, ...]:
    """What the last command brought about."""
    *before, last = commands
    return tuple(told.event for told in decide(state_after(*before), last))


def days_due(state: PlanState) -> list[int]:
    """Due days of the talks to come, counted from the day on which plans begin."""
    return [(each.due - FIRST).days for each in state.check_ins if each.held_by is None]

"""Reviews that do not go smoothly: blocked, handed over, extended, paused, opened again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid5

from activities.population import populate
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import PersonId, StageId, StepId
from domain.review import commands as c
from domain.review.plan import ReviewPlan
from tests.played_cycle import (
    LATE,
    LAUNCHED_AT,
    PROMPT,
    Habit,
    Stage,
    Story,
    colleagues_of,
    launch_of,
    organisation,
)

OPENED = datetime(2026, 1, 12, 12, tzinfo=UTC)


def story(stage: Stage, number: int, habit: Habit = PROMPT) -> Story:
    """The review of one person of a small firm, just opened."""
    people = organisation(max(20, number))
    somebody = people.by_number(str(number))
    assert somebody is not None
    population = populate(launch_of(people, [somebody.id]), people, LAUNCHED_AT)
    plan = population.plan(somebody.id)
    assert isinstance(plan, ReviewPlan)
    told = Story(plan.review, habit, stage, colleagues_of(population, somebody.id))
    told.ask(c.OpenReview(at=LAUNCHED_AT, plan=plan))
    return told


def manager_of(told: Story) -> PersonId:
    held = (s for step in told.state.planned.steps for s in step.seats if step.role is Role.MANAGER)
    return next(seat.person for seat in held if seat is not None)


async def left_without_a_manager(stage: Stage, number: int, *, until_named: bool) -> Story:
    """The manager leaves with a step open; later somebody in HR takes the part over."""
    told = story(stage, number)
    await told.go_on(OPENED + timedelta(days=1))
    leaver, at = manager_of(told), OPENED + timedelta(days=1, hours=1)
    told.ask(c.HandOver(at=at, request="left", from_person=leaver, to=None))
    told.ask(c.PassTime(at=at + timedelta(days=4)))
    if until_named:
        named = told.state.planned.blocked
        at = at + timedelta(days=5)
        told.ask(c.HandOver(at=at, request="named", from_person=None, to=named, by=named.person))
        await told.go_on(at + timedelta(days=30))
    return told


async def extended_and_away(stage: Stage, number: int) -> Story:
    """A stage is extended while a reminder waits, and the reviewee goes on leave."""
    told = story(stage, number, LATE)
    reviewee = told.state.planned.reviewee
    await told.go_on(OPENED + timedelta(days=10))
    at = OPENED + timedelta(days=10, hours=1)
    rule = When(on=date(2026, 2, 20))
    told.ask(c.Extend(at=at, stage=StageId("goal_setting"), by_rule=rule, request="more time"))
    first, last = date(2026, 2, 2), date(2026, 2, 6)
    at += timedelta(hours=1)
    told.ask(c.RecordLeave(at=at, person=reviewee, start=first, end=last, request="away"))
    return told


async def paused_and_cancelled(stage: Stage, number: int) -> Story:
    """HR pauses a review, lets it go on, and ends it when the reviewee leaves."""
    told = story(stage, number)
    owner = told.state.planned.blocked.person
    await told.go_on(OPENED - timedelta(days=2))
    told.ask(c.PauseReview(at=OPENED, request="merger", by=owner))
    told.ask(c.ResumeReview(at=OPENED + timedelta(days=6), request="merged", by=owner))
    at = OPENED + timedelta(days=7)
    told.ask(c.CancelReview(at=at, cause="left", request="gone", by=owner))
    return told


async def opened_again(stage: Stage, number: int) -> Story:
    """HR has the objectives written anew although the next stage has begun, and asks after them."""
    told = story(stage, number)
    reviewee, owner = told.state.planned.reviewee, told.state.planned.blocked.person
    at = OPENED + timedelta(days=20)
    await told.go_on(at)
    why = await stage(uuid5(told.review, "wrong"), reviewee, {"reason": "They are last year's."})
    step = StepId("propose_goals")
    told.ask(c.ReopenStep(at=at, step=step, request="anew", by=owner, content=why))
    told.ask(c.NudgeReview(at=at + timedelta(hours=1), request="please", by=owner))
    await told.go_on(at + timedelta(days=200))
    return told


async def everything(stage: Stage, first: int) -> Sequence[Story]:
    """One review of each kind, for people whose numbers begin there."""
    return [
        await left_without_a_manager(stage, first, until_named=False),
        await left_without_a_manager(stage, first + 1, until_named=True),
        await extended_and_away(stage, first + 2),
        await paused_and_cancelled(stage, first + 3),
        await opened_again(stage, first + 4),
    ]

"""What falls due by itself: reminders, rungs of the ladder, expiry."""

from datetime import datetime
from typing import assert_never

from domain.clock import Clock, Moment
from domain.definition.words import AtExpiry
from domain.review import events as e
from domain.review.advance import advance, block
from domain.review.plan import Seat
from domain.review.state import OpenStep
from domain.review.story import Story
from domain.working_calendar import NoWorkingDay


def pass_time(story: Story, at: datetime) -> None:
    """Tell everything that has fallen due by `at`, earliest first, each once."""
    while (wake := story.state.next_wake()) is not None and wake.at <= at:
        struck, clock = next(
            (o, o.clock)
            for o in story.state.open
            if o.clock is not None and o.clock.next_wake() == wake
        )
        match wake.moment:
            case Moment.REMINDER:
                _remind(story, struck, clock, at)
            case Moment.RUNG:
                _climb(story, struck, clock, at)
            case Moment.EXPIRY:
                _expire(story, struck, at)
            case _:
                assert_never(wake.moment)


def _remind(story: Story, struck: OpenStep, clock: Clock, at: datetime) -> None:
    story.tell(
        e.AssigneeReminded(
            at=at,
            step=struck.step,
            seat=struck.seat,
            round=struck.round,
            number=clock.reminded,
            recipient=(struck.holder or story.state.planned.blocked).person,
            due=clock.due,
            times=struck.times,
        )
    )


def _climb(story: Story, struck: OpenStep, clock: Clock, at: datetime) -> None:
    rungs = (struck.holder or story.state.planned.blocked).rungs
    story.tell(
        e.RungReached(
            at=at,
            step=struck.step,
            seat=struck.seat,
            round=struck.round,
            rung=clock.climbed,
            recipient=rungs[clock.climbed].to,
            assignee=struck.assignee,
            due=clock.due,
            times=struck.times,
        )
    )


def _expire(story: Story, struck: OpenStep, at: datetime) -> None:
    """Go on without the step, or hand it to the role the definition names."""
    spec = story.state.spec(struck.step)
    if spec.at_expiry is AtExpiry.HAND_TO:
        if spec.hand_to is None:
            block(story, struck, at)
        else:
            _hand_to(story, struck, spec.hand_to, at)
        return
    story.tell(
        e.StepExpired(
            at=at,
            step=struck.step,
            seat=struck.seat,
            round=struck.round,
            assignee=struck.assignee,
        )
    )
    advance(story, at)


def _hand_to(story: Story, struck: OpenStep, to: Seat, at: datetime) -> None:
    """Hand the step on; somebody away for more than a year cannot take it."""
    spec = story.state.spec(struck.step)
    try:
        due = story.state.planned.calendar_of(to).due_after(at, spec.rework_days)
    except NoWorkingDay:
        block(story, struck, at)
        return
    story.tell(
        e.StepHandedOver(
            at=at,
            step=struck.step,
            seat=struck.seat,
            round=struck.round,
            from_person=struck.assignee,
            to=to,
            due=due,
            cause="expiry",
            times=struck.times + 1,
        )
    )

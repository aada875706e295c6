"""Asking for more time: the one who has a step says why, HR decides, and nothing moves before."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.content import ContentRef
from domain.ids import PersonId, StepId
from domain.review import events as e
from domain.review import refusals as r
from domain.review.evolve import fold
from domain.value import Value

MOST_DAYS: Final = 20
"""Working days that can be asked for; whoever needs more talks to HR rather than to a form."""


class AskForTime(Value):
    """What somebody asks: so many more working days for a step that lies with them."""

    step: StepId
    seat: int
    round: int
    person: PersonId
    days: int
    request: str
    content: ContentRef


def ask_for_time(history: Iterable[e.Event], asked: AskForTime, at: datetime) -> e.MoreTimeAsked:
    """Give the fact that somebody asked; it goes to whoever owns blocked steps of the review.

    One request a deadline: as long as the deadline it speaks of stands, a second one would only
    be the same question again.

    Raises:
        ReviewNotOpen, ReviewIsClosed, ReviewIsPaused: there is no clock to stop.
        NotYourStep, StepAlreadyClosed: the step does not lie with that person.
        DaysOutOfRange, MoreTimeAlreadyAsked: what is asked cannot be asked.
    """
    told = tuple(history)
    state = fold(told)
    if state.plan is None:
        raise r.ReviewNotOpen
    if state.is_closed:
        raise r.ReviewIsClosed
    if state.paused_since is not None:
        raise r.ReviewIsPaused("HR has paused this review; no deadline runs at present.")
    instance = state.instance(asked.step, asked.seat)
    if instance is None or instance.round != asked.round:
        raise r.StepAlreadyClosed
    if instance.assignee != asked.person:
        raise r.NotYourStep
    if not 1 <= asked.days <= MOST_DAYS:
        raise r.DaysOutOfRange
    if open_request(told, asked.step, asked.seat, asked.round, asked.person) is not None:
        raise r.MoreTimeAlreadyAsked
    return e.MoreTimeAsked(
        at=at,
        step=asked.step,
        seat=asked.seat,
        round=asked.round,
        person=asked.person,
        owner=state.plan.blocked.person,
        days=asked.days,
        request=asked.request,
        content=asked.content,
    )


def open_request(
    history: Iterable[e.Event], step: StepId, seat: int, round_: int, person: PersonId
) -> e.MoreTimeAsked | None:
    """Give what that person asked for last, unless the deadline has moved since."""
    found: e.MoreTimeAsked | None = None
    for event in history:
        if not isinstance(event, e.MoreTimeAsked | e.DeadlineMoved):
            continue
        if (event.step, event.seat, event.round) != (step, seat, round_):
            continue
        if isinstance(event, e.DeadlineMoved):
            found = None
        elif event.person == person:
            found = event
    return found

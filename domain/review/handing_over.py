"""Giving a part in a review to somebody else, or to nobody."""

from datetime import datetime

from domain.definition.words import Role
from domain.review import events as e
from domain.review import refusals as r
from domain.review.advance import block
from domain.review.commands import HandOver
from domain.review.deadlines import due_of
from domain.review.hands import replanned
from domain.review.nominees import passed_on
from domain.review.plan import ReviewPlan, Seat
from domain.review.state import OpenStep, ReviewState
from domain.review.story import Story


def hand_over(story: Story, command: HandOver) -> None:
    """Give a part to somebody else, or to nobody, which blocks what is open of it."""
    plan = story.state.planned
    _check_successor(plan, command)
    event = e.PartHandedOver(
        at=command.at,
        request=command.request,
        role=command.role,
        from_person=command.from_person,
        to=command.to,
        calendars=command.calendars,
        by=command.by,
        content=command.content,
    )
    held = [o for o in story.state.open if _is_held(story.state, o, command)]
    after = replanned(plan, event)
    is_moot = (after.stages, after.blocked) == (plan.stages, plan.blocked)
    if not held and is_moot and passed_on(story.state, event) == story.state:
        of_reviewee = command.from_person == plan.reviewee
        raise r.PartOfTheReviewee if of_reviewee else r.NothingToHandOver
    story.tell(event)
    for instance in held:
        _pass_on(story, instance, command.to, command.at)
    if after.blocked.person != plan.blocked.person:
        _tell_new_owner(story, command.at)


def _check_successor(plan: ReviewPlan, command: HandOver) -> None:
    if command.to is None:
        if command.from_person is None:
            raise r.NothingToHandOver
        return
    if command.to.person == command.from_person:
        raise r.NothingToHandOver("That person holds this part already.")
    if command.to.person == plan.reviewee and command.role is not Role.REVIEWEE:
        raise r.NotYourself
    if command.to.place not in {**plan.calendars, **command.calendars}:
        raise r.UnknownPlace


def _is_held(state: ReviewState, instance: OpenStep, command: HandOver) -> bool:
    """Whether an open instance is what changes hands; so is a blocked one of their own seats."""
    spec, person = state.spec(instance.step), command.from_person
    if instance.clock is None or command.role not in (None, spec.role):
        return False
    seat = spec.seats[instance.seat]
    was_theirs = instance.is_blocked and seat is not None and seat.person == person
    is_theirs = instance.assignee == person or was_theirs
    return is_theirs and _may_go(state, instance, command.to)


def _may_go(state: ReviewState, instance: OpenStep, to: Seat | None) -> bool:
    """Whether a step may go there. What is the reviewee's stays so, unless it was handed on."""
    reviewee = state.planned.reviewee
    to_reviewee = to is not None and to.person == reviewee
    if state.spec(instance.step).role is not Role.REVIEWEE:
        return not to_reviewee
    return to_reviewee or (instance.times > 0 and instance.assignee != reviewee)


def _pass_on(story: Story, instance: OpenStep, to: Seat | None, at: datetime) -> None:
    """Give one open instance to its new holder, with a deadline that holder can keep."""
    if to is None:
        if not instance.is_blocked:
            block(story, instance, at)
        return
    story.tell(
        e.StepHandedOver(
            at=at,
            step=instance.step,
            seat=instance.seat,
            round=instance.round,
            from_person=instance.assignee,
            to=to,
            due=_due_of_successor(story.state, instance, to, at),
            cause="hand_over",
            times=instance.times + 1,
        )
    )


def _due_of_successor(state: ReviewState, instance: OpenStep, to: Seat, at: datetime) -> datetime:
    """Keep the day of the deadline, at the close of that day where the successor works.

    A successor has the rework days at least; a step that had no holder has its full time.
    """
    plan, spec, opens = state.planned, state.spec(instance.step), max(at, instance.opens)
    calendar = plan.calendar_of(to)
    fresh = calendar.due_after(opens, spec.rework_days)
    if instance.holder is None or instance.clock is None:
        return max(fresh, due_of(state, spec, calendar, opens, instance.round))
    if instance.clock.due <= opens:
        return fresh
    day = plan.calendar_of(instance.holder).local_day(instance.clock.due)
    return max(fresh, calendar.due_after(calendar.open_of(day), 0))


def _tell_new_owner(story: Story, at: datetime) -> None:
    """Let whoever owns blocked steps from now on hear of each."""
    for instance in story.state.open:
        if instance.is_blocked:
            block(story, instance, at)

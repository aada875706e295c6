"""When the steps of a review open and fall due."""

from datetime import datetime

from domain.clock import Clock
from domain.definition.deadlines import Reminders, When
from domain.definition.words import AtExpiry
from domain.review.plan import PlannedStage, PlannedStep
from domain.review.state import OpenStep, ReviewState
from domain.working_calendar import NoWorkingDay, WorkingCalendar

BLOCKED_REMINDERS = Reminders(before=(), after=())


def stage_opens(state: ReviewState, stage: PlannedStage, at: datetime) -> datetime:
    """Say when a stage opens for this reviewee, never before the one before it is done."""
    calendar = state.planned.reviewee_calendar
    if stage.opens.on is not None:
        return max(at, calendar.open_of(stage.opens.on))
    days = stage.opens.working_days or 0
    if days == 0:
        return at
    try:
        return calendar.open_of(calendar.add_working_days(at, days))
    except NoWorkingDay:  # away for more than a year: the others need not wait for that
        place = calendar.without_leave()
        return place.open_of(place.add_working_days(at, days))


def due_of(
    state: ReviewState, step: PlannedStep, calendar: WorkingCalendar, opens: datetime, round_: int
) -> datetime:
    """Say when a step is due for somebody with these working days.

    A deadline belongs to the instance: a step that was sent back gets its rework days from now.
    A date that has passed before the step opens (a late joiner) gives the rework days too. What was
    taken back when an earlier step was opened again has the time that its rules give.
    Raises NoWorkingDay when the person is away for more than a year.
    """
    by_rules = round_ == 1 or step.id in state.afresh
    due = _by_rules(state, step, calendar, opens) if by_rules else opens
    return due if due > opens else calendar.due_after(opens, step.rework_days)


def _by_rules(
    state: ReviewState, step: PlannedStep, calendar: WorkingCalendar, opens: datetime
) -> datetime:
    """Follow the rule of the step and its extensions; `opens` when they lead nowhere."""
    extensions = state.extensions.get(state.planned.stage_of(step.id).id, ())
    due = opens
    try:
        for rule in (step.due, *extensions):
            due = by_rule(calendar, rule, opens, due)
    except NoWorkingDay:
        return opens
    return due


def by_rule(calendar: WorkingCalendar, rule: When, opens: datetime, since: datetime) -> datetime:
    """Count working days since then, or take the date.

    A date gives back the working days that the person is on leave between the opening and it.
    """
    if rule.on is None:
        return calendar.due_after(since, rule.working_days or 0)
    lost = calendar.leave_days_between(calendar.local_day(opens), rule.on)
    return calendar.due_after(calendar.open_of(rule.on), lost)


def wind(state: ReviewState, open_step: OpenStep, due: datetime) -> Clock:
    """Set the clock of an open step, for its holder or, when blocked, for its owner."""
    plan, step = state.planned, state.spec(open_step.step)
    if open_step.holder is None:
        return Clock.wind(
            plan.owner_calendar,
            opens=open_step.opens,
            due=due,
            reminders=BLOCKED_REMINDERS,
            graces=[rung.after for rung in plan.blocked.rungs],
        )
    expires = step.at_expiry in (AtExpiry.COMPLETE_WITHOUT, AtExpiry.HAND_TO)
    climbs = step.at_expiry is not AtExpiry.WAIT
    return Clock.wind(
        plan.calendar_of(open_step.holder),
        opens=open_step.opens,
        due=due,
        reminders=step.reminders,
        graces=[rung.after for rung in open_step.holder.rungs] if climbs else (),
        grace=step.grace if expires and open_step.may_expire else None,
    )

"""How a review changes with each event: the same fold in workflow, projection and rebuild."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from domain.clock import Clock
from domain.definition.words import Act
from domain.review import events as e
from domain.review.by_hr import nudged, reopened
from domain.review.deadlines import wind
from domain.review.hands import relay_rungs, replanned
from domain.review.nominees import nominated_or_named, passed_on
from domain.review.outcome import expired, sent_back, settled, submitted
from domain.review.state import OpenStep, ReviewState


def fold(events: Iterable[e.Event], state: ReviewState | None = None) -> ReviewState:
    """Give the state after these events."""
    current = state or ReviewState()
    for event in events:
        current = evolve(current, event)
    return current


def evolve(state: ReviewState, event: e.Event) -> ReviewState:  # noqa: C901, PLR0911, PLR0912 - a case an event
    """Give the state after one more event."""
    after = state.model_copy(update={"version": state.version + 1})
    match event:
        case e.ReviewOpened():
            return _with(after, plan=event.plan)
        case e.StageOpened():
            return _with(after, stage=after.stage + 1, opens=event.opens)
        case e.StageCompleted() | e.LeaveRecorded() | e.StageExtended():
            return _ruled(after, event)
        case e.StepOpened() | e.StepBlocked():
            return _opened(after, event)
        case e.StepSubmitted():
            return submitted(after, event)
        case e.StepSentBack():
            return sent_back(after, event)
        case e.StepReopened():
            return reopened(after, event)
        case e.StepNudged():
            return nudged(after, event)
        case e.PeersNominated() | e.PeersNamed():
            return nominated_or_named(after, event)
        case e.AssigneeReminded() | e.RungReached():
            return _struck(after, event)
        case e.StepExpired():
            return expired(after, event)
        case e.StepHandedOver():
            return _handed_over(after, event)
        case e.PartHandedOver():
            return _part(after, event)
        case e.DeadlineMoved():
            return _moved(after, event)
        case e.MoreTimeAsked():
            return after  # HR decides, and what moves is told by an event of its own
        case e.CalibrationSettled():
            return settled(after, event)
        case e.ReviewPaused():
            return _with(after, paused_since=event.at, seen=after.seen | {event.request})
        case e.ReviewResumed():
            return _resumed(after, event)
        case e.ReviewCancelled() | e.ReviewCompleted():
            return _with(after, is_closed=True, open=())
        case _:
            assert_never(event)


def _with(state: ReviewState, **changes: object) -> ReviewState:
    return state.model_copy(update=changes)


def _ruled(
    state: ReviewState, event: e.StageCompleted | e.LeaveRecorded | e.StageExtended
) -> ReviewState:
    """Note what later deadlines depend on."""
    match event:
        case e.StageCompleted():
            return state
        case e.StageExtended():
            before = state.extensions.get(event.stage, ())
            longer = {**state.extensions, event.stage: (*before, event.by_rule)}
            return _with(state, extensions=longer, seen=state.seen | {event.request})
        case e.LeaveRecorded():
            away = (*state.planned.leaves.get(event.person, ()), (event.start, event.end))
            leaves = {**state.planned.leaves, event.person: away}
            plan = state.planned.model_copy(update={"leaves": leaves})
            known = _with(state, plan=plan, seen=state.seen | {event.request})
            return _rewound(known, event)
        case _:
            assert_never(event)


def _opened(state: ReviewState, event: e.StepOpened | e.StepBlocked) -> ReviewState:
    """Add the instance, or take the person from one that is open already."""
    spec = state.spec(event.step)
    known = state.instance(event.step, event.seat)
    holder = spec.seats[event.seat] if isinstance(event, e.StepOpened) and spec.seats else None
    if spec.act is Act.CALIBRATE:
        holder = None
    fresh = OpenStep(
        step=event.step,
        seat=event.seat,
        round=event.round,
        holder=holder,
        opens=event.opens,
        clock=None,
        times=_times(known, event),
        may_expire=known is None or not _has_expired(known, event.at),
    )
    # HR's grace runs from the moment nobody could act, not from when the step would be due.
    due = event.opens if isinstance(event, e.StepBlocked) else event.due
    if due is not None:
        fresh = fresh.model_copy(update={"clock": wind(state, fresh, due)})
    rounds = {**state.rounds, event.step: max(event.round, state.rounds.get(event.step, 0))}
    return _with(_replaced(state, fresh), rounds=rounds)


def _times(known: OpenStep | None, event: e.StepOpened | e.StepBlocked) -> int:
    """Count how often the instance changed hands; one that was turned down is open no more."""
    if known is not None:
        return known.times + 1
    return event.times if isinstance(event, e.StepBlocked) else 0


def _has_expired(known: OpenStep, at: datetime) -> bool:
    """Whether the instance expired once, after which it does so never again."""
    expires = known.clock.expires if known.clock else None
    return not known.may_expire or (expires is not None and expires <= at)


def _replaced(state: ReviewState, fresh: OpenStep) -> ReviewState:
    """Put an instance where it was, or behind those that opened before it."""
    if state.instance(fresh.step, fresh.seat) is None:
        return _with(state, open=(*state.open, fresh))
    instance = (fresh.step, fresh.seat)
    return _with(
        state, open=tuple(fresh if (o.step, o.seat) == instance else o for o in state.open)
    )


def _struck(state: ReviewState, event: e.AssigneeReminded | e.RungReached) -> ReviewState:
    """Note that a reminder or a rung lies behind."""
    known, clock = _running(state, event)
    if isinstance(event, e.AssigneeReminded):
        struck = clock.model_copy(update={"reminded": clock.reminded + 1})
    else:
        struck = clock.model_copy(update={"climbed": clock.climbed + 1})
    return _replaced(state, known.model_copy(update={"clock": struck}))


def _running(state: ReviewState, event: e.OnStep) -> tuple[OpenStep, Clock]:
    """Find the instance that an event is about; ValueError when it is not open."""
    known = state.instance(event.step, event.seat)
    if known is None or known.clock is None:
        raise ValueError(f"{event.instance} is not open")
    return known, known.clock


def _handed_over(state: ReviewState, event: e.StepHandedOver) -> ReviewState:
    """Give the instance to its new holder with a new clock and a new ladder."""
    known, _ = _running(state, event)
    fresh = known.model_copy(
        update={"holder": event.to, "times": event.times, "clock": None, "nudged": None}
        | {"opens": max(known.opens, event.at)}
        | ({"may_expire": False} if event.cause == "expiry" else {})
    )
    return _replaced(state, fresh.model_copy(update={"clock": wind(state, fresh, event.due)}))


def _part(state: ReviewState, event: e.PartHandedOver) -> ReviewState:
    """Put the new person into the plan and the ladders; open steps follow in their own events."""
    plan = replanned(state.planned, event)
    heard = tuple(
        o.model_copy(update={"holder": relay_rungs(state.planned, o.holder, event)})
        for o in state.open
    )
    after = _with(state, plan=plan, open=heard, seen=state.seen | {event.request})
    return passed_on(after, event)


def _rewound(state: ReviewState, event: e.LeaveRecorded) -> ReviewState:
    """Let the clocks of the one who is away know of the leave; due dates follow in events."""
    for known in state.open:
        if known.clock is not None and known.assignee == event.person:
            clock = known.clock.move(wind(state, known, known.clock.due), event.at)
            state = _replaced(state, known.model_copy(update={"clock": clock}))
    return state


def _resumed(state: ReviewState, event: e.ReviewResumed) -> ReviewState:
    """Let the clocks run; those of blocked steps, which have no deadline, move by themselves."""
    since, calendar = state.paused_since or event.at, state.planned.owner_calendar
    after = _with(state, paused_since=None, seen=state.seen | {event.request})
    for known in state.open:
        if known.clock is not None and known.is_blocked:
            lost = calendar.working_days_between(max(since, known.opens), event.at)
            if lost:
                due = calendar.due_after(known.clock.due, lost)
                clock = known.clock.move(wind(state, known, due), event.at)
                after = _replaced(after, known.model_copy(update={"clock": clock}))
    return after


def _moved(state: ReviewState, event: e.DeadlineMoved) -> ReviewState:
    """Wind the clock for the new date; what was sent stays sent."""
    known, clock = _running(state, event)
    moved = clock.move(wind(state, known, event.due), event.at)
    return _replaced(state, known.model_copy(update={"clock": moved}))

"""What a change would do to a review, found by deciding on a copy: no more and no less happens."""

from datetime import datetime
from typing import Self

from domain.errors import ReviewError
from domain.ids import PersonId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review.decide import decide
from domain.review.evolve import fold
from domain.review.state import OpenStep, ReviewState
from domain.value import Value
from domain.views.notices import Instance, Notice, Reason, Situation, notice_of, withdrawn_from


class Shift(Value):
    """A due date of an open step before and after; one of the two is None where there is none."""

    step: StepId
    seat: int
    holder: PersonId | None
    was: datetime | None
    due: datetime | None


class Effect(Value):
    """What would happen to one review, or in `refusal` why nothing can.

    `told` names who gets a message of it and why. `is_moot` says that it is as asked already.
    """

    refusal: str = ""
    code: str = ""
    shifts: tuple[Shift, ...] = ()
    withdrawn: tuple[StepId, ...] = ()
    nudged: tuple[tuple[StepId, PersonId], ...] = ()
    told: tuple[tuple[PersonId, Reason], ...] = ()
    ends: bool = False
    is_moot: bool = False

    @classmethod
    def refused(cls, refusal: ReviewError) -> Self:
        """Say why nothing can be done."""
        return cls(refusal=str(refusal), code=refusal.code)


def effect_of(state: ReviewState, command: c.Command, at: datetime) -> Effect:
    """Say what a command would do at that moment; the review itself is left as it is."""
    try:
        events = decide(state, command.stamped(at))
    except ReviewError as refusal:
        return Effect.refused(refusal)
    if not events:
        return Effect(is_moot=True)
    after = fold(events, state)
    reopened = [event for event in events if isinstance(event, e.StepReopened)]
    return Effect(
        shifts=_shifts(state, after),
        withdrawn=tuple(step for event in reopened for step in event.withdrawn),
        nudged=tuple((v.step, v.recipient) for v in events if isinstance(v, e.StepNudged)),
        told=_told(state, events, at),
        ends=after.is_closed,
    )


def _shifts(before: ReviewState, after: ReviewState) -> tuple[Shift, ...]:
    """Compare what is open before and after, by step and seat, in the order of the plan."""
    was = {(each.step, each.seat): each for each in before.open}
    now = {(each.step, each.seat): each for each in after.open}
    order = {step.id: place for place, step in enumerate(after.planned.steps)}
    found = []
    for where in sorted(was.keys() | now.keys(), key=lambda each: (order[each[0]], each[1])):
        old, new = was.get(where), now.get(where)
        if (_due(old), _holder(old)) != (_due(new), _holder(new)):
            step, seat = where
            holder = _holder(new) if new else _holder(old)
            found.append(Shift(step=step, seat=seat, holder=holder, was=_due(old), due=_due(new)))
    return tuple(found)


def _due(instance: OpenStep | None) -> datetime | None:
    return instance.clock.due if instance and instance.clock and instance.holder else None


def _holder(instance: OpenStep | None) -> PersonId | None:
    return instance.assignee if instance else None


def _told(
    state: ReviewState, events: tuple[e.Event, ...], at: datetime
) -> tuple[tuple[PersonId, Reason], ...]:
    """Name who gets a message at once; what opens later is told when it opens."""
    told: list[tuple[PersonId, Reason]] = []
    for event in events:
        notices = _notices(state, event, events)
        told.extend((each.recipient, each.reason) for each in notices if each.not_before <= at)
        state = fold([event], state)
    return tuple(dict.fromkeys(told))


def _notices(state: ReviewState, event: e.Event, events: tuple[e.Event, ...]) -> list[Notice]:
    if isinstance(event, e.StepReopened):
        held = (
            (_where(o), o.holder.person) for o in state.open if o.holder and o.opens <= event.at
        )
        return withdrawn_from(event, held)
    notice = notice_of(event, _situation(state, event, events))
    return [] if notice is None else [notice]


def _where(instance: OpenStep) -> Instance:
    return Instance(instance.step, instance.seat, instance.round)


def _situation(state: ReviewState, event: e.Event, events: tuple[e.Event, ...]) -> Situation:
    """Say what the notice of an event depends on; a step that cannot be done yet is not told of."""
    known = None
    if isinstance(event, e.OnStep):
        known = state.instance(event.step, event.seat)
    again = {each.step for each in events if isinstance(each, e.StepReopened)}
    return Situation(
        reviewee=state.plan.reviewee if state.plan else None,
        holder=known.assignee if known else None,
        opens=known.opens if known else None,
        is_reopened=isinstance(event, e.StepOpened) and event.step in again,
        is_announced=known is not None and known.opens > event.at,
    )

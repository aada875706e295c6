"""The calibration session: its state, what can be decided, and how it changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from pydantic import Field

from domain.calibration import commands as c
from domain.calibration import events as e
from domain.calibration import refusals as r
from domain.clock import Clock, Moment, Wake
from domain.content import ContentRef
from domain.ids import PersonId, ReviewId
from domain.value import Fact


class SessionState(Fact):
    """A session as far as its events tell."""

    version: int = 0
    plan: e.SessionPlan | None = None
    clock: Clock | None = None
    moved: dict[ReviewId, ContentRef] = Field(default_factory=dict)
    withdrawn: frozenset[ReviewId] = frozenset()
    co_facilitators: tuple[PersonId, ...] = ()
    is_locked: bool = False
    seen: frozenset[str] = frozenset()

    @property
    def planned(self) -> e.SessionPlan:
        """Give the plan of a session that has been set up."""
        if self.plan is None:
            raise ValueError("this session has not been set up")
        return self.plan

    @property
    def members(self) -> tuple[e.Member, ...]:
        """Give the reviews that are still part of the session."""
        return tuple(m for m in self.planned.members if m.review not in self.withdrawn)

    @property
    def leaders(self) -> tuple[PersonId, ...]:
        """Give the facilitator, and whoever was named beside them."""
        return (self.planned.facilitator.person, *self.co_facilitators)

    def next_wake(self) -> Wake | None:
        """Give the next moment at which something falls due, or None."""
        return None if self.is_locked or self.clock is None else self.clock.next_wake()


def fold(events: Iterable[e.Event], state: SessionState | None = None) -> SessionState:
    """Give the state after these events."""
    current = state or SessionState()
    for event in events:
        current = evolve(current, event)
    return current


def decide(state: SessionState, command: c.Command) -> tuple[e.Event, ...]:
    """Give the events that follow, none when the request was carried out before.

    Raises a ReviewError of `domain.calibration.refusals` when it cannot be done.
    """
    match command:
        case c.OpenSession():
            is_open = state.plan is not None
            return () if is_open else (e.SessionOpened(at=command.at, plan=command.plan),)
        case c.MoveRating():
            return _move(state, command)
        case c.LockSession():
            return _lock(state, command)
        case c.NameCoFacilitator() | c.ReleaseCoFacilitator():
            return _change_leaders(state, command)
        case c.WithdrawMember():
            return _withdraw(state, command)
        case c.PassSessionTime():
            return _pass_time(state, command.at)
        case _:
            assert_never(command)


def _withdraw(state: SessionState, command: c.WithdrawMember) -> tuple[e.Event, ...]:
    members = {member.review for member in state.members}
    if state.is_locked or command.review not in members:
        return ()
    return (e.MemberWithdrawn(at=command.at, review=command.review),)


def _move(state: SessionState, command: c.MoveRating) -> tuple[e.Event, ...]:
    if command.submission in state.seen:
        return ()
    _check_panel(state, command)
    member = next((m for m in state.members if m.review == command.review), None)
    if member is None:
        raise r.NotInThisSession
    if command.actor in member.hidden_from:
        raise r.NotYourRowToMove
    last = state.moved.get(command.review)
    if command.basis and command.basis.last_move != (last.id if last else None):
        raise r.RowHasMoved
    return (
        e.RatingMoved(
            at=command.at,
            review=command.review,
            actor=command.actor,
            submission=command.submission,
            content=command.content,
        ),
    )


def _lock(state: SessionState, command: c.LockSession) -> tuple[e.Event, ...]:
    if command.submission in state.seen:
        return ()
    _check_panel(state, command)
    if command.actor not in state.leaders:
        raise r.NotTheFacilitator
    if command.missing and not state.planned.lock_without_missing:
        count = len(command.missing)
        raise r.RatingsMissing(
            f"{count} manager{' has' if count == 1 else 's have'} not rated yet; "
            "lock the session once all ratings are in."
        )
    if command.departs == "refused":
        raise r.GuidelineNotMet
    if command.departs == "needs_reason" and command.content is None:
        raise r.GuidelineNeedsReason
    return (
        e.SessionLocked(
            at=command.at,
            actor=command.actor,
            submission=command.submission,
            missing=command.missing,
            content=command.content,
        ),
    )


def _change_leaders(
    state: SessionState, command: c.NameCoFacilitator | c.ReleaseCoFacilitator
) -> tuple[e.Event, ...]:
    """Name or release somebody; whoever leads already, or does not, is left as they are."""
    if command.submission in state.seen:
        return ()
    if state.is_locked:
        raise r.SessionIsLocked
    if not (command.is_hr or command.actor == state.planned.facilitator.person):
        raise r.NotTheFacilitator
    is_named = isinstance(command, c.NameCoFacilitator)
    if is_named == (command.person in state.leaders):
        return ()
    if command.person == state.planned.facilitator.person:
        return ()
    told = e.CoFacilitatorNamed if is_named else e.CoFacilitatorReleased
    return (
        told(at=command.at, person=command.person, by=command.actor, submission=command.submission),
    )


def _check_panel(state: SessionState, command: c.MoveRating | c.LockSession) -> None:
    if state.is_locked:
        raise r.SessionIsLocked
    if command.actor not in (*state.planned.panel, *state.leaders):
        raise r.NotOnThePanel
    if command.at < (state.planned.may_begin or state.planned.opens):
        raise r.SessionNotYetOpen


def _pass_time(state: SessionState, at: datetime) -> tuple[e.Event, ...]:
    """Tell every reminder and rung that has fallen due, earliest first."""
    told: list[e.Event] = []
    while (wake := state.next_wake()) is not None and wake.at <= at and state.clock is not None:
        event: e.Event
        if wake.moment is Moment.REMINDER:
            event = e.FacilitatorReminded(
                at=at,
                number=state.clock.reminded,
                recipient=state.planned.facilitator.person,
                due=state.clock.due,
            )
        else:
            rung = state.clock.climbed
            recipient = state.planned.facilitator.rungs[rung].to
            event = e.SessionRungReached(at=at, rung=rung, recipient=recipient, due=state.clock.due)
        told.append(event)
        state = evolve(state, event)
    return tuple(told)


def evolve(  # noqa: C901, PLR0911 - one case an event
    state: SessionState, event: e.Event
) -> SessionState:
    """Give the state after one more event."""
    after = state.model_copy(update={"version": state.version + 1})
    match event:
        case e.SessionOpened():
            return after.model_copy(update={"plan": event.plan, "clock": _wind(event.plan)})
        case e.RatingMoved():
            moved = {**after.moved, event.review: event.content}
            return after.model_copy(
                update={"moved": moved, "seen": after.seen | {event.submission}}
            )
        case e.FacilitatorReminded():
            return _struck(after, "reminded")
        case e.SessionRungReached():
            return _struck(after, "climbed")
        case e.MemberWithdrawn():
            return after.model_copy(update={"withdrawn": after.withdrawn | {event.review}})
        case e.CoFacilitatorNamed():
            return _led_by(after, event, (*after.co_facilitators, event.person))
        case e.CoFacilitatorReleased():
            left = tuple(one for one in after.co_facilitators if one != event.person)
            return _led_by(after, event, left)
        case e.SessionLocked():
            return after.model_copy(
                update={"is_locked": True, "seen": after.seen | {event.submission}}
            )
        case _:
            assert_never(event)


def _led_by(
    state: SessionState,
    event: e.CoFacilitatorNamed | e.CoFacilitatorReleased,
    leaders: tuple[PersonId, ...],
) -> SessionState:
    seen = state.seen | {event.submission}
    return state.model_copy(update={"co_facilitators": leaders, "seen": seen})


def _wind(plan: e.SessionPlan) -> Clock:
    calendar = plan.calendars[plan.facilitator.place]
    return Clock.wind(
        calendar,
        opens=plan.opens,
        due=plan.due,
        reminders=plan.reminders,
        graces=[rung.after for rung in plan.facilitator.rungs],
    )


def _struck(state: SessionState, counter: str) -> SessionState:
    if state.clock is None:
        return state
    count = getattr(state.clock, counter) + 1
    return state.model_copy(update={"clock": state.clock.model_copy(update={counter: count})})

"""How a running process stands for an operator: a state, the next wake-up, and a rung.

Nothing else of a process may be seen by everybody who can look at Temporal.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.actions.action import ActionState
from domain.calibration.session import SessionState
from domain.clock import Clock, Wake
from domain.definition.words import Act
from domain.review.state import OpenStep, ReviewState
from domain.tempo import Tempo
from domain.value import Fact


class ProcessState(StrEnum):
    """What an operator filters by; where several are true, the first of them is shown."""

    PAUSED = "paused"  # HR has stopped the clocks
    BLOCKED = "blocked"  # a step has nobody who can do it
    OVERDUE = "overdue"  # the time of something that is open was over when it last woke
    FAILING = "failing"  # messages cannot be delivered
    WAITING_FOR_CALIBRATION = "waiting_for_calibration"  # for the panel, which has the clock
    WAITING_FOR_SIGN_OFF = "waiting_for_sign_off"  # reminded of, and nothing else is left
    OPEN = "open"


TROUBLE: Final = (ProcessState.BLOCKED, ProcessState.OVERDUE)
"""What hides that one more step becomes overdue."""

SIGN_OFF: Final = frozenset({Act.SHARE, Act.SIGN, Act.RESOLVE, Act.WITNESS})


class WakeUp(Fact):
    """When a process next does something by itself, and what: a word for an operator."""

    at: datetime
    what: str


class Shown(Fact):
    """What everybody who can look at Temporal sees of a process.

    Attributes:
        state: how it stands.
        wakes: the next moment, in real time, at which it does something by itself; None when
            it waits for others alone.
        rung: how many rungs of a ladder have been reached, the highest of all open steps.
    """

    state: ProcessState = ProcessState.OPEN
    wakes: datetime | None = None
    rung: int = 0

    def is_news_after(self, before: "Shown") -> bool:
        """Whether an operator who saw `before` has to see this; each time costs an action.

        Another wake-up alone is no news.
        """
        return (self.state, self.rung) != (before.state, before.rung)


def review_shown(state: ReviewState, at: datetime) -> Shown:
    """Give how a review stands at that moment of its cycle."""
    clocks = [each.clock for each in state.open if each.clock is not None]
    return Shown(
        state=_state_of_review(state, clocks, at),
        wakes=_real(review_wake(state, at), state.planned.tempo),
        rung=max((clock.climbed for clock in clocks), default=0),
    )


def session_shown(state: SessionState, at: datetime) -> Shown:
    """Give how a calibration session stands."""
    return _of_one_clock(state.clock, session_wake(state, at), state.planned.tempo, at)


def action_shown(state: ActionState, at: datetime) -> Shown:
    """Give how an action stands."""
    return _of_one_clock(state.clock, action_wake(state, at), state.tasked.tempo, at)


def review_wake(state: ReviewState, at: datetime) -> WakeUp | None:
    """Give when a review wakes next: something falls due, or becomes overdue unheard."""
    if state.is_closed or state.paused_since is not None:
        return None
    clocks = [each.clock for each in state.open if each.clock is not None]
    is_in_trouble = _state_of_review(state, clocks, at) in TROUBLE
    return _first(state.next_wake(), () if is_in_trouble else clocks, at)


def session_wake(state: SessionState, at: datetime) -> WakeUp | None:
    """Give when a session wakes next."""
    clocks = [] if state.is_locked or state.clock is None else [state.clock]
    return _first(state.next_wake(), clocks, at)


def action_wake(state: ActionState, at: datetime) -> WakeUp | None:
    """Give when an action wakes next."""
    clocks = [] if state.ended or state.clock is None else [state.clock]
    return _first(state.next_wake(), clocks, at)


def _state_of_review(state: ReviewState, clocks: Sequence[Clock], at: datetime) -> ProcessState:
    if state.paused_since is not None:
        return ProcessState.PAUSED
    if any(each.is_blocked for each in state.open):
        return ProcessState.BLOCKED
    if any(clock.due <= at for clock in clocks):
        return ProcessState.OVERDUE
    if len(clocks) < len(state.open):
        return ProcessState.WAITING_FOR_CALIBRATION
    if state.open and all(_is_reminded_of_sign_off(state, each) for each in state.open):
        return ProcessState.WAITING_FOR_SIGN_OFF
    return ProcessState.OPEN


def _is_reminded_of_sign_off(state: ReviewState, step: OpenStep) -> bool:
    """Whether somebody is to talk or to sign and was reminded; until then nobody has to look."""
    is_reminded = step.clock is not None and step.clock.reminded > 0
    return is_reminded and state.spec(step.step).act in SIGN_OFF


def _of_one_clock(clock: Clock | None, wake: WakeUp | None, tempo: Tempo, at: datetime) -> Shown:
    is_late = clock is not None and clock.due <= at
    return Shown(
        state=ProcessState.OVERDUE if is_late else ProcessState.OPEN,
        wakes=_real(wake, tempo),
        rung=clock.climbed if clock else 0,
    )


def _first(wake: Wake | None, clocks: Sequence[Clock], at: datetime) -> WakeUp | None:
    """Give whichever comes first: a clock strikes, or something becomes overdue.

    A process wakes to become overdue only where no reminder and no rung would wake it later: then
    it shows with that, and a step that is late by hours costs nothing.
    """
    ahead = [WakeUp(at=wake.at, what=wake.moment.value)] if wake else []
    ahead += [
        WakeUp(at=clock.due, what="overdue")
        for clock in clocks
        if at < clock.due and not _strikes_after(clock)
    ]
    return min(ahead, key=lambda each: each.at, default=None)


def _strikes_after(clock: Clock) -> bool:
    """Whether the clock strikes again once the time is over."""
    ahead = (*clock.reminders[clock.reminded :], *clock.rungs[clock.climbed :])
    return clock.expires is not None or any(each >= clock.due for each in ahead)


def _real(wake: WakeUp | None, tempo: Tempo) -> datetime | None:
    return tempo.real(wake.at) if wake else None

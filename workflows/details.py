"""What an operator reads of a running process: states, ids and dates, sealed by the codec."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.actions.action import ActionState
from domain.calibration.session import SessionState
from domain.clock import Clock
from domain.process_state import WakeUp, action_shown, review_shown, session_shown
from domain.review.state import OpenStep, ReviewState

HEADS: Final = ("step", "owner", "state", "due", "next timer", "last message")
REVIEW_PAGE: Final = "/operations/reviews/{}"
SESSION_PAGE: Final = "/board/{}"
ACTION_PAGE: Final = "/actions/{}"
CYCLE_PAGE: Final = "/hr/cycles/{}"
PLAN_PAGE: Final = "/plans/{}"


def review_details(state: ReviewState, at: datetime, wake: WakeUp | None) -> list[str]:
    """Draw the open steps of a review as a table, with the next thing that falls due."""
    shown = review_shown(state, at)
    stage = f"Stage {state.stage + 1} of {len(state.planned.stages)}"
    return [
        f"{stage}, {in_words(shown.state)}. {_next(wake)}",
        "",
        *_table([_row(state, step, at) for step in state.open]),
        "",
        console_page(REVIEW_PAGE, state.planned.review),
    ]


def session_details(state: SessionState, at: datetime, wake: WakeUp | None) -> list[str]:
    """Tell how far a calibration session is, for whom it waits, and until when."""
    plan = state.planned
    shown = "locked" if state.is_locked else in_words(session_shown(state, at).state)
    due, timer, last = _by_clock(state.clock)
    leaders = " ".join(str(each) for each in state.leaders)
    return [
        f"{len(state.members)} reviews, {len(state.moved)} ratings moved. {_next(wake)}",
        "",
        *_table([("lock the ratings", leaders, shown, due, timer, last)]),
        "",
        console_page(SESSION_PAGE, plan.session),
    ]


def action_details(state: ActionState, at: datetime, wake: WakeUp | None) -> list[str]:
    """Tell who has to do an action by when, and how often they were asked after it."""
    shown = state.ended or in_words(action_shown(state, at).state)
    due, timer, last = _by_clock(state.clock)
    return [
        _next(wake),
        "",
        *_table([("do the action", str(state.owner), shown, due, timer, last)]),
        "",
        console_page(ACTION_PAGE, state.tasked.action),
    ]


def console_page(template: str, what: object) -> str:
    """Name the page of the console that has more; the worker puts its address before it."""
    return template.format(what)


def in_words(state: str) -> str:
    """Write a state as people say it."""
    return state.replace("_", " ")


def moment(at: datetime) -> str:
    """Write a moment as a clock in UTC shows it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _next(wake: WakeUp | None) -> str:
    return f"Next: {wake.what} at {moment(wake.at)}." if wake else "Next: nothing by itself."


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [HEADS, ["---"] * len(HEADS), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _row(review: ReviewState, step: OpenStep, at: datetime) -> tuple[str, ...]:
    if step.clock is None:
        panel = f"session {review.planned.session}"
        return (step.step, panel, "waits for the panel", "when the panel locks", "none", "none")
    owner = step.assignee or f"HR {review.planned.blocked.person}"
    due, timer, last = _by_clock(step.clock, is_stopped=review.paused_since is not None)
    return (_name(step), str(owner), _condition(review, step, step.clock, at), due, timer, last)


def _name(step: OpenStep) -> str:
    """Name a step, and which of several people's it is, and which time it is done."""
    seat = f" of person {step.seat + 1}" if step.seat else ""
    return f"{step.step}{seat}" + (f", again ({step.round})" if step.round > 1 else "")


def _condition(review: ReviewState, step: OpenStep, clock: Clock, at: datetime) -> str:
    if review.paused_since is not None:
        return f"paused since {moment(review.paused_since)}"
    if step.is_blocked:
        return "blocked: nobody can do it"
    if clock.due <= at:
        return "overdue"
    return "open" if step.opens <= at else f"opens {moment(step.opens)}"


def _by_clock(clock: Clock | None, *, is_stopped: bool = False) -> tuple[str, str, str]:
    """Give when it is due, what its clock strikes next, and what it struck last."""
    if clock is None:
        return ("none", "none", "none")
    wake = None if is_stopped else clock.next_wake()
    timer = f"{wake.moment} {moment(wake.at)}" if wake else "none"
    struck = [(at, f"reminder {n}") for n, at in enumerate(clock.reminders[: clock.reminded], 1)]
    struck += [(at, f"escalation {n}") for n, at in enumerate(clock.rungs[: clock.climbed], 1)]
    last = max(struck, default=None)
    return (moment(clock.due), timer, f"{last[1]} {moment(last[0])}" if last else "none")

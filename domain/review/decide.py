"""What follows when something is asked of a review: events, or a refusal."""

from typing import assert_never

from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.advance import advance
from domain.review.handing_over import hand_over
from domain.review.nudging import nudge
from domain.review.passing_time import pass_time
from domain.review.reopening import reopen
from domain.review.state import ReviewState
from domain.review.steering import cancel, extend, pause, record_leave, resume
from domain.review.story import Story
from domain.review.submitting import submit

Steering = c.Extend | c.HandOver | c.RecordLeave | c.PauseReview | c.ResumeReview | c.CancelReview


def decide(state: ReviewState, command: c.Command) -> tuple[e.Event, ...]:
    """Give the events that follow from the command, none when it was carried out before.

    Raises a ReviewError of `domain.review.refusals` when it cannot be done; nothing has
    happened then.
    """
    if is_known(state, command):
        return ()
    _check_open(state, command)
    story = Story(state)
    _tell(story, command)
    return story.events


def is_known(state: ReviewState, command: c.Command) -> bool:
    """Whether this very request was carried out before."""
    match command:
        case c.OpenReview():
            return state.plan is not None
        case c.SubmitStep():
            return command.submission in state.seen
        case c.SettleCalibration():
            return state.is_settled or state.is_closed
        case c.PassTime():
            return state.is_closed
        case _:
            return command.request in state.seen or _is_moot(state, command)


def _is_moot(state: ReviewState, command: c.Command) -> bool:
    """Whether the review is already where the command would take it."""
    match command:
        case c.CancelReview():
            return state.is_closed
        case c.PauseReview():
            return state.paused_since is not None
        case c.ResumeReview():
            return state.plan is not None and not state.is_closed and state.paused_since is None
        case _:
            return False


def _check_open(state: ReviewState, command: c.Command) -> None:
    if isinstance(command, c.OpenReview):
        return
    if state.plan is None:
        raise r.ReviewNotOpen
    if state.is_closed:
        raise r.ReviewIsClosed
    if state.paused_since is not None and isinstance(command, c.SubmitStep):
        raise r.ReviewIsPaused


def _tell(story: Story, command: c.Command) -> None:
    match command:
        case c.OpenReview():
            story.tell(e.ReviewOpened(at=command.at, plan=command.plan))
            advance(story, command.at)
        case c.SubmitStep():
            submit(story, command)
        case c.SettleCalibration():
            _settle(story, command)
        case c.PassTime():
            pass_time(story, command.at)
        case c.ReopenStep():
            reopen(story, command)
        case c.NudgeReview():
            nudge(story, command)
        case _:
            _steer(story, command)


def _settle(story: Story, command: c.SettleCalibration) -> None:
    if story.state.planned.session != command.session:
        raise r.NotThisSession
    story.tell(
        e.CalibrationSettled(at=command.at, session=command.session, content=command.content)
    )
    advance(story, command.at)


def _steer(story: Story, command: Steering) -> None:
    match command:
        case c.Extend():
            extend(story, command)
        case c.HandOver():
            hand_over(story, command)
        case c.RecordLeave():
            record_leave(story, command)
        case c.PauseReview():
            pause(story, command)
        case c.ResumeReview():
            resume(story, command)
        case c.CancelReview():
            cancel(story, command)
        case _:
            assert_never(command)

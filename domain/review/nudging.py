"""Asking after open steps: never twice within a working day, nor before a step can be done."""

from datetime import datetime

from domain.review import refusals as r
from domain.review.commands import NudgeReview
from domain.review.events_by_hr import StepNudged
from domain.review.state import OpenStep, ReviewState
from domain.review.story import Story


def nudge(story: Story, command: NudgeReview) -> None:
    """Tell of every seat that is asked after.

    Raises:
        ReviewIsPaused: its clocks stand still.
        NobodyToNudge: nothing of what was meant is open, or late.
        NudgedToday: whoever has it was asked within the last working day, or often enough.
    """
    if story.state.paused_since is not None:
        raise r.ReviewIsPaused("This review is paused; nobody is asked after it now.")
    meant = [each for each in story.state.open if _is_meant(each, command)]
    if not meant:
        raise r.NobodyToNudge
    due = [each for each in meant if _may_be_asked(story.state, each, command)]
    if not due:
        raise r.NudgedToday
    for each in due:
        if each.holder is not None and each.clock is not None:
            story.tell(
                StepNudged(
                    at=command.at,
                    step=each.step,
                    seat=each.seat,
                    round=each.round,
                    recipient=each.holder.person,
                    due=each.clock.due,
                    request=command.request,
                    by=command.by,
                    content=command.content,
                )
            )


def _is_meant(instance: OpenStep, command: NudgeReview) -> bool:
    if instance.holder is None or instance.clock is None or instance.opens > command.at:
        return False
    if command.late and instance.clock.due >= command.at:
        return False
    return not command.steps or instance.step in command.steps


def _may_be_asked(state: ReviewState, instance: OpenStep, command: NudgeReview) -> bool:
    """Whether a working day has begun where the holder works since they were asked last."""
    if instance.holder is None or instance.holder.person in command.spared:
        return False
    return instance.nudged is None or _days(state, instance, instance.nudged, command.at) > 0


def _days(state: ReviewState, instance: OpenStep, since: datetime, at: datetime) -> int:
    if instance.holder is None:
        return 0
    return state.planned.calendar_of(instance.holder).working_days_between(since, at)

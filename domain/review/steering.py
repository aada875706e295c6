"""Changes in flight: deadlines, leave, pause and cancellation."""

from datetime import datetime
from typing import Literal

from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.deadlines import by_rule
from domain.review.state import OpenStep
from domain.review.story import Story


def extend(story: Story, command: c.Extend) -> None:
    """Move every open deadline of the stage, and the rule for those that open later."""
    stages = {stage.id: place for place, stage in enumerate(story.state.planned.stages)}
    if command.stage not in stages:
        raise r.UnknownStage(f"This review has no stage named '{command.stage}'.")
    if stages[command.stage] < story.state.stage:
        raise r.StageAlreadyCompleted
    moved = _moved(story, command)
    _check_ahead(story, command, moved)
    story.tell(
        e.StageExtended(
            at=command.at,
            stage=command.stage,
            by_rule=command.by_rule,
            request=command.request,
            by=command.by,
            content=command.content,
        )
    )
    for instance, due in moved:
        _move(story, instance, due, "extension", command)


def _moved(story: Story, command: c.Extend) -> list[tuple[OpenStep, datetime]]:
    """Give the open instances of the stage with the due dates they would get."""
    plan, found = story.state.planned, []
    for instance in story.state.open:
        if instance.clock is None or instance.holder is None:
            continue
        if plan.stage_of(instance.step).id == command.stage:
            calendar = plan.calendar_of(instance.holder)
            due = by_rule(calendar, command.by_rule, instance.opens, instance.clock.due)
            found.append((instance, due))
    return found


def _check_ahead(story: Story, command: c.Extend, moved: list[tuple[OpenStep, datetime]]) -> None:
    """Refuse a deadline that nobody could keep any more, also for steps that open later."""
    if any(due <= command.at for _, due in moved):
        raise r.DeadlineInThePast
    if any(due <= instance.opens for instance, due in moved):
        raise r.DeadlineInThePast("The step would be due before it opens; choose a later day.")
    calendar, day = story.state.planned.reviewee_calendar, command.by_rule.on
    if day is not None and calendar.close_of(day) <= command.at:
        raise r.DeadlineInThePast


def _move(
    story: Story,
    instance: OpenStep,
    due: datetime,
    cause: Literal["extension", "leave", "pause"],
    command: c.Extend | c.RecordLeave | c.ResumeReview,
) -> None:
    if instance.clock is None or instance.clock.due == due:
        return
    story.tell(
        e.DeadlineMoved(
            at=command.at,
            step=instance.step,
            seat=instance.seat,
            round=instance.round,
            due=due,
            was=instance.clock.due,
            request=command.request,
            cause=cause,
            by=None if isinstance(command, c.RecordLeave) else command.by,
        )
    )


def record_leave(story: Story, command: c.RecordLeave) -> None:
    """Give back to open steps the working days that the leave takes away."""
    if command.end < command.start:
        raise r.LeaveEndsBeforeItBegins
    before = story.state.planned
    story.tell(
        e.LeaveRecorded(
            at=command.at,
            person=command.person,
            start=command.start,
            end=command.end,
            request=command.request,
        )
    )
    for instance in story.state.open:
        if instance.assignee != command.person or instance.clock is None or not instance.holder:
            continue
        old = before.calendar_of(instance.holder)
        new = story.state.planned.calendar_of(instance.holder)
        days = old.working_days_between(instance.opens, instance.clock.due)
        due = max(new.due_after(instance.opens, days), instance.clock.due)
        _move(story, instance, due, "leave", command)


def pause(story: Story, command: c.PauseReview) -> None:
    """Stop the clocks."""
    story.tell(
        e.ReviewPaused(
            at=command.at, request=command.request, by=command.by, content=command.content
        )
    )


def resume(story: Story, command: c.ResumeReview) -> None:
    """Let the clocks run again and move every deadline by the working days that were lost."""
    since = story.state.paused_since or command.at
    story.tell(
        e.ReviewResumed(
            at=command.at, request=command.request, by=command.by, content=command.content
        )
    )
    for instance in story.state.open:
        if instance.clock is None or instance.holder is None:
            continue
        calendar = story.state.planned.calendar_of(instance.holder)
        lost = calendar.working_days_between(max(since, instance.opens), command.at)
        if lost:
            due = calendar.due_after(instance.clock.due, lost)
            _move(story, instance, due, "pause", command)


def cancel(story: Story, command: c.CancelReview) -> None:
    """End the review before its time."""
    story.tell(
        e.ReviewCancelled(
            at=command.at,
            cause=command.cause,
            request=command.request,
            by=command.by,
            content=command.content,
        )
    )

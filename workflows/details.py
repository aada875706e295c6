"""What an operator sees of a running process: states, ids and dates, sealed by the codec."""

from domain.actions.action import ActionState
from domain.calibration.session import SessionState
from domain.review.state import OpenStep, ReviewState


def review_details(state: ReviewState) -> str:
    """Draw the open steps of a review as a table, with the next thing that falls due."""
    wake = state.next_wake()
    rows = [_row(step) for step in state.open]
    return "\n".join(
        [
            f"Stage {state.stage + 1} of {len(state.planned.stages)}",
            "",
            "| step | holder | state | opens | due |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            f"Next: {wake.moment} at {wake.at:%Y-%m-%d %H:%M} UTC" if wake else "Next: nothing",
        ]
    )


def _row(step: OpenStep) -> str:
    condition = "blocked" if step.is_blocked else "open"
    due = f"{step.clock.due:%Y-%m-%d %H:%M}" if step.clock else "when the panel locks"
    holder = step.assignee or "HR" if step.clock else "panel"
    return f"| {step.step} | {holder} | {condition} | {step.opens:%Y-%m-%d %H:%M} | {due} |"


def session_details(state: SessionState) -> str:
    """Tell how far a calibration session is."""
    return (
        f"{len(state.members)} reviews, {len(state.moved)} moved, "
        f"{'locked' if state.is_locked else f'due {state.planned.due:%Y-%m-%d %H:%M} UTC'}"
    )


def action_details(state: ActionState) -> str:
    """Tell when an action is due and how often it has been asked after."""
    task, clock, wake = state.tasked, state.clock, state.next_wake()
    reminded, climbed = (clock.reminded, clock.climbed) if clock else (0, 0)
    return (
        f"Owner {state.owner}, {state.ended or 'open'}, due {task.due:%Y-%m-%d %H:%M} UTC, "
        f"{reminded} reminders, {climbed} rungs\n\n"
        f"Next: {wake.moment} at {wake.at:%Y-%m-%d %H:%M} UTC"
        if wake
        else "Next: nothing"
    )

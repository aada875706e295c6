"""What an event of a step changes in the row of its seat and round."""

from typing import Final, assert_never

from domain.review import events as e
from storage.projections.rows import StepRow
from storage.projections.shelf import ReviewRows, Shelf

StepEvent = (
    e.StepOpened
    | e.StepBlocked
    | e.StepSubmitted
    | e.StepSentBack
    | e.AssigneeReminded
    | e.RungReached
    | e.StepExpired
    | e.StepHandedOver
    | e.DeadlineMoved
    | e.StepNudged
)


def fold_step(shelf: Shelf, event: StepEvent, rows: ReviewRows) -> None:
    """Take an event of a step into its row; one that opens makes the row."""
    row = rows.steps.get((event.step, event.seat))
    if row is None or row.round != event.round:
        row = _fresh(shelf, event, rows)
    _change(row, event, rows)
    shelf.touch(row)


def _fresh(shelf: Shelf, event: StepEvent, rows: ReviewRows) -> StepRow:
    seat = rows.seats[event.step, event.seat]
    seat.is_opened = True
    shelf.touch(seat)
    row = StepRow(
        review=seat.review,
        step=event.step,
        seat=event.seat,
        round=event.round,
        cycle=rows.review.cycle,
        stage=seat.stage,
        role=seat.role,
        act=seat.act,
        state="open",
        opens_at=event.at,
        due=None,
    )
    rows.steps[event.step, event.seat] = row
    return row


def _change(  # noqa: C901 - one case an event
    row: StepRow, event: StepEvent, rows: ReviewRows
) -> None:
    match event.type:
        case "StepOpened":
            row.assignee, row.opens_at, row.due = event.assignee, event.opens, event.due
            if rows.review.returned_step == event.step:
                rows.review.returned_step = None
        case "StepBlocked":
            row.state, row.assignee, row.owner = "blocked", None, event.owner
            row.opens_at, row.due, row.times = event.opens, event.due, event.times
        case "StepHandedOver":
            row.state, row.assignee, row.owner = "open", event.to.person, None
            row.opens_at = max(row.opens_at, event.at)
            row.due, row.times = event.due, event.times
        case "StepSubmitted" | "StepSentBack" | "StepExpired":
            _end(row, event, rows)
        case "AssigneeReminded":
            row.reminders += 1
        case "RungReached":
            row.rungs += 1
        case "DeadlineMoved":
            row.due = event.due
        case "StepNudged":
            pass  # a message beside the reminders, of which HR sets none
        case _:
            assert_never(event.type)


def fold_reopened(shelf: Shelf, event: e.StepReopened, rows: ReviewRows) -> None:
    """Mark what is to be done again: what was done no longer counts, what is open is taken back."""
    rows.review.reopened_step = event.step
    if event.goes_back:
        rows.review.stage, rows.review.stage_opens = event.stage, event.at
        rows.review.stages_done -= event.goes_back
    for row in rows.steps.values():
        if row.step in (event.step, *event.withdrawn) and row.state in _STANDING:
            row.done_at = row.done_at or event.at
            row.state, row.owner = _STANDING[row.state], None
            shelf.touch(row)
    shelf.touch(rows.review)


_STANDING: Final = {
    "done": "reopened",
    "expired": "reopened",
    "open": "withdrawn",
    "blocked": "withdrawn",
}
"""What becomes of a step when it, or one that it rests on, is opened again."""


def _end(
    row: StepRow, event: e.StepSubmitted | e.StepSentBack | e.StepExpired, rows: ReviewRows
) -> None:
    row.done_at, row.owner = event.at, None
    if rows.review.reopened_step == event.step:
        rows.review.reopened_step = None
    match event.type:
        case "StepSubmitted":
            row.state, row.verdict = "done", event.verdict
            row.submission, row.actor = event.submission, event.actor
        case "StepSentBack":
            row.state, row.verdict = "sent_back", "sent_back"
            row.submission, row.actor = event.submission, event.actor
            rows.review.returned_step = event.to_step
        case "StepExpired":
            row.state = "expired"
        case _:
            assert_never(event.type)

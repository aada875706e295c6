"""What an event of a review changes in the tables: the review as a whole, and who acts in it."""

from typing import Final, assert_never
from uuid import UUID

from domain.definition.words import Act, Role
from domain.review import events as e
from domain.review.plan import ReviewPlan
from domain.views.outline import OpeningOutlined, OutlinedPlan
from storage.projections.fold_follow_ups import follow_up
from storage.projections.fold_nominees import fold_nominees
from storage.projections.fold_notices import tell_of_review
from storage.projections.fold_rating import expect_rating, settle, take_back
from storage.projections.fold_steps import fold_reopened, fold_step
from storage.projections.rows import ReviewRow, SeatRow
from storage.projections.shelf import LogEntry, ReviewRows, Shelf

PANEL_SEAT: Final = (None,)


def fold_review(shelf: Shelf, entry: LogEntry, event: e.Event | OpeningOutlined) -> None:
    """Take an event of a review into the rows at hand."""
    if event.type == "ReviewOpened":
        _open(shelf, entry, event)
        return
    rows = shelf.reviews[entry.stream]
    rows.review.version = entry.version
    shelf.touch(rows.review)
    tell_of_review(shelf, entry, event, rows)
    _change(shelf, entry, event, rows)
    follow_up(shelf, entry, event, rows)


def _open(shelf: Shelf, entry: LogEntry, event: e.ReviewOpened | OpeningOutlined) -> None:
    plan = event.plan
    rows = ReviewRows(
        ReviewRow(
            review=entry.stream,
            cycle=plan.cycle,
            organisation=plan.organisation,
            reviewee=plan.reviewee,
            session=plan.session,
            opened_at=event.at,
            version=entry.version,
        )
    )
    shelf.reviews[entry.stream] = rows
    shelf.touch(rows.review)
    for seat in _seats(entry.stream, plan):
        rows.seats[seat.step, seat.seat] = seat
        shelf.touch(seat)


def _seats(review: UUID, plan: ReviewPlan | OutlinedPlan) -> list[SeatRow]:
    return [
        SeatRow(
            review=review,
            step=step.id,
            seat=place,
            stage=stage.id,
            role=step.role,
            act=step.act,
            is_conditional=step.only_if is not None,
            is_named=bool(step.seats) or step.role != Role.PEER,
            person=seat.person if seat else None,
            follows=",".join(step.follows),
        )
        for stage in plan.stages
        for step in stage.steps
        for place, seat in enumerate(step.seats or PANEL_SEAT)
    ]


def _change(  # noqa: C901, PLR0912, PLR0915 - one case an event
    shelf: Shelf, entry: LogEntry, event: e.Event, rows: ReviewRows
) -> None:
    review = rows.review
    match event.type:
        case "StageOpened":
            review.stage, review.stage_opens = event.stage, event.opens
        case "StageCompleted":
            review.stages_done += 1
        case "StepOpened" | "StepBlocked" | "StepExpired" | "StepHandedOver" | "StepSentBack":
            fold_step(shelf, event, rows)
        case "AssigneeReminded" | "RungReached" | "DeadlineMoved" | "StepNudged":
            fold_step(shelf, event, rows)
        case "StepSubmitted":
            fold_step(shelf, event, rows)
            expect_rating(shelf, entry, event, rows)
        case "StepReopened":
            _reopen(shelf, event, rows)
        case "PeersNominated" | "PeersNamed":
            fold_nominees(shelf, event, rows)
        case "PartHandedOver":
            _hand_over(shelf, event, rows)
        case "CalibrationSettled":
            _close_panel(shelf, event, rows)
            settle(shelf, entry, event, rows)
        case "ReviewPaused":
            review.paused_at = event.at
        case "ReviewResumed":
            review.paused_at = None
        case "ReviewCancelled" | "ReviewCompleted":
            _close(shelf, event, rows)
        case "ReviewOpened" | "StageExtended" | "LeaveRecorded" | "MoreTimeAsked":
            pass
        case _:
            assert_never(event.type)


def _reopen(shelf: Shelf, event: e.StepReopened, rows: ReviewRows) -> None:
    acts = {rows.seats[step, 0].act for step in (event.step, *event.withdrawn)}
    fold_reopened(shelf, event, rows)
    take_back(shelf, rows, acts)


def _hand_over(shelf: Shelf, event: e.PartHandedOver, rows: ReviewRows) -> None:
    """Put the new person in the seats; open steps follow in events of their own.

    As in domain.review.hands: the reviewee's own seats are for the reviewee alone.
    """
    to = event.to.person if event.to else None
    for seat in rows.seats.values():
        if not seat.is_named and seat.person is None:
            continue
        if event.role is not None and event.role != seat.role:
            continue
        if (to == rows.review.reviewee) is not (seat.role == Role.REVIEWEE):
            continue
        if seat.person == event.from_person and seat.act != Act.CALIBRATE:
            seat.person = to
            shelf.touch(seat)


def _close_panel(shelf: Shelf, event: e.CalibrationSettled, rows: ReviewRows) -> None:
    for step in rows.steps.values():
        if step.act == Act.CALIBRATE and step.state == "open":
            step.state, step.done_at = "done", event.at
            shelf.touch(step)


def _close(shelf: Shelf, event: e.ReviewCancelled | e.ReviewCompleted, rows: ReviewRows) -> None:
    review = rows.review
    review.closed_at, review.paused_at = event.at, None
    if event.type == "ReviewCompleted":
        review.state = "completed"
        review.signature = event.signature.value if event.signature else None
        return
    review.state, review.cause = "cancelled", event.cause
    for step in rows.steps.values():
        if step.state in ("open", "blocked"):
            step.state, step.done_at = "cancelled", event.at
            shelf.touch(step)

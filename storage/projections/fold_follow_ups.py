"""What a review asked for that follows outside of it: held back, released, set going."""

from typing import Final

from domain.follow_ups import FollowUpCarriedOut
from domain.review import events as e
from storage.projections.rows_actions import FollowUpRow
from storage.projections.shelf import LogEntry, ReviewRows, Shelf

HELD: Final = "held"
WAITING: Final = "waiting"
DONE: Final = "done"
SUPERSEDED: Final = "superseded"


def follow_up(shelf: Shelf, entry: LogEntry, event: e.Event, rows: ReviewRows) -> None:
    """Note what an event of a review asks for, releases, or makes pointless."""
    match event:
        case e.StepSubmitted():
            _ask(shelf, entry, event, rows)
        case e.StepOpened() | e.StepBlocked():  # sent back, all between is opened anew as well
            _settle(shelf, SUPERSEDED, _asked_in(rows, event))
        case e.StageCompleted():
            _settle(shelf, WAITING, [f for f in rows.follow_ups if f.stage == event.stage])
        case e.ReviewCompleted():
            _settle(shelf, WAITING, rows.follow_ups)
            _begin_plan(shelf, entry, event, rows)
        case e.ReviewCancelled():
            _settle(shelf, SUPERSEDED, rows.follow_ups)
        case _:
            return


def carried_out(shelf: Shelf, event: FollowUpCarriedOut) -> None:
    """Note that what was asked for has been set going."""
    row = shelf.follow_ups.get(event.event)
    if row is not None:
        row.state = DONE
        shelf.touch(row)


def _ask(shelf: Shelf, entry: LogEntry, event: e.StepSubmitted, rows: ReviewRows) -> None:
    """Hold back the actions of a submission until its stage is completed.

    Once they were released, a step that is done again tasks nothing twice.
    """
    seat = rows.seats[event.step, event.seat]
    if "actions" not in seat.follows.split(",") or event.content is None:
        return
    before = _asked_in(rows, event)
    if any(f.state in (WAITING, DONE) for f in before):
        return
    _settle(shelf, SUPERSEDED, before)
    row = FollowUpRow(
        event=entry.event_id,
        review=entry.stream,
        cycle=rows.review.cycle,
        kind="actions",
        stage=seat.stage,
        step=event.step,
        seat=event.seat,
        at=event.at,
        state=HELD,
    )
    _add(shelf, row, rows)


def _begin_plan(shelf: Shelf, entry: LogEntry, event: e.ReviewCompleted, rows: ReviewRows) -> None:
    asked = (rows.steps.get(place) for place, seat in rows.seats.items() if _plans(seat.follows))
    if not any(step is not None and step.state == "done" for step in asked):
        return
    row = FollowUpRow(
        event=entry.event_id,
        review=entry.stream,
        cycle=rows.review.cycle,
        kind="plan",
        stage=None,
        step=None,
        seat=None,
        at=event.at,
        state=WAITING,
    )
    _add(shelf, row, rows)


def _plans(follows: str) -> bool:
    return "plan" in follows.split(",")


def _add(shelf: Shelf, row: FollowUpRow, rows: ReviewRows) -> None:
    rows.follow_ups.append(row)
    shelf.follow_ups[row.event] = row
    shelf.touch(row)


def _asked_in(rows: ReviewRows, event: e.OnStep) -> list[FollowUpRow]:
    return [f for f in rows.follow_ups if (f.step, f.seat) == (event.step, event.seat)]


def _settle(shelf: Shelf, state: str, rows: list[FollowUpRow]) -> None:
    """Move on what is held back; what has been released stays released."""
    for row in rows:
        if row.state == HELD:
            row.state = state
            shelf.touch(row)

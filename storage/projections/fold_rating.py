"""Ratings, once the words they stand in are open."""

from collections.abc import Collection
from functools import partial
from typing import Final
from uuid import UUID

from domain.calibration.events import RatingMoved
from domain.definition.words import Act
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views import ratings
from storage.journal import Words
from storage.projections.rows import RatingRow
from storage.projections.shelf import LogEntry, ReviewRows, SessionRows, Shelf, Unopened

NO_WORDS: Final[Words] = {}


def expect_rating(shelf: Shelf, entry: LogEntry, event: e.StepSubmitted, rows: ReviewRows) -> None:
    """Have the words of a rating, or of the answer to a dispute, opened."""
    if event.content is None:
        return
    seat = rows.seats[event.step, event.seat]
    if seat.act == Act.RATE:
        take = partial(_propose, shelf, _row(shelf, rows), event)
    elif event.verdict is Verdict.AMENDED:
        take = partial(_amend, shelf, _row(shelf, rows))
    else:
        return
    shelf.unopened.append(Unopened(entry, event.content.subject, take))


def settle(shelf: Shelf, entry: LogEntry, event: e.CalibrationSettled, rows: ReviewRows) -> None:
    """Have what the panel locked opened; without words the manager's rating stands."""
    take = partial(_settle, shelf, _row(shelf, rows))
    if event.content is None:
        shelf.unopened.append(Unopened(None, rows.review.reviewee, take))
    else:
        shelf.unopened.append(Unopened(entry, event.content.subject, take))


def take_back(shelf: Shelf, rows: ReviewRows, acts: Collection[str]) -> None:
    """Forget the levels of steps that are done again; in its turn, for others still wait."""
    kinds = {Act(act) for act in acts}
    if rows.review.review in shelf.ratings and kinds & {Act.RATE, Act.RESOLVE}:
        take = partial(_take_back, shelf, _row(shelf, rows), kinds)
        shelf.unopened.append(Unopened(None, rows.review.reviewee, take))


def _take_back(shelf: Shelf, row: RatingRow, acts: set[Act], _: Words | None) -> None:
    row.take(ratings.taken_back(row.standing, acts))
    shelf.touch(row)


def expect_move(shelf: Shelf, entry: LogEntry, event: RatingMoved, rows: SessionRows) -> None:
    """Have the level that the panel moved a review to opened."""
    row = shelf.ratings.get(event.review)
    if row is None:
        session = rows.session
        row = _added(shelf, event.review, session.cycle, session.session)
    shelf.unopened.append(Unopened(entry, event.content.subject, partial(_move, shelf, row, event)))


def _row(shelf: Shelf, rows: ReviewRows) -> RatingRow:
    review = rows.review
    known = shelf.ratings.get(review.review)
    return known or _added(shelf, review.review, review.cycle, review.session)


def _added(shelf: Shelf, review: UUID, cycle: UUID, session: UUID | None) -> RatingRow:
    row = RatingRow(review=review, cycle=cycle, session=session)
    shelf.ratings[review] = row
    shelf.touch(row)
    return row


def _propose(shelf: Shelf, row: RatingRow, event: e.StepSubmitted, words: Words | None) -> None:
    row.take(ratings.proposed(row.standing, words or NO_WORDS, event.actor))
    shelf.touch(row)


def _amend(shelf: Shelf, row: RatingRow, words: Words | None) -> None:
    row.take(ratings.amended(row.standing, words or NO_WORDS))
    shelf.touch(row)


def _settle(shelf: Shelf, row: RatingRow, words: Words | None) -> None:
    row.take(ratings.settled(row.standing, words))
    shelf.touch(row)


def _move(shelf: Shelf, row: RatingRow, event: RatingMoved, words: Words | None) -> None:
    row.take(ratings.moved(row.standing, words or NO_WORDS, event.actor))
    shelf.touch(row)

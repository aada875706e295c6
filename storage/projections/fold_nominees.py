"""Who is put forward for feedback, and who is asked in the end: seats of steps of peers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from domain.ids import StepId
from domain.review import events as e
from storage.projections.rows import SeatRow
from storage.projections.shelf import ReviewRows, Shelf

NOBODY: Final = (None,)


def fold_nominees(shelf: Shelf, event: e.PeersNominated | e.PeersNamed, rows: ReviewRows) -> None:
    """Note who was put forward, or let those who were named take their seats.

    As in domain.review.nominees: a step for which nobody was named has one seat without anybody.
    Seats that were named before keep their people until others are named.
    """
    for step in event.steps:
        if event.type == "PeersNamed":
            _sit(shelf, rows, step, event.peers or NOBODY, is_named=True)
        elif not rows.seats[step, 0].is_named:
            _sit(shelf, rows, step, [seat.person for seat in event.peers], is_named=False)


def _sit(
    shelf: Shelf, rows: ReviewRows, step: StepId, people: Sequence[UUID | None], *, is_named: bool
) -> None:
    for place, person in enumerate(people):
        row = rows.seats.get((step, place)) or _fresh(rows, step, place)
        row.person, row.is_named = person, is_named
        shelf.touch(row)
    for (name, place), row in rows.seats.items():
        if name == step and place >= len(people):
            row.person, row.is_named = None, False
            shelf.touch(row)


def _fresh(rows: ReviewRows, step: StepId, place: int) -> SeatRow:
    """Make another seat like the first, which every step of peers has."""
    row = replace(
        rows.seats[step, 0], seat=place, is_opened=False, is_stored=False, is_touched=False
    )
    rows.seats[step, place] = row
    return row

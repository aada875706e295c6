"""The people on a board: a card for each, in the column of its level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.calibration.outliers import stands_apart
from domain.definition.rating import Calibration, Level
from domain.distribution import quota
from domain.ids import ReviewId
from gateway.board.seat import Seat
from gateway.board.snapshot import Snapshot
from gateway.charts.paper import share
from storage.read_models.board import TableRow


@dataclass(frozen=True)
class Card:
    """A person on the board.

    Attributes:
        review: the row.
        level: where it lies now.
        proposed: what the manager rated.
        moved_by: who moved it last, by name; None where the panel has not.
        score: the indicative score, once it is worked out.
        is_apart: the rating is a level or more from the score.
        came_late: rated after the session was locked; the manager's rating stands.
        basis: the content of the row's last move, for whoever moves it next.
    """

    review: ReviewId
    name: str
    job_title: str
    department: str
    level: int
    proposed: int | None
    moved_by: str | None
    reason_code: str | None
    score: Decimal | None
    is_apart: bool
    came_late: bool
    basis: UUID | None


@dataclass(frozen=True)
class Column:
    """A level with the people at it, against the guideline if there is one."""

    level: Level
    cards: tuple[Card, ...]
    percent: int
    expected: int | None
    guideline: Decimal | None

    @property
    def guided(self) -> str:
        """Say what the guideline gives this level: "1 (20 %)"; empty without one."""
        if self.guideline is None:
            return ""
        return f"{self.expected} ({self.guideline.normalize():f} %)"

    @property
    def difference(self) -> str:
        """Say how far the number of people is from the guideline; empty without one."""
        if self.expected is None:
            return ""
        apart = len(self.cards) - self.expected
        if not apart:
            return "as the guideline says"
        return f"{abs(apart)} {'more' if apart > 0 else 'fewer'} than the guideline"


def rules_of(seat: Seat) -> Calibration:
    """Give what the cycle says of its panels."""
    return seat.cycle.definition.calibration or Calibration()


def columns_of(seat: Seat, shot: Snapshot, rows: Sequence[TableRow]) -> tuple[Column, ...]:
    """Put every row that has a rating into the column of its level, lowest level first."""
    guideline = rules_of(seat).guideline
    placed = [row for row in rows if row.level is not None]
    expected = quota(guideline, len(placed)) if guideline else {}
    scale = seat.cycle.definition.rating_scale
    return tuple(
        Column(
            level=level,
            cards=(cards := tuple(_card(shot, row) for row in placed if row.level == level.value)),
            percent=share(len(cards), len(placed)),
            expected=expected.get(level.value, 0) if guideline else None,
            guideline=guideline.get(level.value, Decimal(0)) if guideline else None,
        )
        for level in (scale.levels if scale else ())
    )


def _card(shot: Snapshot, row: TableRow) -> Card:
    score = shot.scores.get(row.review)
    is_late = shot.session.is_locked and row.calibrated is None and not row.waits
    return Card(
        review=row.review,
        name=called(row),
        job_title=row.job_title or "",
        department=row.department or "",
        level=row.level or 0,
        proposed=row.proposed,
        moved_by=shot.names.name_of(row.moved_by) if row.moved_by else None,
        reason_code=row.reason_code,
        score=score,
        is_apart=stands_apart(row.level, score),
        came_late=is_late,
        basis=row.last_move,
    )


def called(row: TableRow) -> str:
    """Name whom a row is about."""
    return row.name or "somebody who was erased"

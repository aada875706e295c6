"""A board as one person at the table sees it: columns, guideline, what is missing or apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calibration.hiding import Hidden
from domain.calibration.outliers import RaterApart, raters_apart
from domain.distribution import departures, distribution
from domain.fairness import Rated
from domain.ids import PersonId, ReviewId
from gateway.board.cards import Card, Column, called, columns_of, rules_of
from gateway.board.seat import Seat
from gateway.board.snapshot import Snapshot
from gateway.charts.distribution import DistributionChart, LevelShare, distribution_chart
from storage.read_models.board import TableRow


@dataclass(frozen=True)
class Missing:
    """Somebody who is not rated yet, by whom, and until when."""

    review: ReviewId
    name: str
    owed_by: str | None
    due: datetime | None


@dataclass(frozen=True)
class AtTable:
    """Somebody who looks at the board now, and whose row lies open before them since when."""

    person: PersonId
    name: str
    review: ReviewId | None
    of_whom: str | None
    since: datetime | None


@dataclass(frozen=True)
class Picture:
    """What one person sees of a board.

    Attributes:
        columns: the levels of the scale, lowest first.
        missing: who is not rated yet.
        hidden: how many rows are kept from them, for each reason.
        departs: sentences about where the ratings they see leave the guideline.
        raters: managers whose level or spread departs, by name.
        unscored: how many scores are still being worked out.
        unsettled: reviews that have yet to hear of the lock.
    """

    columns: tuple[Column, ...]
    missing: tuple[Missing, ...]
    hidden: Mapping[Hidden, int]
    departs: tuple[str, ...]
    raters: tuple[tuple[str, RaterApart], ...]
    present: tuple[AtTable, ...]
    chart: DistributionChart
    moved: int
    unscored: int
    unsettled: int

    @property
    def rated(self) -> int:
        """How many of the people they see have a rating."""
        return sum(len(column.cards) for column in self.columns)

    @property
    def apart(self) -> tuple[Card, ...]:
        """Whose rating is a level or more from the score."""
        return tuple(card for column in self.columns for card in column.cards if card.is_apart)


def picture_of(seat: Seat, shot: Snapshot) -> Picture:
    """Draw a board for one seat; nothing of a hidden row is in it, not even in a number."""
    why = {row.review: seat.why_hidden(row) for row in shot.rows}
    rows = [row for row in shot.rows if why[row.review] is None]
    columns = columns_of(seat, shot, rows)
    guideline = rules_of(seat).guideline
    levels = [row.level for row in rows if row.level is not None]
    return Picture(
        columns=columns,
        missing=_missing(shot, rows),
        hidden=Counter(reason for reason in why.values() if reason is not None),
        departs=departures(guideline, levels),
        raters=_raters(shot, rows),
        present=_present(seat, shot, {row.review: row for row in rows}),
        chart=_chart(rows, columns),
        moved=sum(row.on_board not in (None, row.proposed) for row in rows),
        unscored=sum(row.review not in shot.scores for row in rows),
        unsettled=sum(row.waits for row in rows) if shot.session.is_locked else 0,
    )


def _missing(shot: Snapshot, rows: Sequence[TableRow]) -> tuple[Missing, ...]:
    found = []
    for row in rows:
        if not row.is_missing:
            continue
        owed = shot.owed.get(row.review)
        by = shot.names.name_of(owed.person) if owed and owed.person else None
        found.append(Missing(row.review, called(row), by, owed.due if owed else None))
    return tuple(found)


def _raters(shot: Snapshot, rows: Sequence[TableRow]) -> tuple[tuple[str, RaterApart], ...]:
    rated = [
        Rated(row.proposed_by, row.proposed, row.on_board, row.level, {})
        for row in rows
        if row.proposed is not None and row.level is not None
    ]
    return tuple((shot.names.name_of(each.rater), each) for each in raters_apart(rated))


def _present(
    seat: Seat, shot: Snapshot, visible: Mapping[ReviewId, TableRow]
) -> tuple[AtTable, ...]:
    """Tell who is there; which hidden row lies open before somebody is kept, too."""
    found = []
    for each in shot.present:
        row = visible.get(each.review) if each.review else None
        name = "you" if each.person == seat.visitor.id else shot.names.name_of(each.person)
        whom = called(row) if row else None
        review = row.review if row else None
        found.append(AtTable(each.person, name, review, whom, each.opened_at if row else None))
    return tuple(found)


def _chart(rows: Sequence[TableRow], columns: Sequence[Column]) -> DistributionChart:
    before = distribution(row.proposed for row in rows if row.proposed is not None)
    return distribution_chart(
        [
            LevelShare(
                column.level.value,
                column.level.label,
                before.get(column.level.value, 0),
                len(column.cards),
                column.expected,
            )
            for column in columns
        ]
    )

"""Everything a board shows, read at once, before anything is hidden from anybody."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.ids import PersonId, ReviewId, SessionId
from gateway.site.visitor import NotFound
from storage.archive import Archive
from storage.presence import Attendance, Present
from storage.read_models.board import (
    BoardSession,
    Owed,
    TableRow,
    owed_ratings,
    rows_of_board,
    session_of,
)
from storage.read_models.people import Names, names_of


@dataclass(frozen=True)
class Snapshot:
    """A board at a moment. `scores` holds those that are worked out; None is a row without one."""

    session: BoardSession
    rows: tuple[TableRow, ...]
    owed: Mapping[ReviewId, Owed]
    present: tuple[Present, ...]
    names: Names
    scores: Mapping[ReviewId, Decimal | None]

    def row(self, review: ReviewId) -> TableRow | None:
        """Give the row of a review."""
        return next((row for row in self.rows if row.review == review), None)


async def snapshot_of(
    archive: Archive, session: SessionId, scores: Mapping[ReviewId, Decimal | None]
) -> Snapshot:
    """Read a board.

    Raises:
        NotFound: there is no such session.
    """
    readers = archive.readers
    found, rows, owed, present = await asyncio.gather(
        session_of(readers, session),
        rows_of_board(readers, session),
        owed_ratings(readers, session),
        Attendance(archive.hosts).at_table(session),
    )
    if found is None:
        raise NotFound
    names = await names_of(readers, _named(found, rows, owed, present))
    return Snapshot(found, tuple(rows), owed, present, names, scores)


def _named(
    session: BoardSession,
    rows: list[TableRow],
    owed: Mapping[ReviewId, Owed],
    present: tuple[Present, ...],
) -> set[PersonId]:
    people = {*session.leaders, *session.panel, session.locked_by}
    people |= {each.person for each in owed.values()} | {each.person for each in present}
    people |= {by for row in rows for by in (row.moved_by, row.proposed_by)}
    return {person for person in people if person is not None}

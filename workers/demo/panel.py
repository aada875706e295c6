"""The panels of the demonstration: they move some ratings towards the guideline, and lock."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID, uuid5

from domain.definition.cycle import CycleDefinition
from domain.distribution import distribution, quota
from domain.ids import CycleId, PersonId, SessionId
from domain.people import Organisation
from gateway.calibrating import Board, Move
from storage.read_models.ratings import BoardRow, SessionLine, board, sessions_of_cycle
from workers.demo.answers import Author
from workers.demo.participants import Participants
from workers.demo.script import PanelPlan
from workers.office import Office

LOOKS_AGAIN: Final = timedelta(hours=20)
"""After this time a panel meets again that could not lock because ratings were missing."""


@dataclass
class PanelTable:
    """All panels of a cycle: each meets once, moves ratings, and locks a working day later."""

    office: Office
    cycle: CycleId
    definition: CycleDefinition
    plan: PanelPlan
    people: Organisation
    participants: Participants
    author: Author
    _next: dict[SessionId, datetime] = field(default_factory=dict)
    _has_met: set[SessionId] = field(default_factory=set)
    _opens: datetime | None = None

    async def due(self, at: datetime) -> list[Coroutine[None, None, None]]:
        """Give the work of the panels whose time has come; `at` is the cycle's present."""
        if self._opens is not None and at < self._opens:
            return []
        sessions = [s for s in await self._sessions() if s.state == "open"]
        self._opens = min((self._meets_at(session) for session in sessions), default=None)
        return [self._sit(session, at) for session in sessions if self._meets_at(session) <= at]

    def _meets_at(self, session: SessionLine) -> datetime:
        """Say when a panel meets next; put down beforehand, so that no meeting is held twice."""
        if session.session not in self._next:
            calendar = self.participants.calendar_of(self.people[session.facilitator])
            day = calendar.add_working_days(session.opens_at, self.plan.held_after)
            self._next[session.session] = calendar.open_of(day) + timedelta(hours=2)
        return self._next[session.session]

    async def _sessions(self) -> list[SessionLine]:
        return await sessions_of_cycle(self.office.archive.readers, self.cycle)

    def _sit(self, session: SessionLine, at: datetime) -> Coroutine[None, None, None]:
        self._next[session.session] = at + LOOKS_AGAIN
        if session.session in self._has_met:
            return self._lock(session, at)
        return self._meet(session)

    async def _meet(self, session: SessionLine) -> None:
        """Look at the ratings together and move some; without all of them there is no meeting."""
        rows = await board(self.office.archive.readers, session.session)
        if any(row.proposed is None for row in rows) or self.definition.calibration is None:
            return
        self._has_met.add(session.session)
        limit = len(rows) * self.plan.moves // 100
        chance = self.author.chance("panel", len(rows))
        for row, level in moves(rows, self.definition.calibration.guideline, limit, chance):
            await self._move(session, row, level)

    async def _move(self, session: SessionLine, row: BoardRow, level: int) -> None:
        actor = _who_may(session, row)
        if actor is None or self.definition.calibration is None:
            return
        reviewee = self.people[row.reviewee]
        codes = self.definition.calibration.reason_codes
        code = self.author.chance("reason code", reviewee).choice(codes)
        asked = Move(
            id=str(uuid5(session.session, f"demo:{row.review}")),
            session=session.session,
            cycle=self.cycle,
            review=row.review,
            reviewee=row.reviewee,
            actor=actor,
            rating=level,
            reason_code=code,
            reason=self.author.why_moved(code, reviewee),
        )
        await self._table.move(asked, self.definition)

    async def _lock(self, session: SessionLine, at: datetime) -> None:
        request = str(uuid5(session.session, f"demo:lock:{at.isoformat()}"))
        await self._table.lock(self.cycle, session.session, session.facilitator, request)

    @property
    def _table(self) -> Board:
        return Board(self.office.archive, self.office.client)


def moves(
    rows: Sequence[BoardRow], guideline: Mapping[int, Decimal], limit: int, chance: Random
) -> list[tuple[BoardRow, int]]:
    """Choose whom a panel moves, each by one level, where more are at a level than the guideline.

    Ratings move down into places that are free a level below, and up likewise; never more than
    `limit` of them, and nobody moves twice.
    """
    if not guideline:
        return []
    free = quota(guideline, len(rows))
    for level, count in distribution(r.proposed for r in rows if r.proposed is not None).items():
        free[level] = free.get(level, 0) - count
    shuffled = list(rows)
    chance.shuffle(shuffled)
    chosen: list[tuple[BoardRow, int]] = []
    for row in shuffled:
        here = row.proposed
        if here is None or len(chosen) >= limit or free[here] >= 0:
            continue
        beside = [level for level in (here - 1, here + 1) if free.get(level, 0) > 0]
        if beside:
            free[here] += 1
            free[beside[0]] -= 1
            chosen.append((row, beside[0]))
    return chosen


def _who_may(session: SessionLine, row: BoardRow) -> PersonId | None:
    """Find somebody at the table from whom the row is not hidden, the facilitator first."""
    table = (session.facilitator, *(PersonId(UUID(one)) for one in session.panel))
    return next((one for one in table if str(one) not in row.hidden_from), None)

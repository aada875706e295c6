"""The boards that are looked at: each is read once, whatever the number of those who watch."""

import time
from collections import Counter
from typing import Final

from starlette.requests import Request

from domain.ids import PersonId, SessionId
from gateway.board.scores import Scores
from gateway.board.snapshot import Snapshot, snapshot_of
from gateway.site.front import Front, front_of
from storage.acting import acting_as_process
from storage.presence import Attendance
from storage.read_models.board import pulse_of_session
from storage.read_models.cycles import Cycle

SEEN_EVERY_SECONDS: Final = 10.0
READ_EVERY_SECONDS: Final = 30.0
"""A board is read again though nothing happened: whoever was erased meanwhile is named no more."""


class Table:
    """One board: those who watch it here, and what it looked like last."""

    def __init__(self, front: Front, cycle: Cycle, session: SessionId, scores: Scores) -> None:
        """Sit nobody down yet."""
        self._archive = front.archive
        self._cycle = cycle
        self._session = session
        self._scores = scores
        self._attendance = Attendance(front.archive.hosts)
        self._watchers: Counter[PersonId] = Counter()
        self._noted_at = 0.0
        self._pulse: object = None
        self._read_at = 0.0
        self._edition = 0
        self.shown: Snapshot | None = None

    async def look(self) -> Snapshot:
        """Read the board as it stands, for all at the table; what is hidden is hidden later."""
        with acting_as_process():
            found = await snapshot_of(self._archive, self._session, {})
        scores = self._scores.known(self._cycle, found.rows)
        return Snapshot(found.session, found.rows, found.owed, found.present, found.names, scores)

    async def pulse(self) -> str:
        """Read the board again if anything changed, and say whether by another word than before."""
        await self._note()
        present = await self._attendance.at_table(self._session)
        pulse = (await pulse_of_session(self._archive.readers, self._session), present)
        is_complete = self.shown is not None and len(self.shown.scores) == len(self.shown.rows)
        is_old = time.monotonic() - self._read_at >= READ_EVERY_SECONDS
        if pulse != self._pulse or not is_complete or is_old:
            before, self.shown, self._pulse = self.shown, await self.look(), pulse
            self._read_at = time.monotonic()
            self._edition += self.shown != before
        return f"{self._pulse} {self._edition}"

    async def come(self, person: PersonId) -> None:
        """Note that somebody watches."""
        self._watchers[person] += 1
        await self._attendance.stay(self._session, [person])

    async def go(self, person: PersonId) -> None:
        """Note that somebody watches no more, at least in one of their windows."""
        self._watchers[person] -= 1
        if self._watchers[person] <= 0:
            del self._watchers[person]
            self.shown = self.shown if self._watchers else None
            await self._attendance.get_up(self._session, person)

    async def _note(self) -> None:
        """Say every few seconds, once for all who watch here, that they still do."""
        if time.monotonic() - self._noted_at >= SEEN_EVERY_SECONDS:
            self._noted_at = time.monotonic()
            await self._attendance.stay(self._session, self._watchers)


class Tables:
    """The boards of this process."""

    def __init__(self, front: Front) -> None:
        """Look at none yet."""
        self._front = front
        self._tables: dict[SessionId, Table] = {}
        self.scores = Scores(front.archive)

    def at(self, cycle: Cycle, session: SessionId) -> Table:
        """Give the board of a session."""
        table = self._tables.get(session)
        if table is None:
            table = Table(self._front, cycle, session, self.scores)
            self._tables[session] = table
        return table


def tables_of(request: Request) -> Tables:
    """Give the boards of the process that serves a request."""
    state = request.app.state
    if not hasattr(state, "board_tables"):
        state.board_tables = Tables(front_of(request))
    tables: Tables = state.board_tables
    return tables

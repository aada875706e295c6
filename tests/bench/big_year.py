"""The year of ten thousand people as pages see it, around twenty whose reviews are in the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import asyncpg
from temporalio.client import Client

from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import PersonId
from domain.offices import Office
from domain.tempo import Segment, Tempo
from gateway.app import build_app
from gateway.feedback import Giving, give_feedback
from gateway.offices import give_office
from gateway.site.front import Front, Site
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections import generation
from storage.projections.projector import Projector
from tests.gateway.console_room import MASTER, ConsoleRoom
from tests.invented_cycle import CYCLE, invent
from tests.played_cycle import ORGANISATION, Habit
from tests.storage.company_with_goals import Firm, firm
from tests.workflow.postbox import Postbox
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.embedded.postgres import EmbeddedPostgres

REVIEWED: Final = 20
"""Ten for each of the two managers of the firm."""

NOW: Final = datetime(2026, 9, 22, 10, tzinfo=UTC)
"""Managers are rating."""

AT_LEISURE: Final = Habit(days=4)

# adopt: what was invented belongs to the cycle that is in the log.
ADOPT: Final = (
    "UPDATE read.reviews SET cycle = $2 WHERE cycle = $1",
    "UPDATE read.steps SET cycle = $2 WHERE cycle = $1",
    "UPDATE read.ratings SET cycle = $2 WHERE cycle = $1",
    "DELETE FROM read.cycles WHERE cycle = $1 AND cycle <> $2",
)

# invent_notices: everybody was told of every step of theirs, and reminded of every fourth.
INVENT_NOTICES: Final = """
INSERT INTO read.notices (
    notice, position, cycle, recipient, stream, review, step, seat, round, reason, not_before, due,
    made_at, state, message, settled_at)
SELECT gen_random_uuid(), 0, s.cycle, s.assignee, s.review, s.review, s.step, s.seat, s.round,
       CASE n WHEN 1 THEN 'step_opened' ELSE 'reminder' END, s.opens_at, s.due, s.opens_at, 'sent',
       gen_random_uuid(), s.opens_at
FROM read.steps AS s CROSS JOIN generate_series(1, 2) AS n
WHERE s.cycle = $1 AND s.assignee IS NOT NULL
  AND (n = 1 OR abs(hashtext(s.review::text || s.step)) % 4 = 0)
"""

# invent_deliveries: a message for each of them, one in two hundred lost.
INVENT_DELIVERIES: Final = """
INSERT INTO read.deliveries (message, cycle, recipient, channel, at, notices, state)
SELECT n.message, n.cycle, n.recipient, 'mail', n.made_at, jsonb_build_array(n.notice),
       CASE WHEN abs(hashtext(n.message::text)) % 200 = 0 THEN 'failed' ELSE 'sent' END
FROM read.notices AS n WHERE n.cycle = $1 AND n.message IS NOT NULL
"""

# present: what day it is in the cycle.
PRESENT: Final = "UPDATE read.cycles SET tempo = $2 WHERE cycle = $1"


@dataclass(frozen=True)
class BigYear:
    """The site, the firm in the log, and the database in which ten thousand more can be told of."""

    room: ConsoleRoom
    firm: Firm
    database: str

    @property
    def archive(self) -> Archive:
        return self.room.front.archive

    def person(self, number: str) -> PersonId:
        """Give somebody of the firm: 2 is HR, 3 and 4 are managers, who is reviewed follows."""
        found = self.firm.people.by_number(number)
        if found is None:
            raise KeyError(number)
        return found.id

    async def grow(self, people: int) -> None:
        """Let so many more people be in the cycle."""
        connection = await asyncpg.connect(self.database)
        try:
            await invent(connection, people)
            for statement in ADOPT:
                await connection.execute(statement, CYCLE, self.firm.cycle)
            await connection.execute(INVENT_NOTICES, self.firm.cycle)
            await connection.execute(INVENT_DELIVERIES, self.firm.cycle)
            await connection.execute("VACUUM")
            await generation.count_rows(connection)
        finally:
            await connection.close()


@asynccontextmanager
async def big_year() -> AsyncIterator[BigYear]:
    """Open the site before a firm in the middle of its year, on a database of its own."""
    ports, _ = settle_ports({"postgres": 0, "site": 0})
    nobody = await Client.connect(f"{LOCALHOST}:1", lazy=True)
    site = Site(
        base_url=f"http://{LOCALHOST}:{ports['site']}",
        secret=b"s" * 32,
        signer=LinkSigner([b"l" * 32]),
    )
    with TemporaryDirectory(prefix="perennial-bench-", ignore_cleanup_errors=True) as folder:
        postgres = EmbeddedPostgres(Path(folder) / "postgres", ports["postgres"])
        database = await postgres.start()
        try:
            await migrate(database)
            async with Archive.open(database, MASTER, ORGANISATION) as archive:
                found = await _founded(archive, database)
                front = Front(archive, nobody, Postbox(), site)
                yield BigYear(ConsoleRoom(front, build_app(front)), found, database)
        finally:
            await postgres.stop()


async def _founded(archive: Archive, database: str) -> Firm:
    """Record a year until managers rate, feedback for one of the reviewed, and who is in HR."""
    async with await open_pool(database, Role.PROJECTOR) as projectors:
        live = Projector(archive.store, projectors, archive.keys)
        found = await firm(archive, live, NOW, count=REVIEWED, habit=AT_LEISURE)
        await _feedback(archive, found)
        hr = found.people.by_number("2")
        if hr is None:
            raise AssertionError("a firm has somebody in HR")
        await give_office(archive, hr.id, Office.HR_ADMIN, datetime.now(UTC))
        await live.catch_up()
        now = Tempo(segments=(Segment(real=datetime.now(UTC), virtual=NOW, rate=1.0),))
        await projectors.execute(PRESENT, found.cycle, now.model_dump_json())
    return found


async def _feedback(archive: Archive, found: Firm) -> None:
    others = [each.state.planned.reviewee for each in found.stories[1:9]]
    for number, giver in enumerate(others):
        giving = Giving(
            request=f"praise {number}",
            giver=giver,
            receiver=found.reviewee,
            kind=FeedbackKind.PRAISE,
            visible_to=VisibleTo.BOTH,
            words="Found the fault in the coating before anybody else did. " * 3,
            at=NOW,
        )
        await give_feedback(archive, giving)

"""The database as it is found: its version, its clock, what it lacks, and whose projector leads."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, Self

import asyncpg

from domain.errors import ReviewError
from storage.migrate import When, pending
from storage.patience import BUSY, CONNECTION_LOST
from storage.projections.generation import LEADER, shape

PATIENCE_SECONDS: Final = 5.0
OLDEST: Final = 15
"""The oldest major version whose features the migrations use."""

# clock_and_version: what the database takes for the present moment, and which version it is.
CLOCK_AND_VERSION: Final = """
SELECT clock_timestamp() AS clock, current_setting('server_version_num')::integer AS version
"""

# leader: what the projector that leads shows of itself; nothing where none leads.
WHO_LEADS: Final = f"""
SELECT a.application_name AS shown
FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = {LEADER}
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - our own number


class DatabaseAway(ReviewError):
    """The database does not answer."""

    code: ClassVar[str] = "database_away"


class DatabaseUnusable(ReviewError):
    """The database does not let this program in."""

    code: ClassVar[str] = "database_unusable"


@dataclass(frozen=True, slots=True)
class Leader:
    """The projector that leads: of which shape its tables are, and whose it is."""

    shape: str
    installation: str

    @classmethod
    def read(cls, shown: str) -> Self | None:
        """Read what a projector shows of itself; None where it shows nothing."""
        name, _, rest = shown.rpartition(" of ")
        return cls(name.rpartition(" ")[2], rest) if name else None

    @property
    def is_of_this_version(self) -> bool:
        """Tell whether it builds the read models that this program reads."""
        return self.shape == shape()


@dataclass(frozen=True, slots=True)
class Database:
    """What was found.

    Attributes:
        version: the major version of PostgreSQL.
        apart: by how much its clock is ahead of ours.
        uncertain: by how much `apart` may be wrong, either way: half of the way there and back.
        missing: migrations that must run before this program can work with it.
        waiting: migrations that wait for the end of the release before.
        leader: the projector that leads, if one does and says so.
    """

    version: int
    apart: timedelta
    uncertain: timedelta
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    leader: Leader | None

    @property
    def is_too_old(self) -> bool:
        """Tell whether this program cannot work with it."""
        return is_too_old(self.version)


def is_too_old(version: int) -> bool:
    """Tell whether the migrations need a newer major version of PostgreSQL."""
    return version < OLDEST


async def look_at_database(url: str) -> Database:
    """Look at the database there, and change nothing.

    Raises:
        DatabaseAway: it does not answer, or not yet.
        DatabaseUnusable: it lets nobody in by this URL.
        MigrationChanged: a migration that ran before is no longer what it was.
    """
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE_SECONDS)
        try:
            asked = datetime.now(UTC)
            row = await connection.fetchrow(CLOCK_AND_VERSION)
            uncertain = (datetime.now(UTC) - asked) / 2
            shown = await connection.fetchval(WHO_LEADS)
        finally:
            await connection.close(timeout=PATIENCE_SECONDS)
        missing = await pending(url, only=When.BEFORE)
        waiting = await pending(url, only=When.AFTER)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as no:
        raise DatabaseUnusable(str(no)) from None
    except (*CONNECTION_LOST, *BUSY) as away:
        raise DatabaseAway(str(away) or type(away).__name__) from None
    return Database(
        version=row["version"] // 10_000,
        apart=row["clock"] - (asked + uncertain),
        uncertain=uncertain,
        missing=tuple(missing),
        waiting=tuple(waiting),
        leader=Leader.read(shown) if shown else None,
    )

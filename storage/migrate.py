"""Bring the database to the shape the code needs, once, in order, and never differently."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import asyncpg

from storage.errors import DatabaseNotMigrated, MigrationChanged

MIGRATIONS: Final = Path(__file__).parent / "sql" / "migrations"
NAME: Final = re.compile(r"\d{4}_(pre|post)_[a-z0-9_]+")

# take_turn: one migrator at a time per database; the number is "perennial" in a phone's letters.
TAKE_TURN: Final = "SELECT pg_advisory_lock(737366425)"

# make_register: where the names of applied migrations are kept; everybody may read it.
MAKE_REGISTER: Final = """
CREATE SCHEMA IF NOT EXISTS migration;
CREATE TABLE IF NOT EXISTS migration.applied (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
GRANT USAGE ON SCHEMA migration TO PUBLIC;
GRANT SELECT ON migration.applied TO PUBLIC;
"""

# register_exists: whether any migration ever ran here.
REGISTER_EXISTS: Final = "SELECT to_regclass('migration.applied') IS NOT NULL"

# applied_migrations: what ran here, with the checksum it had then.
APPLIED_MIGRATIONS: Final = "SELECT name, sha256 FROM migration.applied"

# register_migration: remember that a file ran.
REGISTER_MIGRATION: Final = "INSERT INTO migration.applied (name, sha256) VALUES ($1, $2)"

# settle_database: rights on a database itself are lost when it is restored or copied, so they are
# settled again each time: who builds may make schemas, and nobody else keeps anything here.
SETTLE_DATABASE: Final = """
DO $$
BEGIN
    IF to_regrole('perennial_projector') IS NOT NULL THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO perennial_projector', current_database());
    END IF;
    IF to_regrole('perennial_migrator') IS NOT NULL THEN
        IF NOT has_database_privilege(
            'perennial_migrator', current_database(), 'CREATE WITH GRANT OPTION'
        ) THEN
            EXECUTE format(
                'GRANT CREATE ON DATABASE %I TO perennial_migrator WITH GRANT OPTION',
                current_database()
            );
        END IF;
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
END
$$
"""

# limit_waiting: a migration that waits for a lock makes everybody behind it wait as well.
LIMIT_WAITING: Final = "SET LOCAL lock_timeout = '10s'"


class When(StrEnum):
    """When a migration runs in an upgrade."""

    BEFORE = "pre"  # the release before still works, and goes on working
    AFTER = "post"  # nothing of the release before runs any more


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name, its SQL, and the checksum it must keep once it ran."""

    name: str
    sql: str
    sha256: str

    @property
    def when(self) -> When:
        """Tell when in an upgrade it runs."""
        return When(self.name.split("_")[1])


async def migrate(url: str, *, directory: Path = MIGRATIONS, only: When | None = None) -> list[str]:
    """Apply what is missing, in order, and answer the names of what was applied.

    Several callers may do so at the same time; each migration runs once, in a transaction. With
    `only`, the others are left for later.

    Raises:
        MigrationChanged: a file that ran before is no longer what it was.
    """
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(TAKE_TURN)
        await connection.execute(MAKE_REGISTER)
        every = _missing(_read(directory), await _applied(connection))
        missing = [found for found in every if only in (None, found.when)]
        for migration in missing:
            async with connection.transaction():
                await connection.execute(LIMIT_WAITING)
                await connection.execute(migration.sql)
                await connection.execute(REGISTER_MIGRATION, migration.name, migration.sha256)
        await connection.execute(SETTLE_DATABASE)
    finally:
        await connection.close()
    return [migration.name for migration in missing]


async def pending(url: str, *, directory: Path = MIGRATIONS, only: When | None = None) -> list[str]:
    """Name the migrations that have not run yet, in order.

    Raises:
        MigrationChanged: a file that ran before is no longer what it was.
    """
    connection = await asyncpg.connect(url)
    try:
        applied = await _applied(connection)
    finally:
        await connection.close()
    missing = _missing(_read(directory), applied)
    return [migration.name for migration in missing if only in (None, migration.when)]


async def check(url: str, *, directory: Path = MIGRATIONS) -> None:
    """Pass if the database has all that this code needs; newer migrations are welcome.

    What waits for the end of the release before may wait: this code works without.

    Raises:
        DatabaseNotMigrated: some are missing.
        MigrationChanged: a file that ran before is no longer what it was.
    """
    missing = await pending(url, directory=directory, only=When.BEFORE)
    if missing:
        raise DatabaseNotMigrated(
            f"The database is not up to date ({', '.join(missing)} did not run yet). "
            "Run `perennial db migrate`."
        )


def known_migrations(directory: Path = MIGRATIONS) -> dict[str, str]:
    """Give every migration that this code brings, by name, with the checksum of its file."""
    return {migration.name: migration.sha256 for migration in _read(directory)}


def _read(directory: Path) -> list[Migration]:
    return [_read_one(path) for path in sorted(directory.glob("*.sql"))]


def _read_one(path: Path) -> Migration:
    if not NAME.fullmatch(path.stem):
        raise MigrationChanged(
            f"{path.name} is not named NNNN_pre_words.sql or NNNN_post_words.sql."
        )
    sql = path.read_text(encoding="utf-8")
    return Migration(path.stem, sql, hashlib.sha256(sql.encode()).hexdigest())


async def _applied(connection: asyncpg.Connection) -> dict[str, str]:
    if not await connection.fetchval(REGISTER_EXISTS):
        return {}
    return {row["name"]: row["sha256"] for row in await connection.fetch(APPLIED_MIGRATIONS)}


def _missing(migrations: list[Migration], applied: dict[str, str]) -> list[Migration]:
    for migration in migrations:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise MigrationChanged(
                f"The migration {migration.name} was changed after it ran. Bring back its file as "
                "it was and put the change into a new migration."
            )
    return [migration for migration in migrations if migration.name not in applied]

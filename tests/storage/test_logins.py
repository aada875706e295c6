"""Each process may have a login of its own, which can be no more than its roles."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from storage.event_store import EventStore
from storage.migrate import MIGRATIONS, migrate
from storage.pool import Role, open_pool
from tests.storage.facts import facts
from tests.storage.test_append_only import CHANGES

SITE = (Role.WRITER, Role.READER, Role.KEEPER, Role.HOST)
EVERY_ONE = tuple(role for role in Role if role not in (Role.OWNER, Role.MIGRATOR))
AGAINST_THE_LOG = [
    *CHANGES,
    "ALTER TABLE log.event DISABLE TRIGGER append_only",
    "ALTER TABLE log.event DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON log.event",
    "ALTER FUNCTION log.refuse_change() RENAME TO another",
    "CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN'",
    "CREATE RULE quietly AS ON INSERT TO log.event DO INSTEAD NOTHING",
    "ALTER TABLE log.event RENAME TO another",
    "ALTER TABLE log.event SET SCHEMA web",
    "ALTER TABLE log.event OWNER TO CURRENT_USER",
    "DROP TABLE log.event CASCADE",
    "DROP SCHEMA log CASCADE",
    "ALTER SCHEMA log RENAME TO another",
    "SET ROLE perennial_archivist",
    "SET session_replication_role = replica",
]


@asynccontextmanager
async def login(database: str, *roles: Role, inherits: bool = False) -> AsyncIterator[str]:
    """The address of a login that is no superuser and may become these roles."""
    kind = "INHERIT" if inherits else "NOINHERIT"
    name = f"login_{database.rpartition('_')[2][:12]}"
    superuser = await asyncpg.connect(database)
    await superuser.execute(f"CREATE ROLE {name} LOGIN {kind} PASSWORD 'of no use'")
    await superuser.execute(f"GRANT {', '.join(roles)} TO {name}")
    place = urlsplit(database)
    try:
        yield place._replace(netloc=f"{name}:of%20no%20use@{place.hostname}:{place.port}").geturl()
    finally:
        await superuser.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
        await superuser.close()


async def test_a_process_becomes_the_roles_it_was_given_and_no_other(database: str) -> None:
    async with login(database, *SITE) as url:
        for role in SITE:
            async with await open_pool(url, role) as pool:
                assert await pool.fetchval("SELECT current_user") == role
        for role in set(Role) - set(SITE):
            with pytest.raises(asyncpg.PostgresError, match="permission denied to set role"):
                await open_pool(url, role)


async def test_a_connection_that_forgot_its_role_may_do_nothing(database: str) -> None:
    await migrate(database)
    async with login(database, *SITE) as url:
        connection = await asyncpg.connect(url)
        for table in ("log.event", "keeper.subject_key", "vault.content", "web.session"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608 - our own names
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TEMPORARY TABLE own ()")
        await connection.close()


@pytest.mark.parametrize("roles", [EVERY_ONE, tuple(Role)], ids=["processes", "owner as well"])
async def test_no_login_changes_the_past_whatever_it_becomes(
    database: str, store: EventStore, roles: tuple[Role, ...]
) -> None:
    await migrate(database)
    (fact,) = facts(1)
    await store.append(fact.event_id, 0, [fact])
    before = await store.read_after(0)
    async with login(database, *roles) as url:
        connection = await asyncpg.connect(url)
        for role in (*roles, None):
            for change in AGAINST_THE_LOG:
                await connection.execute(f"SET ROLE {role or 'none'}")
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(change)
        await connection.close()
    assert await store.read_after(0) == before


async def test_a_login_that_only_migrates_brings_the_next_migration(
    database: str, tmp_path: Path
) -> None:
    await migrate(database)
    ours = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, ours)
    sql = "SET LOCAL ROLE perennial_owner; CREATE TABLE web.fresh (); RESET ROLE;"
    (ours / "9999_pre_fresh.sql").write_text(sql)
    async with login(database, Role.MIGRATOR, inherits=True) as url:
        assert await migrate(url, directory=ours) == ["9999_pre_fresh"]
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'fresh'"
        superuser = await asyncpg.connect(database)
        assert await superuser.fetchval(owner) == Role.OWNER
        await superuser.close()

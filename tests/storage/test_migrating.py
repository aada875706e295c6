"""The database gets its shape once, in order, and refuses to have its history rewritten."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from storage.errors import DatabaseNotMigrated, MigrationChanged
from storage.migrate import MIGRATIONS, When, check, migrate, pending
from storage.pool import Role, open_pool
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres

ALL = [path.stem for path in sorted(MIGRATIONS.glob("*.sql"))]


@pytest.fixture
async def empty(postgres_url: str) -> AsyncIterator[str]:
    connection = await asyncpg.connect(postgres_url)
    name = f"empty_{uuid4().hex}"
    await connection.execute(f"CREATE DATABASE {name}")
    yield urlsplit(postgres_url)._replace(path=f"/{name}").geturl()
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def new_cluster(tmp_path: Path) -> AsyncIterator[str]:
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedPostgres(tmp_path / "cluster", ports["server"])
    yield await server.start()
    await server.stop()


async def test_migrating_twice_changes_nothing(empty: str) -> None:
    assert await pending(empty) == ALL
    assert await migrate(empty) == ALL
    assert await migrate(empty) == []
    assert await pending(empty) == []
    await check(empty)


async def test_a_database_that_is_not_up_to_date_says_what_to_run(empty: str) -> None:
    with pytest.raises(DatabaseNotMigrated, match="perennial db migrate"):
        await check(empty)


async def test_simultaneous_migrators_take_turns(empty: str) -> None:
    applied = await asyncio.gather(*(migrate(empty) for _ in range(4)))
    assert sorted(applied) == [[], [], [], ALL]


async def test_a_changed_migration_is_refused(empty: str, tmp_path: Path) -> None:
    file = tmp_path / "0001_pre_first.sql"
    file.write_text("CREATE TABLE first ();")
    assert await migrate(empty, directory=tmp_path) == ["0001_pre_first"]
    file.write_text("CREATE TABLE first (other integer);")
    for look in (migrate, pending, check):
        with pytest.raises(MigrationChanged, match="0001_pre_first"):
            await look(empty, directory=tmp_path)


async def test_a_failing_migration_leaves_those_before_it(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_pre_good.sql").write_text("CREATE TABLE good ();")
    (tmp_path / "0002_post_bad.sql").write_text("CREATE TABLE half (); CREATE TABLE good ();")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(empty, directory=tmp_path)
    assert await pending(empty, directory=tmp_path) == ["0002_post_bad"]
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    await connection.close()


async def test_what_waits_for_the_end_of_the_release_before_waits_and_holds_nobody_up(
    empty: str, tmp_path: Path
) -> None:
    (tmp_path / "0001_pre_wider.sql").write_text("CREATE TABLE wide (old integer, new integer);")
    (tmp_path / "0002_post_narrower.sql").write_text("ALTER TABLE wide DROP COLUMN old;")
    (tmp_path / "0003_pre_more.sql").write_text("CREATE TABLE more ();")
    with pytest.raises(DatabaseNotMigrated, match="0001_pre_wider, 0003_pre_more did"):
        await check(empty, directory=tmp_path)
    before = await migrate(empty, directory=tmp_path, only=When.BEFORE)
    assert before == ["0001_pre_wider", "0003_pre_more"]
    await check(empty, directory=tmp_path)
    connection = await asyncpg.connect(empty)
    await connection.execute("INSERT INTO wide (old, new) VALUES (1, 2)")
    assert await migrate(empty, directory=tmp_path, only=When.AFTER) == ["0002_post_narrower"]
    assert await connection.fetchrow("SELECT * FROM wide") == (2,)
    assert await pending(empty, directory=tmp_path) == []
    await connection.close()


async def test_a_file_with_an_odd_name_is_refused(empty: str, tmp_path: Path) -> None:
    (tmp_path / "1_first.sql").write_text("SELECT 1;")
    with pytest.raises(MigrationChanged, match="NNNN_pre_words"):
        await migrate(empty, directory=tmp_path)


async def test_newer_migrations_than_ours_are_welcome(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_pre_ours.sql").write_text("SELECT 1;")
    (tmp_path / "0002_pre_theirs.sql").write_text("SELECT 2;")
    await migrate(empty, directory=tmp_path)
    (tmp_path / "0002_pre_theirs.sql").unlink()
    await check(empty, directory=tmp_path)


async def test_databases_of_a_new_cluster_can_be_migrated_at_once(new_cluster: str) -> None:
    names = [f"organisation_{number}" for number in range(6)]
    connection = await asyncpg.connect(new_cluster)
    for name in names:
        await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    urls = [urlsplit(new_cluster)._replace(path=f"/{name}").geturl() for name in names]
    assert await asyncio.gather(*(migrate(url) for url in urls)) == [ALL] * 6


async def test_a_login_that_is_no_superuser_can_migrate_and_work(new_cluster: str) -> None:
    connection = await asyncpg.connect(new_cluster)
    await connection.execute("CREATE ROLE hosted LOGIN CREATEROLE PASSWORD 'hosted'")
    await connection.execute("CREATE DATABASE hosted OWNER hosted")
    await connection.close()
    port = urlsplit(new_cluster).port
    url = f"postgresql://hosted:hosted@127.0.0.1:{port}/hosted"
    assert await migrate(url) == ALL
    for role in Role:
        async with await open_pool(url, role) as pool:
            assert await pool.fetchval("SELECT current_user") == role

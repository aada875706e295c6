"""A login comes into the database of its organisation and no other, whatever it becomes there."""

from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from domain.ids import OrganisationId
from storage.archive import Archive
from storage.backup.checking import check_backup
from storage.backup.dumping import Source, back_up
from storage.backup.programs import Programs
from storage.backup.restoring import Machine, restore
from storage.errors import (
    DatabaseOutOfReach,
    LogOfAnotherOrganisation,
    MasterKeyUnusable,
    WallsNotBuilt,
)
from storage.keys import KeyRing
from storage.login_password import verifier
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.walls import BECOMES, build_walls, check_comes_in, make_database, who_comes_in
from tests.organisations.conftest import TwoHouses, url_of
from tests.played_cycle import organisation
from workers.master_keys import master_keys
from workers.organisations.places import login_in

PROGRAMS = Programs.find(None)


def with_database(url: str, other: str) -> str:
    return urlsplit(url)._replace(path=urlsplit(other).path).geturl()


@pytest.mark.parametrize("role", [*BECOMES, None])
async def test_no_connection_of_one_sees_the_database_of_another(
    houses: TwoHouses, role: Role | None
) -> None:
    """Every statement of storage/ goes through such a connection: none leads across."""
    acme, beta = houses.urls
    for ours, theirs in ((acme, beta), (beta, acme)):
        told = {"server_settings": {"role": role.value}} if role else {}
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
            await asyncpg.connect(with_database(ours, theirs), **told)
        connection = await asyncpg.connect(ours, **told)
        try:
            for way in ("dblink", "postgres_fdw", "file_fdw"):
                with pytest.raises(asyncpg.PostgresError):
                    await connection.execute(f"CREATE EXTENSION {way}")
            across = f"SELECT * FROM {urlsplit(theirs).path[1:]}.log.event"  # noqa: S608 - our own
            with pytest.raises(asyncpg.FeatureNotSupportedError, match="cross-database"):
                await connection.fetch(across)
        finally:
            await connection.close()


async def test_no_login_lets_itself_or_another_in(houses: TwoHouses) -> None:
    acme, beta = houses.urls
    theirs = urlsplit(beta).path[1:]
    connection = await asyncpg.connect(acme)
    try:
        for role in (*BECOMES, None):
            await connection.execute(f"SET ROLE {role or 'none'}")
            for change in (
                f"GRANT CONNECT ON DATABASE {theirs} TO {login_in(acme)}",
                f"ALTER DATABASE {theirs} OWNER TO {login_in(acme)}",
                f"GRANT {login_in(beta)} TO {login_in(acme)}",
                f"SET SESSION AUTHORIZATION {login_in(beta)}",
                f"ALTER ROLE {login_in(beta)} PASSWORD 'known'",
                "SET ROLE perennial_owner",
            ):
                # Granting what one may not grant is a warning and no error.
                with suppress(asyncpg.PostgresError):
                    await connection.execute(change)
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await asyncpg.connect(with_database(acme, beta))
    finally:
        await connection.close()
    await check_comes_in(beta)
    seen = "SELECT pg_has_role($1::name, 'perennial_owner', 'MEMBER')"
    superuser = await asyncpg.connect(houses.ground.postgres_url.get_secret_value())
    assert await superuser.fetchval(seen, login_in(acme)) is False
    await superuser.close()


async def test_what_a_login_sees_of_the_others_names_nobody(houses: TwoHouses) -> None:
    connection = await asyncpg.connect(houses.urls[0])
    try:
        seen = await connection.fetch("SELECT datname AS name FROM pg_database UNION "
                                      "SELECT rolname FROM pg_roles")  # fmt: skip
        queries = await connection.fetch(
            "SELECT query FROM pg_stat_activity WHERE datname <> current_database()"
        )
    finally:
        await connection.close()
    assert not [row for row in seen if "acme" in row["name"] or "beta" in row["name"]]
    assert {row["query"] for row in queries} <= {"<insufficient privilege>", ""}


async def test_walls_are_built_again_without_harm(houses: TwoHouses) -> None:
    acme, beta = houses.urls
    server = houses.ground.postgres_url.get_secret_value()
    for _ in range(2):
        await build_walls(with_database(server, acme), acme)
    assert await who_comes_in(with_database(server, acme)) == [login_in(acme)]
    await check_comes_in(acme)
    with pytest.raises(DatabaseOutOfReach, match="does not let its login in"):
        await check_comes_in(with_database(acme, beta))
    with pytest.raises(DatabaseOutOfReach, match="is not there"):
        await check_comes_in(acme + "0")


async def test_who_may_make_nothing_is_told_so(houses: TwoHouses) -> None:
    acme, _ = houses.urls
    with pytest.raises(WallsNotBuilt, match="may not make databases"):
        await make_database(acme, f"organisation_{uuid4().hex}")
    with pytest.raises(WallsNotBuilt, match="no name"):
        await make_database(acme, 'x"; DROP DATABASE postgres; --')


async def test_a_database_is_shut_from_its_birth(houses: TwoHouses) -> None:
    """Whoever came in before its walls were built would stay in."""
    server, name = houses.ground.postgres_url.get_secret_value(), f"organisation_{uuid4().hex}"
    empty = with_database(server, f"postgresql://h/{name}")
    superuser = await asyncpg.connect(server)
    try:
        await superuser.execute(f"CREATE DATABASE {name} ALLOW_CONNECTIONS false")
        assert await make_database(server, name)  # somebody was interrupted before it was shut
        assert not await make_database(server, name)
        assert await who_comes_in(empty) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
            await asyncpg.connect(with_database(houses.urls[0], empty))
    finally:
        await superuser.execute(f"DROP DATABASE {name}")
        await superuser.close()


async def test_no_statement_holds_the_password_of_a_login(houses: TwoHouses) -> None:
    """What stands in its place is what the server itself makes of the password."""
    superuser = await asyncpg.connect(houses.ground.postgres_url.get_secret_value())
    ours, theirs, words = login_in(houses.urls[0]), f"login_{uuid4().hex}", "some password"
    seen = "SELECT rolpassword FROM pg_authid WHERE rolname = $1"
    try:
        await superuser.execute(f"CREATE ROLE {theirs} PASSWORD '{words}'")
        for name, password in ((ours, urlsplit(houses.urls[0]).password or ""), (theirs, words)):
            kept = await superuser.fetchval(seen, name)
            rounds, salt = kept.split("$")[1].split(":")
            assert verifier(password, b64decode(salt), int(rounds)) == kept
    finally:
        await superuser.execute(f"DROP ROLE {theirs}")
        await superuser.close()
    with pytest.raises(WallsNotBuilt, match="ASCII"):
        await build_walls(houses.urls[0], "postgresql://login:p%C3%A4ss@h/d")


async def test_a_log_opens_for_its_own_organisation_alone(houses: TwoHouses) -> None:
    acme, beta = houses.both
    for theirs, us in ((acme, beta), (beta, acme)):
        with pytest.raises(LogOfAnotherOrganisation):
            async with Archive.open(
                url_of(theirs), master_keys(theirs), OrganisationId(us.organisation)
            ):
                pass


async def test_a_restored_database_is_as_shut_as_the_one_it_replaces(
    houses: TwoHouses, tmp_path: Path
) -> None:
    """And the backup of another is not restored into it, not even with that one's keys."""
    acme, beta = houses.both
    server = houses.ground.postgres_url.get_secret_value()
    await back_up(Source(with_database(server, url_of(acme)), None, PROGRAMS), tmp_path / "of acme")
    backup = await check_backup(tmp_path / "of acme", None, PROGRAMS, master_keys(acme), ())
    name, login = f"organisation_{uuid4().hex}", url_of(beta)
    empty = with_database(server, f"postgresql://h/{name}")
    await make_database(server, name)
    await migrate(empty)
    await build_walls(empty, with_database(login, empty))
    ours, theirs = (OrganisationId(each.organisation) for each in (acme, beta))
    with pytest.raises(LogOfAnotherOrganisation):
        await restore(backup, Machine(empty, None, PROGRAMS, master_keys(acme), theirs))
    done = await restore(backup, Machine(empty, None, PROGRAMS, master_keys(acme), ours))
    assert done.events > 0
    assert await who_comes_in(empty) == [login_in(login)]


async def test_keys_of_one_open_nothing_of_another(houses: TwoHouses) -> None:
    acme, beta = houses.both
    assert not set(master_keys(acme).ids) & set(master_keys(beta).ids)
    person = next(iter(organisation(6)))
    async with await open_pool(url_of(beta), Role.KEEPER) as pool:
        assert (await KeyRing(pool, master_keys(beta)).load([person]))[person] is not None
        with pytest.raises(MasterKeyUnusable):
            await KeyRing(pool, master_keys(acme)).load([person])

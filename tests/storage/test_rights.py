"""Every role against everything in the database: what is not in rights.toml is refused."""

import tomllib
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.pool import Role
from storage.projections.projector import Projector

MATRIX: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "rights.toml").read_text(encoding="utf-8")
)
EVERYBODY = "everybody"
ARCHIVIST = "archivist"
ROLES = (*(role.removeprefix("perennial_") for role in Role), ARCHIVIST, EVERYBODY)
ROOMS = ["log", "keeper", "vault", "web", "migration", "read", "meter"]
# Nothing but a missing right is a refusal: what fails otherwise got past the walls.
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)
# Nobody can write to such a view, whatever their rights.
IMPOSSIBLE = (asyncpg.ObjectNotInPrerequisiteStateError, asyncpg.WrongObjectTypeError)
ATTEMPTS = {
    "select": "SELECT * FROM {0} LIMIT 0",
    "insert": "INSERT INTO {0} DEFAULT VALUES",
    "update": 'UPDATE {0} SET "{1}" = "{1}" WHERE FALSE',
    "delete": "DELETE FROM {0} WHERE FALSE",
    "truncate": "TRUNCATE {0}",
}
RELATIONS = """
SELECT format('%s.%s', n.nspname, c.relname) AS name, c.relkind::text AS kind,
       (SELECT attname FROM pg_attribute AS a WHERE a.attrelid = c.oid AND attnum > 0
        AND attidentity = '' AND attgenerated = '' ORDER BY attnum LIMIT 1) AS first
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') ORDER BY 1
"""
FUNCTIONS = """
SELECT format('%s.%s', n.nspname, p.proname) AS name, p.oid
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = ANY($1::text[]) ORDER BY 1
"""
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public$)'"


@pytest.fixture
async def built(live: Projector, superuser: asyncpg.Connection) -> asyncpg.Connection:
    """A database with everything in it that there is, and a role that has no right at all."""
    await live.catch_up()
    await superuser.execute("SET perennial.person = 'process'")
    return superuser


def granted(kind: str, name: str) -> dict[str, set[str]]:
    """What the matrix gives each role on a thing."""
    groups = [group for group in MATRIX[kind] if name in group["names"]]
    assert len(groups) == 1, (
        f"{name} stands in {len(groups)} groups of [[{kind}]] in tests/storage/rights.toml. Say "
        "there who may do what with it: put its name into the one group whose rights it has, or "
        "make a group with `about`, `names` and a line for each role that has any right."
    )
    found = {role: set(groups[0].get(role, "").split()) for role in ROLES}
    for role in ROLES:
        found[role] |= found[EVERYBODY]
    found["migrator"] |= found["owner"]
    return found


def test_the_matrix_speaks_of_roles_there_are() -> None:
    for group in (group for groups in MATRIX.values() for group in groups):
        assert set(group) <= {"about", "names", *ROLES}, group["about"]


async def test_every_role_does_with_every_table_what_it_may_and_no_more(
    built: asyncpg.Connection,
) -> None:
    relations = [row for row in await built.fetch(RELATIONS, ROOMS) if row["kind"] != "S"]
    wrong = []
    for row in relations:
        wanted = granted("relations", row["name"])
        for role in ROLES:
            can = await attempts(built, role, row["name"], row["first"])
            if can != wanted[role]:
                wrong.append(f"{role} on {row['name']}: {sorted(can)}, not {sorted(wanted[role])}")
    assert not wrong, "\n".join(wrong)


async def attempts(
    connection: asyncpg.Connection, role: str, table: str, column: str | None
) -> set[str]:
    """What a role can do with a table, each tried and taken back."""
    found = set()
    for right, statement in ATTEMPTS.items():
        if right == "update" and column is None:  # there is nothing to set
            query = "SELECT has_table_privilege($1, $2, $3)"
            found |= (
                {right} if await connection.fetchval(query, named(role), table, right) else set()
            )
            continue
        if await passes(connection, role, statement.format(table, column)):
            found.add(right)
    return found


async def passes(connection: asyncpg.Connection, role: str, statement: str) -> bool:
    whole = connection.transaction()
    await whole.start()
    try:
        if role == EVERYBODY:
            await connection.execute("CREATE ROLE perennial_everybody NOLOGIN")
        await connection.execute(f"SET LOCAL ROLE perennial_{role}")
        await connection.execute(statement)
    except (*REFUSED, *IMPOSSIBLE):
        return False
    except asyncpg.PostgresError:
        return True
    finally:
        await whole.rollback()
    return True


async def test_every_role_calls_the_functions_it_may_and_no_others(
    built: asyncpg.Connection,
) -> None:
    query = "SELECT has_function_privilege($1, $2::oid, 'EXECUTE')"
    for row in await built.fetch(FUNCTIONS, ROOMS):
        wanted = granted("functions", row["name"])
        for role in ROLES:
            can = await built.fetchval(query, named(role), row["oid"])
            assert can == ("execute" in wanted[role]), f"{role} on {row['name']}"


async def test_every_role_uses_the_sequences_it_may_and_no_others(
    built: asyncpg.Connection,
) -> None:
    query = "SELECT has_sequence_privilege($1, $2, $3)"
    for row in [row for row in await built.fetch(RELATIONS, ROOMS) if row["kind"] == "S"]:
        wanted = granted("relations", row["name"])
        for role in ROLES:
            rights = ("select", "update")
            can = {r for r in rights if await built.fetchval(query, named(role), row["name"], r)}
            assert can == wanted[role], f"{role} on {row['name']}"


async def test_every_role_enters_the_rooms_it_may_and_no_others(built: asyncpg.Connection) -> None:
    query = "SELECT has_schema_privilege($1, $2, $3)"
    rooms = {row["nspname"] for row in await built.fetch(SCHEMAS)}
    assert rooms == set(ROOMS), "a new schema: name it in ROOMS and in tests/storage/rights.toml"
    for room in ROOMS:
        wanted = granted("schemas", room)
        for role in ROLES:
            rights = ("usage", "create")
            can = {r for r in rights if await built.fetchval(query, named(role), room, r)}
            assert can == wanted[role], f"{role} in {room}"


def named(role: str) -> str:
    return "public" if role == EVERYBODY else f"perennial_{role}"


async def test_no_role_can_do_what_belongs_to_a_superuser(built: asyncpg.Connection) -> None:
    found = await built.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'perennial\\_%' AND (rolsuper OR "
        "rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication OR rolbypassrls)"
    )
    assert found == []

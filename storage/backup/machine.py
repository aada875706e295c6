"""The database that a backup is restored into: empty before, and whole or untouched afterwards."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

import asyncpg

from storage.backup.errors import MachineNotEmpty
from storage.backup.manifest import RoleGiven

LONGEST_NAME: Final = 50

# tables_that_matter: every table that is not read models, the register of migrations, or system's.
TABLES_THAT_MATTER: Final = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'migration', 'read', 'read_next',
                         'read_old')
ORDER BY 1
"""

# others_connected: who else uses this database.
OTHERS_CONNECTED: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

# owner_of_database: whose this database is.
OWNER_OF_DATABASE: Final = """
SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = current_database()
"""

# let_in_alike: the statements by which the same logins come into another database as into this.
LET_IN_ALIKE: Final = """
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', $1::text) AS statement
FROM pg_database WHERE datname = current_database() AND datacl IS NOT NULL
UNION ALL
SELECT format(
    'GRANT %s ON DATABASE %I TO %s', privilege_type, $1::text,
    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
)
FROM pg_database CROSS JOIN aclexplode(datacl)
WHERE datname = current_database() AND privilege_type IN ('CONNECT', 'TEMPORARY')
ORDER BY statement DESC
"""

# role_exists: whether there is such a role in the cluster.
ROLE_EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"

# is_member: whether one role is a member of another.
IS_MEMBER: Final = "SELECT pg_has_role($1::name, $2::name, 'MEMBER')"

# is_superuser: whether whoever is connected may do everything.
IS_SUPERUSER: Final = "SELECT current_setting('is_superuser')::boolean"


def database_name(url: str) -> str:
    """Give the name of the database in a URL."""
    return unquote(urlsplit(url).path.lstrip("/"))


def beside(url: str, name: str) -> str:
    """Give the URL of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def check_empty(url: str) -> None:
    """Pass if nothing was ever written to a database, and nobody uses it.

    Raises:
        MachineNotEmpty: there is something, or somebody.
    """
    connection = await asyncpg.connect(url)
    try:
        for row in await connection.fetch(TABLES_THAT_MATTER):
            # holds_something: whether a table has a row.
            query = f"SELECT EXISTS (SELECT FROM {row['name']})"  # noqa: S608 - quoted by the server
            if await connection.fetchval(query):
                raise MachineNotEmpty(
                    f"The database is not empty: there is something in {row['name']}. Restore into "
                    "a new database, or another home folder. Nothing was changed."
                )
        if await connection.fetchval(OTHERS_CONNECTED):
            raise MachineNotEmpty(
                "Somebody is connected to the database. Stop whatever of Perennial runs on it. "
                "Nothing was changed."
            )
    finally:
        await connection.close()


class NewDatabase:
    """A database under another name, until it is whole and takes the name of the empty one."""

    def __init__(self, url: str) -> None:
        """Stand beside the empty database at `url`."""
        self._url = url
        self._name = database_name(url)
        self._draft = f"{self._name[:LONGEST_NAME]}_restoring"
        self.url = beside(url, self._draft)

    @classmethod
    @asynccontextmanager
    async def beside(cls, url: str) -> AsyncIterator["NewDatabase"]:
        """Make it, empty; if it did not take the other's name by the end, it is gone again.

        Who may come into the one may come into the other: a copy knows nothing of that.
        """
        new = cls(url)
        await new.drop()
        connection = await asyncpg.connect(url)
        try:
            owner = await connection.fetchval(OWNER_OF_DATABASE)
            # make_database: nothing in it, whatever somebody put into template1; and nobody, for a
            # database is born open to every login, and who came in at once would stay in.
            await connection.execute(
                f'CREATE DATABASE "{new._draft}" TEMPLATE template0 OWNER {owner} '
                "ALLOW_CONNECTIONS false"
            )
            for row in await connection.fetch(LET_IN_ALIKE, new._draft):
                await connection.execute(row["statement"])
            await connection.execute(f'ALTER DATABASE "{new._draft}" ALLOW_CONNECTIONS true')
        finally:
            await connection.close()
        try:
            yield new
        finally:
            await new.drop()

    async def drop(self) -> None:
        """Drop what is under the other name, if there is anything; nobody else ever uses it."""
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{self._draft}" WITH (FORCE)')
        finally:
            await connection.close()

    async def take_name(self) -> None:
        """Take the name of the empty database, and drop that.

        Raises:
            MachineNotEmpty: somebody is connected to the empty one.
        """
        emptied = f"{self._name[:LONGEST_NAME]}_emptied"
        elsewhere = "template1" if self._name == "postgres" else "postgres"
        connection = await asyncpg.connect(beside(self._url, elsewhere))
        try:
            async with connection.transaction():
                await connection.execute(f'ALTER DATABASE "{self._name}" RENAME TO "{emptied}"')
                await connection.execute(f'ALTER DATABASE "{self._draft}" RENAME TO "{self._name}"')
            await connection.execute(f'DROP DATABASE "{emptied}" WITH (FORCE)')
        except asyncpg.ObjectInUseError:
            raise MachineNotEmpty(
                "Somebody connected to the database while it was restored. Stop whatever of "
                "Perennial runs on it. Nothing was changed."
            ) from None
        finally:
            await connection.close()


async def give_roles(url: str, roles: Iterable[RoleGiven]) -> None:
    """Make the roles that are missing, members of each other as they were.

    Whoever is connected becomes a member of each new one, so as to hand tables over to it.
    """
    connection = await asyncpg.connect(url)
    try:
        wanted = list(roles)
        for role in wanted:
            if not await connection.fetchval(ROLE_EXISTS, role.name):
                await connection.execute(f'CREATE ROLE "{role.name}" NOLOGIN')
                if not await connection.fetchval(IS_SUPERUSER):
                    await connection.execute(f'GRANT "{role.name}" TO CURRENT_USER')
        for role in wanted:
            for above in role.member_of:
                if not await connection.fetchval(IS_MEMBER, role.name, above):
                    await connection.execute(f'GRANT "{above}" TO "{role.name}"')
    finally:
        await connection.close()

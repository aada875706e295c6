"""Walls between organisations on one server: a database each, and a login that enters no other.

The roles of `storage.pool` belong to the whole server, and say what may be done with which table.
Which database somebody comes into at all is said here: into that of an organisation comes its own
login, whoever administers the server, and nobody else.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

import asyncpg

from storage.errors import DatabaseOutOfReach, WallsNotBuilt
from storage.key_place import HAS_LOG, LOG_IS_BEGUN
from storage.login_password import SALT_BYTES, verifier
from storage.pool import Role

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
BECOMES: Final = (
    *(Role.WRITER, Role.PROJECTOR, Role.READER),
    *(Role.KEEPER, Role.SEALER, Role.HOST, Role.METER),
)
"""What the login of an organisation becomes in its processes."""

# database_exists: whether there is a database of that name on this server.
DATABASE_EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"

# login_exists: whether there is a login of that name on this server.
LOGIN_EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"

# lets_in: whether connections to a database are allowed at all; NULL where there is none.
LETS_IN: Final = "SELECT datallowconn FROM pg_database WHERE datname = $1"

# make_database: the statements that make one, its name as the server itself quotes it. A database
# is born open to every login; who comes in before it is shut would stay in, so nobody may.
MAKE_DATABASE: Final = """
SELECT format('CREATE DATABASE %I TEMPLATE template0 ALLOW_CONNECTIONS false', $1::text)
"""
SHUT_DATABASE: Final = """
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', $1::text)
"""
OPEN_DATABASE: Final = "SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS true', $1::text)"

# make_login: the statement that makes a login which is nothing until it becomes a role; of its
# password, like the next, it holds what the server keeps of it.
MAKE_LOGIN: Final = """
SELECT format('CREATE ROLE %I LOGIN NOINHERIT PASSWORD %L', $1::text, $2::text)
"""

# rounds: how often the server has a password hashed; those before 16 take 4096, and do not say so.
ROUNDS: Final = "SELECT coalesce(current_setting('scram_iterations', true), '4096')::int"

# set_password: the statement that gives a login the password it is to have.
SET_PASSWORD: Final = "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)"  # noqa: S105 - a statement

# memberships: which of our roles a login cannot become yet.
MEMBERSHIPS: Final = """
SELECT wanted FROM unnest($2::text[]) AS wanted WHERE NOT pg_has_role($1::name, wanted, 'MEMBER')
"""

# who_comes_in: every login but a superuser that may connect to this database.
WHO_COMES_IN: Final = """
SELECT rolname::text AS login FROM pg_roles
WHERE rolcanlogin AND NOT rolsuper AND has_database_privilege(oid, current_database(), 'CONNECT')
ORDER BY 1
"""


async def make_database(server: str, name: str) -> bool:
    """Make an empty database on the server of this URL; False where there is one of that name.

    Nobody comes in but whoever administers the server; see `build_walls`.

    Raises:
        WallsNotBuilt: the login of the URL may not, or a name is none.
    """
    async with _by_hand_of(server) as connection:
        lets_in = await connection.fetchval(LETS_IN, _name(name))
        if lets_in:
            return False
        left = (SHUT_DATABASE, OPEN_DATABASE)
        for write in left if lets_in is False else (MAKE_DATABASE, *left):
            await connection.execute(await connection.fetchval(write, name))
        return True


async def has_database(server: str, name: str) -> bool:
    """Tell whether there is a database of that name on the server of this URL."""
    async with _by_hand_of(server) as connection:
        return bool(await connection.fetchval(DATABASE_EXISTS, name))


async def log_is_begun(database: str) -> bool:
    """Tell whether anything was ever recorded in the database of this URL."""
    async with _by_hand_of(database) as connection:
        if not await connection.fetchval(HAS_LOG):
            return False
        return bool(await connection.fetchval(LOG_IS_BEGUN))


async def build_walls(database: str, login: str) -> None:
    """Let the login of this URL into its database as the processes of one organisation.

    `database` is the URL of the same database by which somebody administers the server. The login
    is made where it is missing and gets the password of its URL; afterwards nobody else comes into
    the database but superusers, and whom somebody lets in by name. Done again it changes nothing.

    Raises:
        WallsNotBuilt: whoever administers the server may not.
    """
    parts = urlsplit(login)
    name, password = _name(unquote(parts.username or "")), unquote(parts.password or "")
    async with _by_hand_of(database) as connection, connection.transaction():
        known = await connection.fetchval(LOGIN_EXISTS, name)
        write = SET_PASSWORD if known else MAKE_LOGIN
        kept = _kept_of(password, await connection.fetchval(ROUNDS))
        await connection.execute(await connection.fetchval(write, name, kept))
        for row in await connection.fetch(MEMBERSHIPS, name, [role.value for role in BECOMES]):
            await connection.execute(f'GRANT {row["wanted"]} TO "{name}"')
        await _shut(connection, name)


async def check_comes_in(url: str) -> None:
    """Pass if the login of this URL comes into its database.

    Raises:
        DatabaseOutOfReach: there is no such database, it lets the login not in, or nobody answers.
    """
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidCatalogNameError:
        raise DatabaseOutOfReach(
            "The database of this organisation is not there. Restore it from a backup."
        ) from None
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError):
        raise DatabaseOutOfReach(
            "The database of this organisation does not let its login in. `perennial organisation "
            "add` with the same name makes that good."
        ) from None
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError):
        raise DatabaseOutOfReach("The database of this organisation does not answer.") from None
    await connection.close()


async def who_comes_in(database: str) -> list[str]:
    """Name every login that may connect to the database of this URL, superusers aside."""
    async with _by_hand_of(database) as connection:
        return [row["login"] for row in await connection.fetch(WHO_COMES_IN)]


async def _shut(connection: asyncpg.Connection, login: str) -> None:
    # shut_database: at first everybody may come in; whom somebody let in by name stays let in.
    ours = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {ours} FROM PUBLIC")
    await connection.execute(f'GRANT CONNECT ON DATABASE {ours} TO "{login}"')


@asynccontextmanager
async def _by_hand_of(url: str) -> AsyncIterator[asyncpg.Connection]:
    try:
        connection = await asyncpg.connect(url)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError):
        raise DatabaseOutOfReach(
            "PostgreSQL does not let the login in PERENNIAL_POSTGRES_URL in, or has no database of "
            "that name. Correct it. Nothing was changed."
        ) from None
    try:
        yield connection
    except asyncpg.InsufficientPrivilegeError as refusal:
        raise WallsNotBuilt(
            "The login in PERENNIAL_POSTGRES_URL may not make databases and logins "
            f"({refusal.message}). Name one that may, such as a superuser. Nothing else was "
            "changed."
        ) from None
    finally:
        await connection.close()


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise WallsNotBuilt(f"{name!r} is no name for a database or a login.")
    return name


def _kept_of(password: str, rounds: int) -> str | None:
    if not password.isascii():
        raise WallsNotBuilt("The password of a login has to be of ASCII characters; give another.")
    return verifier(password, os.urandom(SALT_BYTES), rounds) if password else None

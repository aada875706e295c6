"""Which version the database is of: its server, and how far its shape has been brought."""

from dataclasses import dataclass
from typing import Final

import asyncpg

from storage.patience import ask

# version_of_database: the version of the server, the last migration that ran, and how many did.
VERSION_OF_DATABASE: Final = """
SELECT current_setting('server_version') AS server, max(name) AS schema, count(*) AS migrations
FROM migration.applied
"""


@dataclass(frozen=True, slots=True)
class DatabaseVersion:
    """The version of the server, and the last of so many migrations that ran here."""

    server: str
    schema: str
    migrations: int


async def database_version(pool: asyncpg.Pool) -> DatabaseVersion:
    """Say which version the database is of.

    Raises:
        LogOutOfReach: the database did not answer.
    """
    [row] = await ask(pool, VERSION_OF_DATABASE)
    return DatabaseVersion(row["server"], row["schema"] or "none", row["migrations"])

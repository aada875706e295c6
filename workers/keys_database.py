"""The database that holds nothing but the keys, where the settings name one."""

from storage.key_place import KEYS_MIGRATIONS
from storage.migrate import check
from workers.master_keys import keys_url_of
from workers.settings import Settings


async def check_keys_database(settings: Settings) -> None:
    """Pass if the database of the keys is up to date, or none is named.

    Raises:
        DatabaseNotMigrated: it lacks a migration.
        MigrationChanged: a file that ran before is no longer what it was.
    """
    keys_url = keys_url_of(settings)
    if keys_url is not None:
        await check(keys_url, directory=KEYS_MIGRATIONS)

"""`perennial db`: the shape of the database."""

from storage.migrate import migrate
from workers.embedded.stack import reach_servers
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def migrate_database(*, as_json: AsJson = False) -> None:
    """Bring the database to the shape that this version needs.

    Running it again changes nothing. An embedded database is also migrated by every start.

    Example: perennial db migrate
    """
    settings = load_settings()
    if settings.postgres_url is not None:
        applied = await migrate(settings.postgres_url.get_secret_value())
    else:
        async with reach_servers(settings) as servers:
            applied = await migrate(servers.postgres_url)
    if as_json:
        say_json({"applied": applied})
    elif applied:
        console.print(f"Applied {len(applied)}: {', '.join(applied)}.")
    else:
        console.print("The database is up to date.")

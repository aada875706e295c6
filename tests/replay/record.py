"""Records the golden histories that are missing: `python -m tests.replay.record [STORY ...]`.

Needed when a workflow waits for something new, or does something else on purpose. Starts its own
servers and plays the stories, or those that are named. A file that is there is never touched: it is
a history of earlier code. To have one of today beside it, give the old file another name first.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
from temporalio.client import Client

from activities.codec import data_converter
from activities.search_attributes import SEARCH_ATTRIBUTES
from storage.migrate import migrate
from tests.replay.golden import HISTORIES, KEYRING
from tests.replay.stories import STORIES
from tests.workflow.engine import engine_on
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal


async def record(folder: Path, named: Sequence[str]) -> None:
    """Play stories on new servers in that folder, and write down the histories that are missing."""
    ports, _ = settle_ports({"postgres": 0, "temporal": 0})
    postgres = EmbeddedPostgres(folder / "postgres", ports["postgres"])
    temporal = EmbeddedTemporal(
        folder / "temporal",
        ports["temporal"],
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=TIME_SKIPPING,
    )
    database = await postgres.start()
    try:
        address = await temporal.start()
        converter = data_converter(KEYRING)
        client = await Client.connect(address, data_converter=converter, identity="test")
        await _play(database, client, folder, named)
    finally:
        await temporal.stop()
        await postgres.stop()


async def _play(database: str, client: Client, folder: Path, named: Sequence[str]) -> None:
    for story in (told for told in STORIES if not named or told.__name__ in named):
        own = await _database_of(database, story.__name__)
        async with engine_on(own, client) as engine, engine.at_work(), engine.projecting():
            async for name, handle in story(engine, folder):
                history, file = await handle.fetch_history(), HISTORIES / f"{name}.json"
                if not file.exists():
                    file.write_text(history.to_json() + "\n")
                    sys.stdout.write(f"{name}: {len(history.events)} events\n")
            await engine.dismiss()


async def _database_of(url: str, story: str) -> str:
    """Make a database for one story: it keeps the log of one organisation, as all do."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {story}")
    finally:
        await connection.close()
    own = urlsplit(url)._replace(path=f"/{story}").geturl()
    await migrate(own)
    return own


if __name__ == "__main__":
    with TemporaryDirectory(prefix="perennial-golden-", ignore_cleanup_errors=True) as place:
        asyncio.run(record(Path(place), sys.argv[1:]))

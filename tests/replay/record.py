"""Records the golden histories anew: `python -m tests.replay.record`.

Needed when a workflow changes what it does on purpose, or waits for something new. Starts its own
servers, plays the stories, and replaces the files; a history of code that still runs somewhere
must be kept beside them.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client

from activities.codec import data_converter
from storage.migrate import migrate
from tests.replay.golden import HISTORIES, KEYRING
from tests.replay.stories import STORIES
from tests.workflow.engine import engine_on
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.stack import SEARCH_ATTRIBUTES
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal


async def record_all(folder: Path) -> None:
    """Play every story on new servers in that folder, and write the histories down."""
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
        await migrate(database)
        address = await temporal.start()
        converter = data_converter(KEYRING)
        client = await Client.connect(address, data_converter=converter, identity="test")
        await _play(database, client, folder)
    finally:
        await temporal.stop()
        await postgres.stop()


async def _play(database: str, client: Client, folder: Path) -> None:
    for story in STORIES:
        async with engine_on(database, client) as engine, engine.at_work(), engine.projecting():
            async for name, handle in story(engine, folder):
                history = await handle.fetch_history()
                (HISTORIES / f"{name}.json").write_text(history.to_json() + "\n")
                sys.stdout.write(f"{name}: {len(history.events)} events\n")
            await engine.dismiss()


if __name__ == "__main__":
    HISTORIES.mkdir(exist_ok=True)
    for old in HISTORIES.glob("*.json"):
        old.unlink()
    with TemporaryDirectory(prefix="perennial-golden-", ignore_cleanup_errors=True) as place:
        asyncio.run(record_all(Path(place)))

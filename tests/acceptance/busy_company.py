"""A company that goes on handing words in until it is killed.

Its command line: the URL of its database, the file of its master key. It prints a line once the
year that everybody knows is recorded, and one after each twenty people who come.
"""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

from domain.people_events import differences
from storage.archive import Archive
from storage.key_wrapper import MasterKeys
from storage.master_key_file import read_master_keys
from tests.invented_people import person
from tests.played_cycle import ORGANISATION, play
from tests.storage.reading import record

PAUSE_SECONDS = 0.1
"""So that others on the machine come to their turn as well."""


async def work(url: str, master_key_file: Path) -> None:
    """Record a year of two reviews, then go on for ever, with new people all the time."""
    masters = MasterKeys(read_master_keys(master_key_file))
    async with Archive.open(url, masters, ORGANISATION) as archive:
        await record(archive.journal, (await play(2, archive.vault.stage)).batches())
        print("begun", flush=True)  # noqa: T201 - its answer
        for first in count(1000, 20):
            await asyncio.gather(*(_hand_in(archive, first + n) for n in range(20)))
            print(await archive.store.head(), flush=True)  # noqa: T201 - its answer
            await asyncio.sleep(PAUSE_SECONDS)


async def _hand_in(archive: Archive, number: int) -> None:
    """Somebody new comes in, and hands in words that wait."""
    someone = person(f"{number}")
    await archive.directory.record(differences(None, 0, someone, datetime.now(UTC)))
    await archive.vault.stage(uuid4(), someone.id, {"comment": "said under load"})


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))

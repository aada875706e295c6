"""Whether an event is missing: from the log that is backed up, or from the file that holds it."""

from asyncio import IncompleteReadError
from pathlib import Path
from typing import Final

import asyncpg

from storage.backup.errors import BackupUnusable
from storage.backup.manifest import LogManifest
from storage.backup.programs import Programs, lines_of
from storage.errors import LogHasGap

EVENTS: Final = b"COPY log.event ("
# No row can look like the end: COPY doubles every backslash.
END: Final = b"\n\\.\n"
CHUNK: Final = 1 << 18

# log_counted: how many events there are, and between which positions.
LOG_COUNTED: Final = """
SELECT count(*) AS events, coalesce(min(position), 1) AS lowest, coalesce(max(position), 0) AS head
FROM log.event
"""

# seals: whether there is a table of checkpoints; a database before its upgrade may have none.
SEALS: Final = "SELECT to_regclass('log.checkpoint') IS NOT NULL"

# sealed_to: over how many events the last checkpoint stands.
SEALED_TO: Final = "SELECT coalesce(max(tree_size), 0) FROM log.checkpoint"

# first_missing: the first position from 1 on at which no event stands.
FIRST_MISSING: Final = """
SELECT coalesce(
    min(expected) FILTER (WHERE position <> expected), coalesce(max(position), 0) + 1
)
FROM (
    SELECT position, row_number() OVER (ORDER BY position) AS expected
    FROM log.event WHERE position > 0
) AS numbered
"""


async def events_without_gap(connection: asyncpg.Connection) -> int:
    """Count the events of a log from which none is missing.

    A cut-off end is known by a checkpoint that stands over more events than there are.

    Raises:
        LogHasGap: an event is missing, or stands where none belongs.
    """
    events, lowest, head = await connection.fetchrow(LOG_COUNTED)
    sealed = await connection.fetchval(SEALED_TO) if await connection.fetchval(SEALS) else 0
    if lowest == 1 and events == head >= sealed:
        return int(events)
    if lowest < 1:
        what = f"An event stands at position {lowest}, where none belongs"
    else:
        what = f"The event at position {await connection.fetchval(FIRST_MISSING)} is missing"
    raise LogHasGap(
        f"{what}: the log has {events} events and should have {max(head, sealed)}. No backup was "
        "made, and nothing was left behind. Keep the backups you have; `perennial audit verify` "
        "names everything that is missing."
    )


def check_counted(log: LogManifest, file: Path) -> None:
    """Pass if a manifest tells of as many events as its last position says.

    Raises:
        BackupUnusable: events are missing.
    """
    if log.events != log.head:
        raise BackupUnusable(_missing(file, log.events, log.head))


async def check_rows(log: LogManifest, file: Path, programs: Programs) -> None:
    """Pass if a dump holds as many events as its manifest tells of.

    Raises:
        BackupUnusable: it holds more or fewer, or no log.
    """
    words = ["--data-only", "--file=-", "--schema=log", "--table=event", str(file)]
    async with lines_of(programs.restore, words) as output:
        try:
            await output.readuntil(EVENTS)
        except IncompleteReadError:
            raise BackupUnusable(_missing(file, 0, log.events)) from None
        await output.readline()
        rows, kept = 0, b"\n"
        while chunk := await output.read(CHUNK):
            text = kept + chunk
            end = text.find(END)
            rows += text.count(b"\n", len(kept), end + 1 if end >= 0 else len(text))
            if end >= 0:
                break
            kept = text[-len(END) :]
    if rows != log.events:
        raise BackupUnusable(_missing(file, rows, log.events))


def _missing(file: Path, events: int, wanted: int) -> str:
    return (
        f"{file} holds {events} events and should hold {wanted}: the log was not whole when it was "
        "backed up. Take an older backup. Nothing was changed."
    )

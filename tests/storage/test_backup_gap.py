"""A log from which an event is missing takes no good backup's place, and no backup hides it."""

from pathlib import Path

import asyncpg
import pytest

from storage.backup.checking import check_backup
from storage.backup.dumping import Source, back_up
from storage.backup.errors import BackupUnusable
from storage.backup.manifest import (
    KeysManifest,
    LogManifest,
    manifest_of,
    read_manifest,
    write_manifest,
)
from storage.backup.programs import Programs
from storage.errors import LogHasGap
from storage.event_store import EventStore
from storage.key_wrapper import MasterKeys
from storage.master_key import MasterKey
from storage.proof.sealed_log import SealedLog
from tests.storage.sealed import EVENTS, sealed_log, unguarded, write

PROGRAMS = Programs.find()
MASTERS = MasterKeys([MasterKey(b"k" * 32)])


@pytest.fixture
async def written(database: str, store: EventStore) -> str:
    """The URL of a log of 36 events, the last checkpoint over 30 of them."""
    async with SealedLog.open(database) as log:
        await sealed_log(store, log)
    return database


@pytest.mark.parametrize(
    "change,why",
    [
        ("DELETE FROM log.event WHERE position IN (17, 20)",
         "The event at position 17 is missing: the log has 34 events and should have 36"),
        ("DELETE FROM log.event WHERE position < 3",
         "The event at position 1 is missing: the log has 34 events and should have 36"),
        ("DELETE FROM log.event WHERE position > 28",
         "The event at position 29 is missing: the log has 28 events and should have 30"),
        ("TRUNCATE log.event",
         "The event at position 1 is missing: the log has 0 events and should have 30"),
        ("UPDATE log.event SET position = 0 WHERE position = 36",
         "An event stands at position 0, where none belongs"),
    ],
)  # fmt: skip
async def test_a_log_with_a_gap_is_not_backed_up(
    written: str, superuser: asyncpg.Connection, tmp_path: Path, change: str, why: str
) -> None:
    async with unguarded(superuser):
        await superuser.execute(change)
    with pytest.raises(LogHasGap, match=rf"^{why}.* Keep the backups .* `perennial audit verify`"):
        await back_up(Source(written, None, PROGRAMS), tmp_path / "backup")
    assert not list(tmp_path.iterdir())


async def test_keys_are_backed_up_though_the_log_has_a_gap(
    written: str, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    async with unguarded(superuser):
        await superuser.execute("DELETE FROM log.event WHERE position = 17")
    done = await back_up(Source(written, None, PROGRAMS), tmp_path / "keys", only_keys=True)
    assert done.keys.head == EVENTS


@pytest.mark.parametrize("events", [0, 7])
async def test_every_event_that_is_backed_up_is_counted(
    database: str, store: EventStore, tmp_path: Path, events: int
) -> None:
    if events:
        await write(store, events)
    await back_up(Source(database, None, PROGRAMS), tmp_path / "backup")
    found = await check_backup(tmp_path / "backup", None, PROGRAMS, MASTERS)
    assert (found.log.events, found.log.head) == (events, events)


@pytest.mark.parametrize(
    "events,head,why",
    [
        (6, 7, "holds 6 events and should hold 7: the log was not whole"),
        (8, 8, "holds 7 events and should hold 8: the log was not whole"),
        (6, 6, "holds 7 events and should hold 6: the log was not whole"),
    ],
)
async def test_a_backup_that_holds_other_than_it_should_is_refused(
    database: str, store: EventStore, tmp_path: Path, events: int, head: int, why: str
) -> None:
    await write(store, 7)
    folder = tmp_path / "backup"
    await back_up(Source(database, None, PROGRAMS), folder)
    log, keys = folder / "manifest.json", manifest_of(folder / "keys.dump")
    of_log, of_keys = read_manifest(log, LogManifest), read_manifest(keys, KeysManifest)
    for path in (log, keys):
        path.unlink()
    write_manifest(log, of_log.model_copy(update={"events": events, "head": head}))
    write_manifest(keys, of_keys.model_copy(update={"head": head}))
    with pytest.raises(BackupUnusable, match=why):
        await check_backup(folder, None, PROGRAMS, MASTERS)

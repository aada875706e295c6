"""Makes a backup: the log and what belongs to it in one file, the keys in another."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from storage.backup.errors import BackupFailed
from storage.backup.gap import events_without_gap
from storage.backup.manifest import (
    KEYS_FILE,
    LOG_FILE,
    LOG_MANIFEST,
    Dump,
    KeysManifest,
    LogManifest,
    Manifest,
    RoleGiven,
    describe,
    manifest_of,
    write_manifest,
)
from storage.backup.programs import Programs, run
from storage.backup.vouching import sign_manifest
from storage.errors import KeysAreElsewhere, KeysNotMoved
from storage.key_place import KEEPER_IS_LET_IN
from storage.migrate import APPLIED_MIGRATIONS
from storage.proof.signing import AuditKey

# What is left out: read models hold names and ratings in the open and are built anew; whoever is
# signed in signs in again. Keys are in a file of their own.
LEFT_OUT: Final = (
    "--exclude-schema=read",
    "--exclude-schema=read_next",
    "--exclude-schema=read_old",
    "--exclude-table-data=keeper.*",
    "--exclude-table-data=web.session",
    "--exclude-table-data=web.sign_in_code",
    "--exclude-table-data=web.attempt",
    "--no-unlogged-table-data",
)
KEYS_ONLY: Final = ("--data-only", "--schema=keeper")
HOW: Final = ("--format=custom", "--lock-wait-timeout=60s")

# begin_snapshot: everything that follows sees the database as it is now.
BEGIN_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

# export_snapshot: let pg_dump see the same.
EXPORT_SNAPSHOT: Final = "SELECT pg_export_snapshot()"

# facts: when and where this is, and how far the log has come.
FACTS: Final = """
SELECT
    clock_timestamp() AS made_at, current_setting('server_version_num')::integer AS version,
    pg_current_wal_lsn()::text AS lsn, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS line,
    (SELECT encode(leaf_hash, 'hex') FROM log.event WHERE position = 1) AS log,
    head.position AS head, encode(head.leaf_hash, 'hex') AS head_leaf_hash
FROM (SELECT 1) AS one
LEFT JOIN (SELECT position, leaf_hash FROM log.event ORDER BY position DESC LIMIT 1) AS head
    ON TRUE
"""

# roles_given: our roles, and which of ours they are members of.
ROLES_GIVEN: Final = """
SELECT given.rolname AS name, array(
    SELECT above.rolname::text FROM pg_auth_members
    JOIN pg_roles AS above ON above.oid = roleid
    WHERE member = given.oid AND above.rolname LIKE 'perennial\\_%'
    ORDER BY 1
) AS member_of
FROM pg_roles AS given WHERE rolname LIKE 'perennial\\_%' AND NOT rolcanlogin ORDER BY 1
"""

# count_keys: how many keys and erased people there are, and what wraps the keys.
COUNT_KEYS: Final = """
SELECT
    count(wrapped) AS keys, count(destroyed_at) AS erased,
    coalesce(array_agg(DISTINCT master_key_id) FILTER (WHERE wrapped IS NOT NULL), '{}') AS masters,
    clock_timestamp() AS made_at, current_setting('server_version_num')::integer AS version
FROM keeper.subject_key
"""


@dataclass(frozen=True, repr=False)
class Source:
    """What is backed up: the main database, the one of the keys if there is one, and how.

    `audit_key` signs what is written; without it nobody vouches for the backup.
    """

    url: str
    keys_url: str | None
    programs: Programs
    audit_key: AuditKey | None = None


@dataclass(frozen=True)
class BackedUp:
    """What was written; `log` is None where only the keys were wanted."""

    log: LogManifest | None
    keys: KeysManifest


async def back_up(source: Source, folder: Path, *, only_keys: bool = False) -> BackedUp:
    """Write a backup into a new folder, whole or not at all, while everything goes on.

    All of it is of one moment. Where the keys have a database of their own, they are read after
    the log, so that everything that is sealed has its key.

    Raises:
        BackupFailed: the folder is in use, or a program failed.
        LogHasGap: an event is missing, so that an older backup is worth more than this one.
        ProgramUnfit: the programs are older than a server.
        KeysAreElsewhere: the keys are in a database that the settings do not name.
        KeysNotMoved: the settings name a database for them, and they are not there.
    """
    with _whole_or_not_at_all(folder) as draft:
        return await _write(source, draft, only_keys=only_keys)


@contextmanager
def _whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    """Give a folder to write to, which takes its name once everything is in it."""
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupFailed(
            f"{folder} holds something already. Name a folder that does not exist yet."
        )
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        yield draft
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


async def _write(source: Source, draft: Path, *, only_keys: bool) -> BackedUp:
    async with _snapshot(source.url) as (connection, snapshot):
        facts = await connection.fetchrow(FACTS)
        await source.programs.check_fits(facts["version"] // 10000)
        await _check_place(connection, source.keys_url)
        log = None
        if not only_keys:
            events = await events_without_gap(connection)
            dump = await _dump(source, source.url, [f"--snapshot={snapshot}", *LEFT_OUT], draft)
            apart = source.keys_url is not None
            log = await _described(connection, facts, events, dump, apart=apart)
            _write_manifest(source, draft / LOG_MANIFEST, log)
        if source.keys_url is None:
            keys = await _write_keys(source, connection, snapshot, facts, draft)
        else:
            async with _snapshot(source.keys_url) as (keeper, later):
                keys = await _write_keys(source, keeper, later, facts, draft)
    return BackedUp(log, keys)


async def _check_place(connection: asyncpg.Connection, keys_url: str | None) -> None:
    is_here = await connection.fetchval(KEEPER_IS_LET_IN)
    if keys_url is None and not is_here:
        raise KeysAreElsewhere
    if keys_url is not None and is_here:
        raise KeysNotMoved


async def _described(
    connection: asyncpg.Connection, facts: asyncpg.Record, events: int, dump: Dump, *, apart: bool
) -> LogManifest:
    migrations = {row["name"]: row["sha256"] for row in await connection.fetch(APPLIED_MIGRATIONS)}
    roles = [RoleGiven.model_validate(dict(row)) for row in await connection.fetch(ROLES_GIVEN)]
    return LogManifest(
        made_at=facts["made_at"],
        server=_version(facts),
        log=facts["log"],
        head=facts["head"] or 0,
        events=events,
        head_leaf_hash=facts["head_leaf_hash"],
        lsn=facts["lsn"],
        timeline=facts["line"],
        migrations=migrations,
        roles=tuple(roles),
        keys_apart=apart,
        dump=dump,
    )


async def _write_keys(
    source: Source,
    keeper: asyncpg.Connection,
    snapshot: str,
    facts: asyncpg.Record,
    draft: Path,
) -> KeysManifest:
    counted = await keeper.fetchrow(COUNT_KEYS)
    await source.programs.check_fits(counted["version"] // 10000)
    words, url = [f"--snapshot={snapshot}", *KEYS_ONLY], source.keys_url or source.url
    dump = await _dump(source, url, words, draft, KEYS_FILE)
    keys = KeysManifest(
        made_at=counted["made_at"],
        server=_version(counted),
        log=facts["log"],
        head=facts["head"] or 0,
        dump=dump,
        keys=counted["keys"],
        erased=counted["erased"],
        master_keys=tuple(counted["masters"]),
    )
    _write_manifest(source, manifest_of(draft / KEYS_FILE), keys)
    return keys


def _write_manifest(source: Source, path: Path, manifest: Manifest) -> None:
    write_manifest(path, manifest)
    if source.audit_key is not None:
        sign_manifest(path, manifest, source.audit_key)


async def _dump(
    source: Source, url: str, words: list[str], draft: Path, name: str = LOG_FILE
) -> Dump:
    file = draft / name
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    ended = await run(source.programs.dump, [*HOW, *words, f"--file={file}"], url)
    if ended.code:
        raise BackupFailed(f"The backup could not be made. {ended.complaint}")
    return await describe(file)


@asynccontextmanager
async def _snapshot(url: str) -> AsyncIterator[tuple[asyncpg.Connection, str]]:
    """Hold a moment of a database, and its name, for as long as the block lasts."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(BEGIN_SNAPSHOT)
        yield connection, str(await connection.fetchval(EXPORT_SNAPSHOT))
    finally:
        await connection.close()


def _version(row: asyncpg.Record) -> str:
    return f"{row['version'] // 10000}.{row['version'] % 10000}"

"""Brings a backup back into an empty database: whole, checked, and the erased stay erased."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from domain.ids import OrganisationId
from storage.archive import Archive
from storage.backup.checking import Backup
from storage.backup.errors import BackupUnusable, RestoreFailed
from storage.backup.machine import NewDatabase, check_empty, give_roles
from storage.backup.programs import Programs, run
from storage.key_place import KEYS_MIGRATIONS
from storage.key_wrapper import MasterKeys
from storage.migrate import known_migrations, migrate
from storage.pool import Role, open_pool
from storage.projections.rebuild import rebuild
from storage.subject.erasing import kept, reapply_erasures

# log_is_whole: whether the positions are dense, where they end and with which leaf hash, and how
# many events are not what their leaf hash says.
LOG_IS_WHOLE: Final = """
SELECT
    count(*) AS events, coalesce(max(position), 0) AS head,
    (SELECT encode(leaf_hash, 'hex') FROM log.event ORDER BY position DESC LIMIT 1) AS leaf_hash,
    count(*) FILTER (WHERE leaf_hash IS DISTINCT FROM log.leaf_hash_v1(
        position, stream_id, version, event_id, tenant_id, recorded_at, schema_version, type, data,
        meta, sealed
    )) AS changed
FROM log.event
"""

Finish = Callable[[Archive], Awaitable[None]]
"""What is to be done with the restored archive before anybody else sees it."""


async def nothing_more(_: Archive) -> None:
    """Do nothing more with the restored archive."""


@dataclass(frozen=True, repr=False)
class Machine:
    """Where to, and with what: the empty database, the one for keys if there is one, the keys."""

    url: str
    keys_url: str | None
    programs: Programs
    masters: MasterKeys
    organisation: OrganisationId


@dataclass(frozen=True)
class Restored:
    """What came back: events, keys, migrations that ran on top, and who was erased once more."""

    events: int
    keys: int
    migrated: tuple[str, ...]
    erased_again: int


async def check_machine(backup: Backup, machine: Machine) -> None:
    """Pass if this backup can be restored here; nothing is changed.

    Raises:
        BackupUnusable: a newer version of Perennial made it, or its keys lay in another place.
        MachineNotEmpty: there is something in the database, or somebody uses it.
        ProgramUnfit: the programs are older than the server.
    """
    known = known_migrations()
    strange = [name for name, sum_ in backup.log.migrations.items() if known.get(name) != sum_]
    if strange:
        raise BackupUnusable(
            f"A newer version of Perennial made this backup ({', '.join(strange)}). Install that "
            "version first. Nothing was changed."
        )
    if backup.log.keys_apart != (machine.keys_url is not None):
        advice = "Name one in" if backup.log.keys_apart else "Unset"
        was = "in a database of their own" if backup.log.keys_apart else "beside the log"
        raise BackupUnusable(
            f"The keys of this backup lay {was}. {advice} PERENNIAL_KEYS_URL for the restore; they "
            "can be moved afterwards. Nothing was changed."
        )
    for url in (machine.url, machine.keys_url):
        if url is not None:
            await _check_server(url, backup, machine.programs)
            await check_empty(url)


async def restore(
    backup: Backup,
    machine: Machine,
    *,
    erased: Collection[UUID] = (),
    finish: Finish = nothing_more,
) -> Restored:
    """Bring a checked backup back beside the empty database, which it replaces at the end.

    Before anything is read from it, the keys of everybody who was erased are destroyed: those the
    log tells of, and `erased` besides. Until the end the database is as it was.

    Raises:
        RestoreFailed: what came back is not what was backed up, or a program failed.
        LogOfAnotherOrganisation: it is the backup of another organisation.
        ReviewError: as `check_machine`, and whatever `finish` raises.
    """
    await check_machine(backup, machine)
    async with AsyncExitStack() as made:
        log = await made.enter_async_context(NewDatabase.beside(machine.url))
        keys = log
        if machine.keys_url is not None:
            keys = await made.enter_async_context(NewDatabase.beside(machine.keys_url))
            await migrate(keys.url, directory=KEYS_MIGRATIONS)
        await give_roles(log.url, backup.log.roles)
        await _fill(machine.programs, str(backup.log_file), log.url)
        await _fill(machine.programs, str(backup.keys_file), keys.url)
        migrated = await migrate(log.url)
        await _check_whole(backup, log.url)
        again = await _open_anew(
            machine, log.url, keys.url if keys is not log else None, erased, finish
        )
        if keys is not log:
            await keys.take_name()
        await log.take_name()
    return Restored(backup.log.events, backup.keys.keys, tuple(migrated), again)


async def _check_server(url: str, backup: Backup, programs: Programs) -> None:
    connection = await asyncpg.connect(url)
    try:
        version = int(connection.get_server_version().major)
    finally:
        await connection.close()
    await programs.check_fits(version)
    if version < backup.log.server_version:
        raise BackupUnusable(
            f"The backup is of PostgreSQL {backup.log.server_version}, this server is {version}. "
            "Restore on a server that is not older. Nothing was changed."
        )


async def _fill(programs: Programs, file: str, url: str) -> None:
    ended = await run(programs.restore, ["--exit-on-error", "--single-transaction", file], url)
    if ended.code:
        raise RestoreFailed(f"The database is as it was. {ended.complaint}")


async def _check_whole(backup: Backup, url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchrow(LOG_IS_WHOLE)
    finally:
        await connection.close()
    told = (backup.log.events, backup.log.head, backup.log.head_leaf_hash, 0)
    if tuple(found) != told:
        raise RestoreFailed(
            f"What came back is not the log that was backed up: {found['events']} events up to "
            f"position {found['head']}, {found['changed']} of them changed; there should be "
            f"{backup.log.events}. The database is as it was. Take an older backup."
        )


async def _open_anew(
    machine: Machine,
    url: str,
    keys_url: str | None,
    erased: Collection[UUID],
    finish: Finish,
) -> int:
    """Destroy keys once more, build the read models, and take the erased out of the rest."""
    async with Archive.open(
        url, machine.masters, machine.organisation, keys_url=keys_url
    ) as archive:
        everybody = sorted({*erased, *(await kept(archive)).now.erased})
        again = sum(key is not None for key in (await archive.keys.load(everybody)).values())
        for person in everybody:
            await archive.keys.destroy(person)
        async with await open_pool(url, Role.PROJECTOR, max_size=4) as projectors:
            await rebuild(projectors, archive.keys)
        await reapply_erasures(archive)
        await finish(archive)
    return again

"""A backup holds everything that cannot be made again, and comes back whole or not at all."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from pydantic import ValidationError

from domain.errors import ReviewError
from storage.archive import Archive
from storage.backup.checking import check_backup
from storage.backup.dumping import Source, back_up
from storage.backup.errors import BackupFailed, BackupUnusable, MachineNotEmpty, ProgramUnfit
from storage.backup.machine import database_name
from storage.backup.manifest import KeysManifest, LogManifest, RoleGiven, write_manifest
from storage.backup.programs import Programs, read_through, without_password
from storage.backup.restoring import Machine, Restored, check_machine, restore
from storage.errors import KeysAreElsewhere, LogOutOfReach, MasterKeyUnusable
from storage.key_place import KEYS_MIGRATIONS, move_keys
from storage.key_wrapper import MasterKeys
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.rebuild import rebuild
from storage.staging import Vault
from tests.played_cycle import ORGANISATION, play
from tests.storage.facts import fact
from tests.storage.reading import record, tables

PROGRAMS = Programs.find()
MASTER = MasterKey(b"k" * 32)
MASTERS = MasterKeys([MASTER])
WAITING = UUID(int=77)


async def begin_company(url: str, keys_url: str | None = None) -> None:
    """A small cycle in the log, words that wait in the vault, pages that show it."""
    await migrate(url)
    async with Archive.open(url, MASTER, ORGANISATION, keys_url=keys_url) as archive:
        await record(archive.journal, (await play(2, archive.vault.stage)).batches())
        await archive.vault.stage(WAITING, uuid4(), {"comment": "said late"})
        async with await open_pool(url, Role.PROJECTOR) as projectors:
            await rebuild(projectors, archive.keys)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def company(postgres_url: str, migrated_template: str) -> AsyncIterator[str]:
    """The URL of a small company that all tests of this module only read."""
    connection = await asyncpg.connect(postgres_url)
    name = f"company_{uuid4().hex}"
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_template}")
    url = postgres_url.rpartition("/")[0] + f"/{name}"
    await begin_company(url)
    yield url
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kept_backup(company: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the company, which no test changes."""
    folder = tmp_path_factory.mktemp("backups") / "kept"
    await back_up(Source(company, None, PROGRAMS), folder)
    return folder


@pytest.fixture
def backup(kept_backup: Path, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return shutil.copytree(kept_backup, tmp_path / "backup")


def machine(url: str, masters: MasterKeys = MASTERS, keys_url: str | None = None) -> Machine:
    return Machine(url, keys_url, PROGRAMS, masters, ORGANISATION)


async def restored(folder: Path, to: Machine, keys: Path | None = None) -> Restored:
    return await restore(await check_backup(folder, keys, PROGRAMS, to.masters), to)


async def rows(url: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(query)
        return found
    finally:
        await connection.close()


async def everything(url: str) -> dict[str, list[str]]:
    """The log, the keys, the vault, the settings of pages and all read models."""
    connection = await asyncpg.connect(url)
    try:
        found = await tables(connection)
        for name in ("log.event", "keeper.subject_key", "vault.content", "migration.applied"):
            each = await connection.fetch(f"SELECT * FROM {name}")  # noqa: S608 - our own names
            found[name] = sorted(str(tuple(row)) for row in each)
        return found
    finally:
        await connection.close()


async def databases(url: str) -> set[str]:
    return {row["datname"] for row in await rows(url, "SELECT datname FROM pg_database")}


async def test_everything_comes_back_as_it_was(
    company: str, kept_backup: Path, empty_database: str
) -> None:
    before = await everything(company)
    done = await restored(kept_backup, machine(empty_database))
    after = await everything(empty_database)
    assert after == before
    assert done.events == len(before["log.event"]) > 50
    assert not [name for name in await databases(company) if "_restoring" in name]
    async with Archive.open(empty_database, MASTER, ORGANISATION) as archive:
        ref = await archive.vault.stage(uuid4(), uuid4(), {"comment": "and on"})
        assert await archive.vault.load(ref) == {"comment": "and on"}
        await archive.store.append(uuid4(), 0, [fact()])
        assert await archive.store.head() == done.events + 1
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await rows(empty_database, "DELETE FROM log.event")


def test_files_are_for_their_owner_only_and_keys_lie_apart(kept_backup: Path) -> None:
    assert {path.name for path in kept_backup.iterdir()} == {
        *("log.dump", "manifest.json", "keys.dump", "keys.dump.json"),
    }
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept_backup.iterdir())
    assert kept_backup.stat().st_mode & 0o777 == 0o700


async def test_the_log_file_holds_no_key_and_no_read_model(
    company: str, kept_backup: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.sql"
    await read_through(PROGRAMS.restore, [f"--file={plain}", str(kept_backup / "log.dump")])
    text = plain.read_text(encoding="utf-8")
    (key, *_) = await rows(company, "SELECT encode(wrapped, 'hex') FROM keeper.subject_key")
    assert key["encode"] not in text
    assert "CREATE SCHEMA read" not in text
    assert "COPY log.event" in text


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[:-100],
    "a flipped bit": lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
    "empty": lambda data: data[:0],
}


@pytest.mark.parametrize("file", ["log.dump", "keys.dump", "manifest.json", "keys.dump.json"])
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
async def test_a_file_that_was_changed_is_refused(
    backup: Path, file: str, spoil: Callable[[bytes], bytes]
) -> None:
    path = backup / file
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BackupUnusable, match="Nothing was changed"):
        await check_backup(backup, None, PROGRAMS, MASTERS)


@pytest.mark.parametrize("file", ["log.dump", "keys.dump", "manifest.json", "keys.dump.json"])
async def test_a_file_that_is_not_there_is_refused(backup: Path, file: str) -> None:
    (backup / file).unlink()
    with pytest.raises(BackupUnusable, match="is not there"):
        await check_backup(backup, None, PROGRAMS, MASTERS)


async def test_the_wrong_master_key_is_found_before_anything_is_written(backup: Path) -> None:
    wrong = MasterKeys([MasterKey(b"w" * 32)])
    with pytest.raises(MasterKeyUnusable, match=rf"keys in .*keys\.dump belong .* {MASTER.id}"):
        await check_backup(backup, None, PROGRAMS, wrong)


def changed(path: Path, **values: object) -> None:
    """Let a manifest say something else, and nothing that gives it away."""
    kind = LogManifest if path.name == "manifest.json" else KeysManifest
    said = json.loads(path.read_text()) | values
    if "format" in values:
        path.write_text(json.dumps(said))
        return
    path.unlink()
    write_manifest(path, kind.model_validate(said))


@pytest.mark.parametrize(
    "file,values,why",
    [
        ("manifest.json", {"log": "00" * 32}, "keys of another log"),
        ("keys.dump.json", {"head": 1}, "older than the log"),
        ("keys.dump.json", {"master_keys": ["0123456789abcdef"]}, "does not hold the keys"),
        ("manifest.json", {"format": "somebody else's"}, "was not written by"),
        ("manifest.json", {"server": "99.1"}, "does not know it"),
    ],
)
async def test_a_manifest_that_does_not_fit_is_refused(
    backup: Path, file: str, values: dict[str, object], why: str
) -> None:
    changed(backup / file, **values)
    with pytest.raises(ReviewError, match=why):
        await check_backup(backup, None, PROGRAMS, MASTERS)


@pytest.mark.parametrize(
    "values",
    [
        {"name": 'perennial_reader" SUPERUSER; --'},
        {"name": "perennial_reader", "member_of": ("postgres",)},
    ],
)
def test_a_manifest_gives_nobody_a_role_that_is_not_of_ours(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RoleGiven.model_validate(values)


@pytest.mark.parametrize(
    "values,why",
    [
        ({"migrations": {"9999_pre_of_tomorrow": "ab"}}, "newer version of Perennial"),
        ({"keys_apart": True}, "in a database of their own"),
        ({"head_leaf_hash": "ab" * 32}, "is not the log that was backed up"),
    ],
)
async def test_what_cannot_be_restored_here_leaves_the_machine_empty(
    backup: Path, empty_database: str, values: dict[str, object], why: str
) -> None:
    changed(backup / "manifest.json", **values)
    before = await databases(empty_database)
    with pytest.raises(ReviewError, match=why):
        await restored(backup, machine(empty_database))
    assert await databases(empty_database) == before
    assert not await rows(empty_database, "SELECT FROM pg_namespace WHERE nspname = 'log'")


async def test_a_machine_with_something_in_it_is_refused(
    kept_backup: Path, database: str, vault: Vault
) -> None:
    await vault.stage(uuid4(), uuid4(), {"comment": "precious"})
    found = await check_backup(kept_backup, None, PROGRAMS, MASTERS)
    with pytest.raises(MachineNotEmpty, match="keeper"):
        await check_machine(found, machine(database))
    assert len(await rows(database, "SELECT FROM vault.content")) == 1


async def test_a_machine_that_somebody_uses_is_refused(
    kept_backup: Path, empty_database: str
) -> None:
    connection = await asyncpg.connect(empty_database)
    with pytest.raises(MachineNotEmpty, match="Somebody is connected"):
        await restored(kept_backup, machine(empty_database))
    await connection.close()


async def test_a_restore_that_is_cut_short_changes_nothing_and_can_be_begun_anew(
    kept_backup: Path, empty_database: str
) -> None:
    found, here = await check_backup(kept_backup, None, PROGRAMS, MASTERS), machine(empty_database)
    # As it is when a restore was killed before.
    await rows(empty_database, f'CREATE DATABASE "{database_name(empty_database)}_restoring"')

    async def fail(archive: Archive) -> None:
        raise LogOutOfReach

    with pytest.raises(LogOutOfReach):
        await restore(found, here, finish=fail)
    assert not await rows(empty_database, "SELECT FROM pg_namespace WHERE nspname = 'log'")
    assert not [name for name in await databases(empty_database) if "_restoring" in name]
    assert (await restore(found, here)).events == found.log.head


async def is_erased(url: str, person: UUID) -> bool:
    async with await open_pool(url, Role.KEEPER) as keepers:
        return (await KeyRing(keepers, MASTER).load([person]))[person] is None


async def test_younger_keys_keep_the_erased_erased(
    company: str, kept_backup: Path, database: str, tmp_path: Path
) -> None:
    (one, other), folder = await _two_people(company), tmp_path / "keys"
    async with copy_of(company) as later:
        # The company goes on, and somebody is erased.
        async with await open_pool(later, Role.KEEPER) as keepers:
            await KeyRing(keepers, MASTER).destroy(one)
        await back_up(Source(later, None, PROGRAMS), folder, only_keys=True)
    assert {path.name for path in folder.iterdir()} == {"keys.dump", "keys.dump.json"}
    # A machine that was migrated, and on which nothing was done, is empty.
    done = await restored(kept_backup, machine(database), folder / "keys.dump")
    assert done.migrated == ()
    assert await is_erased(database, one)
    assert not await is_erased(database, other)


@asynccontextmanager
async def copy_of(url: str) -> AsyncIterator[str]:
    """A copy of a database that nobody is connected to."""
    place, _, name = url.rpartition("/")
    await rows(f"{place}/postgres", f"CREATE DATABASE {name}_later TEMPLATE {name}")
    yield f"{url}_later"
    await rows(f"{place}/postgres", f"DROP DATABASE {name}_later WITH (FORCE)")


async def _two_people(url: str) -> tuple[UUID, UUID]:
    found = await rows(
        url, "SELECT subject FROM vault.content UNION SELECT person FROM read.people"
    )
    one, other, *_ = sorted(UUID(bytes=row["subject"].bytes) for row in found)
    return one, other


async def test_keys_of_their_own_database_are_backed_up_and_restored_there(
    database: str, apart: str, postgres_url: str, tmp_path: Path
) -> None:
    await move_keys(database, apart)
    await begin_company(database, apart)
    folder = tmp_path / "backup"
    with pytest.raises(KeysAreElsewhere):
        await back_up(Source(database, None, PROGRAMS), folder)
    assert not folder.exists()
    await back_up(Source(database, apart, PROGRAMS), folder)
    before = await everything(database)
    async with two_empty(postgres_url) as (log, keys):
        with pytest.raises(BackupUnusable, match="in a database of their own"):
            await restored(folder, machine(log))
        await restored(folder, machine(log, keys_url=keys))
        assert await everything(log) == before
        counted = "SELECT count(*) FROM keeper.subject_key"
        assert await rows(keys, counted) == await rows(apart, counted)
        async with Archive.open(log, MASTER, ORGANISATION, keys_url=keys) as archive:
            assert await archive.people()


@asynccontextmanager
async def two_empty(postgres_url: str) -> AsyncIterator[tuple[str, str]]:
    """Two empty databases, one for the log and one for the keys."""
    connection = await asyncpg.connect(postgres_url)
    names = [f"{kind}_{uuid4().hex}" for kind in ("log", "keys")]
    for name in names:
        await connection.execute(f"CREATE DATABASE {name}")
    log, keys = (f"{postgres_url.rpartition('/')[0]}/{name}" for name in names)
    yield log, keys
    for name in names:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def apart(empty_database: str) -> str:
    """A migrated database for keys alone."""
    await migrate(empty_database, directory=KEYS_MIGRATIONS)
    return empty_database


async def test_a_folder_that_is_in_use_is_left_alone(company: str, backup: Path) -> None:
    before = {path.name: path.read_bytes() for path in backup.iterdir()}
    with pytest.raises(BackupFailed, match="holds something already"):
        await back_up(Source(company, None, PROGRAMS), backup)
    assert {path.name: path.read_bytes() for path in backup.iterdir()} == before


async def test_programs_older_than_the_server_are_refused(company: str, tmp_path: Path) -> None:
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.2'\n")
        (tmp_path / name).chmod(0o700)
    with pytest.raises(ProgramUnfit, match="of version 14 and does not know it"):
        await back_up(Source(company, None, Programs.find(tmp_path)), tmp_path / "backup")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_programs_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgramUnfit, match="PERENNIAL_POSTGRES_PROGRAMS"):
        Programs.find(tmp_path)


@pytest.mark.parametrize(
    "url,shown",
    [
        ("postgresql://ann:s%40cret@db:5432/p?sslmode=require", "ann@db:5432/p?sslmode=require"),
        ("postgresql://ann@db/p?password=secret", "ann@db/p"),
        ("postgresql://db/p", "db/p"),
    ],
)
def test_no_password_appears_in_a_list_of_processes(url: str, shown: str) -> None:
    assert without_password(url) == f"postgresql://{shown}"

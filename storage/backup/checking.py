"""Looks a backup through without restoring it: is it whole, is it one, does it open."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from domain.proof.note import VerifierKey
from storage.backup.errors import BackupUnusable
from storage.backup.gap import check_counted, check_rows
from storage.backup.manifest import (
    KEYS_FILE,
    LOG_FILE,
    LOG_MANIFEST,
    KeysManifest,
    LogManifest,
    check_dump,
    manifest_of,
    read_manifest,
)
from storage.backup.programs import Programs, lines_of, read_through
from storage.backup.vouching import check_signed
from storage.key_wrapper import MasterKeys

COLUMNS: Final = b"COPY keeper.subject_key ("
NOTHING: Final = b"\\N"


@dataclass(frozen=True)
class Backup:
    """A backup that was found whole; `is_vouched_for` if it was signed with a key that is known."""

    folder: Path
    keys_file: Path
    log: LogManifest
    keys: KeysManifest
    is_vouched_for: bool

    @property
    def log_file(self) -> Path:
        """The dump of everything but the keys."""
        return self.folder / LOG_FILE


async def check_backup(
    folder: Path,
    keys_file: Path | None,
    programs: Programs,
    masters: MasterKeys,
    verifiers: Collection[VerifierKey] = (),
) -> Backup:
    """Read a backup through: signatures, sums, archives, the count of events, and its keys.

    `keys_file` may be of another, younger backup of the same log. Without `verifiers` it is not
    asked who signed.

    Raises:
        BackupUnusable: none of the verifiers signed it, it is cut short, changed, of two logs,
            an event is missing from it, or its keys are older than its log.
        MasterKeyUnusable: the master keys that are held here do not open it.
        ProgramUnfit: the programs are older than the backup.
    """
    keys_file = keys_file or folder / KEYS_FILE
    log = read_manifest(folder / LOG_MANIFEST, LogManifest)
    keys = read_manifest(manifest_of(keys_file), KeysManifest)
    if verifiers:
        check_signed(folder / LOG_MANIFEST, log, verifiers)
        check_signed(manifest_of(keys_file), keys, verifiers)
    backup = Backup(folder, keys_file, log, keys, is_vouched_for=bool(verifiers))
    await check_dump(backup.log_file, log.dump)
    await check_dump(keys_file, keys.dump)
    check_counted(log, backup.log_file)
    _check_together(backup)
    await programs.check_fits(max(log.server_version, keys.server_version))
    for file in (backup.log_file, keys_file):
        ended = await read_through(programs.restore, ["--file=/dev/null", str(file)])
        if ended.code:
            raise BackupUnusable(f"{file} cannot be read: {ended.complaint}. Nothing was changed.")
    await check_rows(log, backup.log_file, programs)
    await _check_opens(backup, programs, masters)
    return backup


def _check_together(backup: Backup) -> None:
    log, keys = backup.log, backup.keys
    if keys.log != log.log and (log.log or keys.log) and not _begun_between(backup):
        raise BackupUnusable(
            f"{backup.keys_file} holds the keys of another log. Name those of this one with "
            "--keys. Nothing was changed."
        )
    if keys.head < log.head:
        raise BackupUnusable(
            f"{backup.keys_file} is older than the log beside it: whoever came in between would be "
            "unreadable for ever. Name younger keys with --keys. Nothing was changed."
        )


def _begun_between(backup: Backup) -> bool:
    """Tell whether nothing had been recorded when the log was backed up."""
    return backup.log.log is None


async def _check_opens(backup: Backup, programs: Programs, masters: MasterKeys) -> None:
    """Open one key of each master key, before anything is written."""
    tried: set[str] = set()
    # Closed at once, though a key does not open: a program reads for it.
    async with aclosing(_wrapped_keys(backup.keys_file, programs)) as keys:
        async for subject, master_key_id, wrapped in keys:
            if master_key_id not in tried:
                tried.add(master_key_id)
                master = await masters.find(master_key_id, where=str(backup.keys_file))
                await master.unwrap_many([(subject, wrapped)])
    if tried != set(backup.keys.master_keys):
        raise BackupUnusable(
            f"{backup.keys_file} does not hold the keys that its manifest tells of. Nothing was "
            "changed."
        )


async def _wrapped_keys(
    keys_file: Path, programs: Programs
) -> AsyncGenerator[tuple[UUID, str, bytes], None]:
    """Give every key that is in a dump, wrapped as it is."""
    words = ["--data-only", "--file=-", "--table=subject_key", str(keys_file)]
    async with lines_of(programs.restore, words) as lines:
        columns: list[str] = []
        async for line in lines:
            if line.startswith(COLUMNS):
                columns = line[len(COLUMNS) : line.index(b")")].decode().split(", ")
            elif columns and line.strip() == b"\\.":
                return
            elif columns:
                row = dict(zip(columns, line.rstrip(b"\n").split(b"\t"), strict=True))
                if row["wrapped"] != NOTHING:
                    yield (
                        UUID(row["subject"].decode()),
                        row["master_key_id"].decode(),
                        bytes.fromhex(row["wrapped"].decode().removeprefix("\\\\x")),
                    )

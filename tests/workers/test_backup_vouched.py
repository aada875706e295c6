"""A backup is signed with the audit key, and taken only from those who can sign."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest

from storage.backup.checking import Backup, check_backup
from storage.backup.dumping import Source, back_up
from storage.backup.errors import BackupUnusable
from storage.backup.manifest import LogManifest, read_manifest, write_manifest
from storage.backup.programs import Programs
from storage.key_wrapper import MasterKeys
from storage.master_key import MasterKey
from storage.proof.errors import CheckpointOfAnotherLog
from workers.auditing import NOBODY, backup_key_of, backup_verifiers_of
from workers.sealer import audit_key_of
from workers.settings import Settings

PROGRAMS = Programs.find(None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an installation with an audit key."""
    here = Settings(home=tmp_path / "here")
    audit_key_of(here, create=True)
    return here


@pytest.fixture
async def backup(database: str, settings: Settings, tmp_path: Path) -> Path:
    await back_up(Source(database, None, PROGRAMS, backup_key_of(settings)), tmp_path / "backup")
    return tmp_path / "backup"


async def checked(folder: Path, settings: Settings, signed_by: str | None = None) -> Backup:
    verifiers = backup_verifiers_of(settings, signed_by)
    masters = MasterKeys([MasterKey(b"k" * 32)])
    return await check_backup(folder, None, PROGRAMS, masters, verifiers)


async def test_a_backup_is_known_by_its_signature_here_and_by_the_public_key_elsewhere(
    backup: Path, settings: Settings, tmp_path: Path
) -> None:
    assert (await checked(backup, settings)).is_vouched_for
    elsewhere, public = Settings(home=tmp_path / "there"), audit_key_of(settings).verifiers[0].text
    assert (await checked(backup, elsewhere, public)).is_vouched_for
    assert not (await checked(backup, elsewhere)).is_vouched_for
    with pytest.raises(CheckpointOfAnotherLog):
        backup_verifiers_of(elsewhere, public_of_another(tmp_path))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in backup.iterdir())


def public_of_another(folder: Path) -> str:
    other = Settings(home=folder / "other", organisation=UUID(int=1))
    return audit_key_of(other, create=True).verifiers[0].text


@pytest.mark.parametrize("manifest", ["manifest.json", "keys.dump.json"])
async def test_what_nobody_signed_is_refused_unless_that_is_said(
    backup: Path, settings: Settings, manifest: str
) -> None:
    (backup / f"{manifest}.signed").unlink()
    with pytest.raises(BackupUnusable, match=rf"{manifest} is not signed .* `--signed-by nobody`"):
        await checked(backup, settings)
    assert not (await checked(backup, settings, NOBODY)).is_vouched_for


async def test_a_manifest_that_was_written_afresh_is_refused(
    backup: Path, settings: Settings
) -> None:
    path = backup / "manifest.json"
    said = read_manifest(path, LogManifest)
    path.unlink()
    write_manifest(path, said.model_copy(update={"lsn": "0/0"}))
    with pytest.raises(BackupUnusable, match="is not signed with the audit key"):
        await checked(backup, settings)


async def test_a_backup_of_somebody_else_is_refused(
    database: str, settings: Settings, backup: Path, tmp_path: Path
) -> None:
    theirs = Settings(home=tmp_path / "theirs")
    audit_key_of(theirs, create=True)
    shutil.rmtree(backup)
    await back_up(Source(database, None, PROGRAMS, backup_key_of(theirs)), backup)
    with pytest.raises(BackupUnusable, match="is not signed with the audit key"):
        await checked(backup, settings)


async def test_without_an_audit_key_nothing_is_signed(database: str, tmp_path: Path) -> None:
    settings, folder = Settings(home=tmp_path), tmp_path / "backup"
    await back_up(Source(database, None, PROGRAMS, backup_key_of(settings)), folder)
    assert not list(folder.glob("*.signed"))
    assert not (await checked(folder, settings)).is_vouched_for

"""What stands beside the files of a backup: what they are, of which log, and how to know them."""

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage.backup.errors import BackupUnusable

LOG_FILE: Final = "log.dump"
LOG_MANIFEST: Final = "manifest.json"
KEYS_FILE: Final = "keys.dump"
CHUNK: Final = 1 << 20

M = TypeVar("M", bound="Manifest")

OurRole = Annotated[str, Field(pattern=r'^perennial_[^"\x00]*$')]
"""A role of ours, and of nobody else's: a restore makes it, and lets others be a member of it."""


class Dump(BaseModel):
    """A file by its size in bytes and its SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class RoleGiven(BaseModel):
    """A role of the database, and of which others of ours it is a member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: OurRole
    member_of: tuple[OurRole, ...] = ()


class Manifest(BaseModel):
    """What both kinds have in common.

    Attributes:
        server: the version of PostgreSQL, such as 18.6.
        log: the leaf hash of the first event, by which one log is told from another; None where
            nothing was recorded yet.
        head: the position of the last event that these files know of.
        sum: the SHA-256 of all the rest, by which a damaged manifest is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime
    server: str
    log: str | None
    head: int
    dump: Dump
    sum: str = ""

    def summed(self) -> Self:
        """Give it with the SHA-256 of all that it says."""
        said = self.model_dump_json(exclude={"sum"})
        return self.model_copy(update={"sum": hashlib.sha256(said.encode()).hexdigest()})

    @property
    def server_version(self) -> int:
        """The major version of PostgreSQL."""
        return int(self.server.partition(".")[0])


class LogManifest(Manifest):
    """Beside the dump of everything but the keys.

    Attributes:
        events: how many there are, counted; as many as `head` says, for none is missing.
        head_leaf_hash: the leaf hash of the last event.
        lsn, timeline: where in the write-ahead log the dump was taken.
        migrations: every migration that had run, with the checksum of its file.
        keys_apart: whether the keys lie in a database of their own.
    """

    format: Literal["perennial backup 1"] = "perennial backup 1"
    events: int
    head_leaf_hash: str | None
    lsn: str
    timeline: str
    migrations: dict[str, str]
    roles: tuple[RoleGiven, ...]
    keys_apart: bool


class KeysManifest(Manifest):
    """Beside the dump of the keys: how many, how many people were erased, what wraps them."""

    format: Literal["perennial keys 1"] = "perennial keys 1"
    keys: int
    erased: int
    master_keys: tuple[str, ...]


def manifest_of(keys_file: Path) -> Path:
    """Name the manifest that stands beside a dump of keys."""
    return keys_file.with_name(f"{keys_file.name}.json")


async def describe(file: Path) -> Dump:
    """Measure a file and see to it that it is on the disk."""
    return await asyncio.to_thread(_describe, file)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest, readable for its owner only."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(manifest.summed().model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path, kind: type[M]) -> M:
    """Read a manifest.

    Raises:
        BackupUnusable: it is absent or not of that kind.
    """
    try:
        manifest = kind.model_validate_json(path.read_bytes())
    except OSError:
        raise BackupUnusable(
            f"{path} is not there. Name a folder that `perennial backup` made, or with --keys a "
            "dump of keys that has its manifest beside it. Nothing was changed."
        ) from None
    except ValidationError:
        manifest = None
    if manifest is None or manifest.summed().sum != manifest.sum:
        raise BackupUnusable(
            f"{path} was not written by `perennial backup`, or was changed. Nothing was changed."
        )
    return manifest


async def check_dump(file: Path, dump: Dump) -> None:
    """Pass if a file is, byte for byte, what its manifest says.

    Raises:
        BackupUnusable: it is absent, cut short, or another one.
    """
    size = _size(file)
    if size != dump.bytes:
        raise BackupUnusable(
            f"{file} has {size} bytes and should have {dump.bytes}: it was cut short or belongs to "
            "another backup. Take another copy of it, or an older backup. Nothing was changed."
        )
    if (await describe(file)).sha256 != dump.sha256:
        raise BackupUnusable(
            f"{file} is not what was written: it was changed or belongs to another backup. Take "
            "another copy of it. Nothing was changed."
        )


def _size(file: Path) -> int:
    if not file.is_file():
        raise BackupUnusable(
            f"{file} is not there. Take another copy of the backup. Nothing was changed."
        )
    return file.stat().st_size


def _describe(file: Path) -> Dump:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
        size = opened.tell()
        os.fsync(opened.fileno())
    return Dump(bytes=size, sha256=digest.hexdigest())

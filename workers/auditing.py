"""What an audit stands on: the log, the key it is signed with, and what was published of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from domain.proof.fault import Audit
from domain.proof.note import VerifierKey
from storage.proof.audit import audited
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import CheckpointOfAnotherLog
from storage.proof.marks import Published
from storage.proof.published import published_up_to, read_published
from storage.proof.sealed_log import SealedLog
from storage.proof.signing import AuditKey
from workers.embedded.database import reach_database
from workers.sealer import Sealer, audit_key_of, origin_of
from workers.servers import Servers
from workers.settings import Settings

NOBODY: Final = "nobody"
"""What is given instead of a key to take a backup for which nobody vouches."""


@asynccontextmanager
async def log_under_audit(settings: Settings) -> AsyncIterator[SealedLog]:
    """Open the log alone: an audit needs the database, and no other server."""
    async with reach_database(settings) as url, SealedLog.open(url) as log:
        yield log


def verifiers_of(settings: Settings, given: str | None) -> tuple[VerifierKey, ...]:
    """Give the keys to check checkpoints with: the one that is given, else those of the key file.

    Raises:
        VerifierKeyUnreadable: what is given is no key.
        CheckpointOfAnotherLog: it is the key of another log.
        AuditKeyUnusable: the key file cannot be read.
    """
    if given is None:
        return audit_key_of(settings).verifiers
    key, origin = VerifierKey.parse(given), origin_of(settings)
    if key.name != origin:
        raise CheckpointOfAnotherLog(
            f"This is the key of another log: of {key.name}, not of {origin}. Nothing was checked."
        )
    return (key,)


def backup_key_of(settings: Settings) -> AuditKey | None:
    """Give the audit key as it signs backups; None where there is none.

    Raises:
        AuditKeyUnusable: there is one that cannot be read, or one is named that is not there.
    """
    path = settings.audit_key_path
    if settings.audit_key_file is None and not path.exists():
        return None
    return AuditKey.from_file(path, f"perennial/backup/{settings.organisation}")


def backup_verifiers_of(settings: Settings, given: str | None) -> tuple[VerifierKey, ...]:
    """Give the keys that may have signed a backup: the one that is given, else those held here.

    None where there are none to check with, and where `given` is NOBODY.

    Raises: as `verifiers_of`.
    """
    if given is None or given == NOBODY:
        held = backup_key_of(settings) if given is None else None
        return held.verifiers if held is not None else ()
    origin = f"perennial/backup/{settings.organisation}"
    return tuple(
        VerifierKey(name=origin, public=each.public) for each in verifiers_of(settings, given)
    )


def published_in(settings: Settings, place: Path | None) -> list[Published]:
    """Read the checkpoints at a place, or else those in the folder of the settings, if any.

    Raises:
        CheckpointUnreadable: one of them cannot be read.
    """
    if place is not None:
        return read_published(place)
    folder = settings.checkpoint_path
    return read_published(folder) if published_up_to(folder) else []


async def checkpoint_made(servers: Servers) -> Checkpoint | None:
    """Make a checkpoint now, with its copies; None while the log is empty.

    Raises: as `Sealer.seal`, and AuditKeyUnusable where there is no key.
    """
    key = audit_key_of(servers.settings, create=servers.settings.postgres_url is None)
    async with SealedLog.open(servers.postgres_url) as log:
        return await Sealer(log, servers).seal(key, datetime.now(UTC))


async def audit_of(servers: Servers) -> Audit:
    """Seal the log of an installation as it stands, and audit all of it."""
    await checkpoint_made(servers)
    settings = servers.settings
    async with SealedLog.open(servers.postgres_url) as log:
        return await audited(log, verifiers_of(settings, None), published_in(settings, None))

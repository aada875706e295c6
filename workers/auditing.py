"""What an audit stands on: the log, the key it is signed with, and what was published of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from domain.proof.fault import Audit
from domain.proof.note import VerifierKey
from storage.proof.audit import audited
from storage.proof.checkpoint import Checkpoint
from storage.proof.errors import CheckpointOfAnotherLog
from storage.proof.marks import Published
from storage.proof.published import published_up_to, read_published
from storage.proof.sealed_log import SealedLog
from workers.embedded.home import Home
from workers.embedded.stack import reach_servers
from workers.sealer import Sealer, audit_key_of, origin_of
from workers.servers import Servers
from workers.settings import Settings


@asynccontextmanager
async def log_under_audit(settings: Settings) -> AsyncIterator[SealedLog]:
    """Open the log alone: an audit needs the database, and no other server."""
    running, named = Home(settings.home).published(), settings.postgres_url
    url = running.postgres_url if running is not None else named
    if url is not None:
        async with SealedLog.open(url.get_secret_value()) as log:
            yield log
        return
    async with reach_servers(settings) as servers, SealedLog.open(servers.postgres_url) as log:
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
